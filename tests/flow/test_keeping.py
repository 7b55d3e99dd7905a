from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.flow.keeping import kept_until
from bot.flow.structure import Keep, Plan

TAKEN = datetime(2027, 3, 10, 12, tzinfo=UTC)
CLOSES = datetime(2027, 3, 31, 18, tzinfo=UTC)
KEEP = Keep(identity=timedelta(days=90), answers=timedelta(days=30))


@pytest.mark.parametrize(
    ("plan", "until"),
    [
        pytest.param(Plan(languages=("en",)), TAKEN + timedelta(days=365), id="a_year_by_itself"),
        pytest.param(
            Plan(languages=("en",), closes=CLOSES), CLOSES + timedelta(days=365), id="from_closing"
        ),
        pytest.param(
            Plan(languages=("en",), closes=CLOSES, keep=KEEP), CLOSES + KEEP.answers, id="as_told"
        ),
        pytest.param(
            Plan(languages=("en",), closes=TAKEN - timedelta(days=1), keep=KEEP),
            TAKEN + KEEP.answers,
            id="never_before_it_came",
        ),
    ],
)
def test_a_recording_is_kept_as_long_as_the_answers(plan: Plan, until: datetime) -> None:
    assert kept_until(plan, TAKEN) == until

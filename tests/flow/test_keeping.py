from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.flow.keeping import a_month_after, kept_until
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


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        pytest.param("2027-03-02", "2027-04-02", id="same_day"),
        pytest.param("2027-01-31", "2027-02-28", id="a_shorter_month_ends_it"),
        pytest.param("2027-12-15", "2028-01-15", id="next_year"),
        pytest.param("2028-01-30", "2028-02-29", id="leap_day"),
    ],
)
def test_a_request_is_answered_within_a_calendar_month(asked: str, by: str) -> None:
    at = datetime.fromisoformat(f"{asked}T12:00:00+00:00")

    assert f"{a_month_after(at, 'Europe/London'):%Y-%m-%d}" == by

"""When silence is answered: by dates that can be counted on fingers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.flow.reminding import reminds_at
from bot.flow.structure import Plan, Reminders

ASKED = datetime(2027, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CASES = {
    "the first": (0, 30, None, 2),
    "the second": (1, 30, None, 5),
    "no more": (2, 30, None, None),
    "the last before closing": (2, 30, 3, 27),
    "closing comes first": (1, 6, 3, 3),
    "closing has come": (2, 3, 4, None),
}
"""Sent so far, days to closing, the last so long before it, days to the next."""


@pytest.mark.parametrize(("sent", "closes", "before", "due"), CASES.values(), ids=CASES)
def test_when_the_next_reminder_is_due(
    sent: int, closes: int, before: int | None, due: int | None
) -> None:
    last = before * DAY if before else None
    reminders = Reminders(after=(2 * DAY, 5 * DAY), before_closing=last)
    plan = Plan(languages=("en",), closes=ASKED + closes * DAY, reminders=reminders)

    assert reminds_at(plan, sent, ASKED, ASKED) == (None if due is None else ASKED + due * DAY)

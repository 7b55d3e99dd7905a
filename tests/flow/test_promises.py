"""What is owed, and how it stands: by a plan whose dates can be counted on fingers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.flow.promises import late, next_in_line, promises
from bot.flow.structure import Feedback, Plan
from bot.model import Kept, Ledger, PromiseKind, Punctuality, Slip

HEARD = datetime(2027, 4, 14, 9, tzinfo=UTC)
DECIDED = datetime(2027, 5, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WAITS = (91 * DAY, 365 * DAY)
PLAN = Plan(languages=("en",), feedback=Feedback(heard=HEARD, decided=DECIDED, next=WAITS))


def kept(kind: PromiseKind, at: datetime, number: int = 0) -> Kept:
    return Kept(kind, number, at)


def slip(until: datetime, n: int = 1, because: str = "") -> Slip:
    told = {"en": because} if because else {}
    return Slip(PromiseKind.DECIDED, 0, n, until, told, "officer", DECIDED)


def test_each_date_of_the_plan_is_a_promise() -> None:
    found = [
        (each.kind, each.number, each.promised, each.due) for each in promises(PLAN, Ledger())
    ]

    assert found == [
        (PromiseKind.HEARD, 0, HEARD, HEARD),
        (PromiseKind.DECIDED, 0, DECIDED, DECIDED),
        (PromiseKind.NEXT, 1, DECIDED + WAITS[0], DECIDED + WAITS[0]),
        (PromiseKind.NEXT, 2, DECIDED + WAITS[1], DECIDED + WAITS[1]),
    ]


def test_without_a_feedback_plan_nothing_was_promised() -> None:
    assert promises(Plan(languages=("en",)), Ledger()) == ()


ON_TIME = Ledger(kept=(kept(PromiseKind.DECIDED, DECIDED),))
MOVED = Ledger(slips=(slip(DECIDED + 14 * DAY, because="The board did not meet."),))
MOVED_TWICE = Ledger(slips=(*MOVED.slips, slip(DECIDED + 40 * DAY, 2)))
STANDS = {
    "before its day": (Ledger(), -DAY, Punctuality.DUE),
    "on its day": (Ledger(), timedelta(), Punctuality.DUE),
    "after its day": (Ledger(), DAY, Punctuality.OVERDUE),
    "kept": (ON_TIME, DAY, Punctuality.KEPT),
    "before it was kept": (ON_TIME, -DAY, Punctuality.DUE),
    "moved": (MOVED, DAY, Punctuality.LATE),
    "moved before its day": (MOVED, -DAY, Punctuality.LATE),
    "moved, and that day passed": (MOVED, 15 * DAY, Punctuality.OVERDUE),
    "moved twice": (MOVED_TWICE, 20 * DAY, Punctuality.LATE),
}


@pytest.mark.parametrize(("ledger", "after", "stands"), STANDS.values(), ids=STANDS)
def test_how_a_promise_stands(ledger: Ledger, after: timedelta, stands: Punctuality) -> None:
    _, decided, *_ = promises(PLAN, ledger)

    assert decided.standing(DECIDED + after) is stands


def test_what_follows_a_late_decision_moves_with_it() -> None:
    told = DECIDED + 10 * DAY

    *_, first, _ = promises(PLAN, Ledger(kept=(kept(PromiseKind.DECIDED, told),)))
    *_, moved, _ = promises(PLAN, MOVED)

    assert first.due == told + WAITS[0]
    assert moved.due == DECIDED + 14 * DAY + WAITS[0]


def test_the_last_reason_given_is_the_reason() -> None:
    _, decided, *_ = promises(PLAN, MOVED_TWICE)

    assert decided.because == {"en": "The board did not meet."}
    assert decided.due == DECIDED + 40 * DAY


def test_a_decision_told_early_brings_nothing_forward() -> None:
    *_, first, _ = promises(PLAN, Ledger(kept=(kept(PromiseKind.DECIDED, DECIDED - 5 * DAY),)))

    assert first.due == DECIDED + WAITS[0]


def test_what_is_late_is_told_and_what_is_kept_is_not() -> None:
    ledger = Ledger(kept=(kept(PromiseKind.HEARD, HEARD),), slips=MOVED.slips)

    assert [each.kind for each in late(PLAN, ledger, DECIDED + DAY)] == [PromiseKind.DECIDED]


def test_the_next_in_line_is_the_first_that_is_not_kept() -> None:
    heard = kept(PromiseKind.HEARD, HEARD)
    rest = (kept(PromiseKind.DECIDED, DECIDED), kept(PromiseKind.NEXT, DECIDED, 1))
    last = kept(PromiseKind.NEXT, DECIDED, 2)

    lines = [next_in_line(PLAN, Ledger(kept=each)) for each in ((heard,), (heard, *rest))]
    assert [(each.kind, each.number) for each in lines if each] == [
        (PromiseKind.DECIDED, 0),
        (PromiseKind.NEXT, 2),
    ]
    assert next_in_line(PLAN, Ledger(kept=(heard, *rest, last))) is None


@given(
    some.lists(some.integers(min_value=-30, max_value=60), max_size=4),
    some.integers(min_value=-60, max_value=90),
)
def test_a_promise_is_behind_or_to_come_but_never_both(days: list[int], after: int) -> None:
    slips = tuple(slip(DECIDED + each * DAY, n) for n, each in enumerate(days, start=1))
    now = DECIDED + after * DAY

    _, decided, *_ = promises(PLAN, Ledger(slips=slips))

    is_behind = decided in late(PLAN, Ledger(slips=slips), now)
    assert is_behind == (bool(slips) or now > DECIDED)
    assert (decided.standing(now) is Punctuality.OVERDUE) == (decided.due < now)

"""What a consultation owes its people, and when: from its plan and from what was recorded since.

Rule: pure; a promise is never forgotten, only kept or late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.flow.structure import Feedback, Plan
from bot.model import Kept, Ledger, Promise, PromiseKind, Punctuality, Slip

BY_ITSELF = timedelta(days=30)
"""How much later people are told to expect what nobody has given another date for."""
SECOND_THOUGHTS = timedelta(days=1)
"""How long what is recorded late may still be corrected before it goes out."""
CHALLENGED_FOR = timedelta(days=28)
"""How long after people heard of a decision they are asked to challenge it."""


def promises(plan: Plan, ledger: Ledger) -> tuple[Promise, ...]:
    """Every promise of a consultation in the order of its dates; none without a feedback plan.

    *Next* is counted from the day on which people heard, or are to hear, what was decided: a
    decision that is told late moves with it all that was to follow.
    """
    feedback = plan.feedback
    if feedback is None:
        return ()
    heard = _promise(PromiseKind.HEARD, 0, feedback.heard, ledger)
    decided = _promise(PromiseKind.DECIDED, 0, feedback.decided, ledger)
    return (heard, decided, *_nexts(feedback, decided, ledger))


def late(plan: Plan, ledger: Ledger, now: datetime) -> tuple[Promise, ...]:
    """Those that are late or overdue at a moment, as a public page must show them."""
    behind = (Punctuality.LATE, Punctuality.OVERDUE)
    return tuple(each for each in promises(plan, ledger) if each.standing(now) in behind)


def next_in_line(plan: Plan, ledger: Ledger) -> Promise | None:
    """The first promise that is still to be kept; `None`: all are."""
    return next((each for each in promises(plan, ledger) if each.kept_at is None), None)


def tells_at(promise: Promise, recorded_at: datetime) -> datetime:
    """When what was recorded for a promise goes out: on its day; late, as soon as its author has
    had a day to correct it, and no later than the day that was given instead."""
    return min(promise.due, max(promise.promised, recorded_at + SECOND_THOUGHTS))


def _nexts(feedback: Feedback, decided: Promise, ledger: Ledger) -> Iterator[Promise]:
    start = max(decided.kept_at or decided.due, feedback.decided)
    for number, wait in enumerate(feedback.next, start=1):
        yield _promise(PromiseKind.NEXT, number, start + wait, ledger)


def _promise(kind: PromiseKind, number: int, promised: datetime, ledger: Ledger) -> Promise:
    slips = tuple(each for each in ledger.slips if _is_of(each, kind, number))
    kept = next((each.at for each in ledger.kept if _is_of(each, kind, number)), None)
    due = slips[-1].until if slips else promised
    return Promise(kind, number, promised, due, kept, slips)


def _is_of(what: Slip | Kept, kind: PromiseKind, number: int) -> bool:
    return what.kind is kind and what.number == number

"""Retention: what is kept no longer is deleted, daily, and the report proves itself.

Rule: a date that people were told is the date by which it is gone. Dry unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.flow.keeping import USUAL
from bot.flow.promises import promises
from bot.model import Lifecycle
from bot.ports import AuditRow, Launched, Purged, Reader, Retention
from bot.shelf.office import Office

IDENTITY = timedelta(days=90)
"""After the last promised feedback, where the flow does not say."""
MESSAGES = timedelta(days=90)
"""Bodies of messages, after they came or went."""
OWED = timedelta(days=365)
"""So long a number is kept for feedback that is overdue; then nobody will send it any more."""
CASES = timedelta(days=365)
"""After a case was closed."""
AUDIT = timedelta(days=6 * 365)
"""As long as a claim can be made. Source: Limitation Act 1980, section 5."""


async def purge(office: Office, *, send: bool) -> Sequence[Purged]:
    """Delete what is kept no longer, or count it."""
    async with office.store.begin() as transaction:
        order = await _due(transaction, office.clock.now())
        report = await transaction.purge(order, is_dry=not send)
        found = {f"{each.kind}.{name}": n for each in report for name, n in _counts(each)}
        if send and any(each.before for each in report):
            deed = AuditRow(order.now, office.actor, "retention.purged", "", found)
            await transaction.audit(deed)
    if send and any(each.deleted for each in report):
        await office.store.scrub()
    return report


async def purge_due(office: Office) -> int:
    """The daily round; how much was deleted."""
    return sum(each.deleted for each in await purge(office, send=True))


def _counts(each: Purged) -> Sequence[tuple[str, int]]:
    return (("before", each.before), ("deleted", each.deleted), ("left", each.left))


async def _due(reader: Reader, now: datetime) -> Retention:
    launched = await reader.launched()
    identity = [each.slug for each in launched if await _is_past(reader, each, now)]
    answers = [each.slug for each in launched if _answers_are_past(each, now)]
    return Retention(
        now=now,
        identity_of=tuple(identity),
        answers_of=tuple(answers),
        messages_before=now - MESSAGES,
        cases_before=now - CASES,
        audit_before=now - AUDIT,
    )


async def _is_past(reader: Reader, each: Launched, now: datetime) -> bool:
    """Whether the last promised feedback, kept or not, is long enough ago. While one is late,
    people are still owed it, and it is the later date that counts."""
    plan = each.document.plan
    if each.lifecycle is Lifecycle.OPEN or plan.closes is None:
        return False
    owed = promises(plan, await reader.ledger(each.slug))
    waits = (promise.due for promise in owed if promise.kept_at is None and promise.due <= now)
    if any(now - due < OWED for due in waits):
        return False
    last = max((promise.kept_at or promise.due for promise in owed), default=plan.closes)
    return last + (plan.keep.identity if plan.keep else IDENTITY) <= now


def _answers_are_past(each: Launched, now: datetime) -> bool:
    plan = each.document.plan
    if each.lifecycle is Lifecycle.OPEN or plan.closes is None:
        return False
    return plan.closes + (plan.keep.answers if plan.keep else USUAL) <= now

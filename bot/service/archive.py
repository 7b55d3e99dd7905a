"""Putting a consultation away, once its people have had every answer they are owed.

Rule: whatever is missing is named, all of it; an archived one is read and never written to again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.errors import Refused
from bot.flow.lifecycle import ARCHIVE, allows, moved
from bot.flow.promises import promises
from bot.language.english import agreed, counted
from bot.model import CaseKind, Ledger, OutboxStatus, Promise, PromiseKind
from bot.ports import AuditRow, Standing
from bot.shelf import Running
from bot.shelf.office import Office

_OWED = frozenset({CaseKind.REVIEW, CaseKind.REQUEST, CaseKind.HANDOVER, CaseKind.URGENT})
"""Cases in which somebody waits for us."""
_UNSENT = (OutboxStatus.QUEUED, OutboxStatus.CLAIMED)


async def archive(office: Office, slug: str) -> None:
    """Put it away.

    Raises:
        Refused: it is unknown, archived already, or people are owed something: it says what.
    """
    running = await office.shelf.known(slug)
    stands, now = running.launched.lifecycle, office.clock.now()
    async with office.store.begin() as transaction:
        standing = await transaction.standing(slug)
        ledger = await transaction.ledger(slug)
        lacking = missing(running, ledger, standing, now)
        if lacking and allows(stands, ARCHIVE):
            _refuse(slug, lacking)
        after = moved(slug, stands, ARCHIVE)
        await transaction.move_consultation(slug, after, now)
        await transaction.audit(AuditRow(now, office.actor, "consultation.archived", slug))
    await office.shelf.refresh()


def missing(running: Running, ledger: Ledger, standing: Standing, now: datetime) -> Sequence[str]:
    """What stands between a consultation and its archive, in plain words; nothing: it may go."""
    plan = running.launched.document.plan
    owed = [_owed(each, now) for each in promises(plan, ledger) if each.kept_at is None]
    return [*owed, *_untold(ledger), *_waiting(standing)]


def _owed(promise: Promise, now: datetime) -> str:
    when = f"{promise.due:%d %B %Y}"
    was = "was" if promise.due <= now else "is"
    what = {
        PromiseKind.HEARD: "what was heard",
        PromiseKind.DECIDED: "what was decided and why",
        PromiseKind.NEXT: f"what happened next, update {promise.number}",
    }[promise.kind]
    return f"people have not been told {what}; it {was} promised for {when}"


def _untold(ledger: Ledger) -> Iterator[str]:
    """A later decision that nobody has heard of."""
    told = {each.number for each in ledger.kept if each.kind is PromiseKind.DECIDED}
    for decision in ledger.decisions:
        if decision.number > 1 and decision.number not in told:
            yield f"people have not been told of decision {decision.number}"


def _waiting(standing: Standing) -> Iterator[str]:
    open_cases = [case for case in standing.cases if case.kind in _OWED]
    for kind in dict.fromkeys(case.kind for case in open_cases):
        n = sum(case.kind is kind for case in open_cases)
        name = kind.value.replace("_", " ")
        yield f"{counted(n, f'{name} case')} {agreed(n, 'is', 'are')} still open"
    unsent = sum(standing.outbox.get(each, 0) for each in _UNSENT)
    if unsent:
        yield f"{counted(unsent, 'message')} {agreed(unsent, 'has', 'have')} not left yet"


def _refuse(slug: str, lacking: Sequence[str]) -> None:
    listed = "\n".join(f"  {each}" for each in lacking)
    raise Refused(f"{slug} cannot be archived yet:\n{listed}")

"""Reminding people by command: those who are stuck, those who have not started, or one.

Rule: what is asked for is a wait like any other, under every check that reminders are under;
nothing is asked for unless it is to be sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.errors import Refused
from bot.exchange import nudging
from bot.exchange.handing import first_name
from bot.exchange.marks import read_mark
from bot.ports import AuditRow, Charge, Nudge, Rows, Transaction
from bot.shelf.office import Office


class Wanted(Struct, frozen=True):
    """Whom to remind of what, and in whose name."""

    slug: str
    groups: tuple[str, ...] = ()
    """`stuck`, `new`."""
    person: str = ""
    """The beginning of a participant's id; in place of the groups."""
    name: str = ""
    """Who asks: stands first in what they get."""


class Reminded(Struct, frozen=True):
    """What is, or would be, sent."""

    people: int
    held_back: int
    """Of those meant: left, talking to staff, or reminded today."""
    languages: Mapping[str, int]
    samples: tuple[str, ...]
    """One text for each language."""


async def remind(office: Office, wanted: Wanted, *, send: bool = False) -> Reminded:
    """Remind people now, or at the next waking hour.

    Raises:
        Refused: no such consultation is open, or nobody is meant.
    """
    running = office.shelf.running(wanted.slug)
    if running is None or not running.is_open:
        raise Refused(f"No consultation called {wanted.slug} is open here.")
    now = office.clock.now()
    nudge = Nudge(first_name(wanted.name), "", office.actor, now)
    async with office.store.begin() as transaction:
        meant = await _meant(wanted, transaction)
        chosen = [c for c in meant if nudging.may_be_reminded(c, now)]
        samples = await _samples(office, transaction, chosen, nudge)
        if send:
            rows = Rows()
            for charge in chosen:
                nudging.order(rows, charge, nudge, now)
            detail = {"people": len(chosen)}
            rows.audit.append(AuditRow(now, office.actor, "people.reminded", wanted.slug, detail))
            await transaction.write(rows)
    languages = dict(Counter(charge.language for charge in chosen))
    return Reminded(len(chosen), len(meant) - len(chosen), languages, samples)


async def _meant(wanted: Wanted, transaction: Transaction) -> list[Charge]:
    if not wanted.person:
        waiting = await transaction.unfinished(wanted.slug)
        return [charge for charge in waiting if nudging.group_of(charge) in wanted.groups]
    who = read_mark(wanted.person)
    found = list(await transaction.unfinished(wanted.slug, who)) if who else []
    if len(found) != 1:
        raise Refused("Nobody in it is meant by that. `kotha person show` gives ids.")
    return found


async def _samples(
    office: Office, transaction: Transaction, charges: Sequence[Charge], nudge: Nudge
) -> tuple[str, ...]:
    """What one person of each language would get."""
    first = {charge.language: charge for charge in reversed(charges)}
    samples = []
    for charge in first.values():
        person = await transaction.person(charge.bucket, charge.participant)
        if person is None:
            continue
        talk = next(each for each in person.conversations if each.id == charge.conversation)
        place = await office.shelf.standing_of(talk)
        at = (office.limits, office.clock.now())
        shown = nudging.preview(person, charge, place, nudge, at) if place else None
        samples += ["\n".join(shown.bodies)] if shown else []
    return tuple(samples)

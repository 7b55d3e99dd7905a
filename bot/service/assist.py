"""Entering somebody's answers by command, as on the telephone: a question shown, an answer taken.

Rule: the person has agreed, and how is on record; every answer is committed before the next
question is shown, and says whose command it came by. Nothing is sent to anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from msgspec import Struct

from bot.errors import Refused
from bot.exchange import Desk, Exchange, assisting
from bot.exchange.marks import read_mark
from bot.model import Address, InboundMessage, Text
from bot.ports import AuditRow, Person, Rows, Transaction
from bot.shelf.office import Office

LIMIT_CONSENT_CHARS = 100
SHOWN_AS = "sms"
"""Questions are shown as by SMS: numbered lines, nothing to tap."""


class Sitting(Struct, frozen=True):
    """Somebody's conversation that is gone on with."""

    bucket: int
    participant: UUID
    conversation: UUID
    leaves_out: bool
    """They prefer not to be asked about themselves."""


class Shown(Struct, frozen=True):
    """What is to be read out."""

    bodies: tuple[str, ...]
    is_over: bool


async def begin(
    office: Office, who: str, slug: str, consent: str, *, leaves_out: bool
) -> tuple[Sitting, Shown]:
    """Sit down with somebody; the question where they stand.

    Args:
        office: what it works with, and who enters the answers.
        who: a phone number with plus and country, or the beginning of a participant's id.
        slug: the consultation.
        consent: how the person agreed that their answers are entered.
        leaves_out: leave out what is asked about themselves.

    Raises:
        Refused: nobody is meant, they have left or are done, it is not open, or no consent.
    """
    agreed = " ".join(consent.split())
    if not agreed or len(agreed) > LIMIT_CONSENT_CHARS:
        raise Refused(f"--consent: say how they agreed, in 1 to {LIMIT_CONSENT_CHARS} characters.")
    running = office.shelf.running(slug)
    if running is None or not running.is_open:
        raise Refused(f"No consultation called {slug} is open here.")
    async with office.store.begin() as transaction:
        person = await _meant(transaction, who, slug)
        talk = next(each for each in person.conversations if each.consultation == slug)
        if person.participant.stopped or not talk.status.is_open:
            raise Refused("They have finished or left, so nothing can be entered for them.")
        deed = AuditRow(
            office.clock.now(), office.actor, "assist.consented", talk.id.hex, {"how": agreed}
        )
        await transaction.audit(deed)
        sitting = Sitting(person.participant.bucket, person.participant.id, talk.id, leaves_out)
        return sitting, await _turn(office, transaction, sitting, "", assisting.begin)


async def hear(office: Office, sitting: Sitting, said: str) -> Shown:
    """Take what they said; the next question, or the end.

    Raises:
        Refused: they have left meanwhile.
    """
    async with office.store.begin() as transaction:
        return await _turn(office, transaction, sitting, said, assisting.hear)


async def _meant(transaction: Transaction, who: str, slug: str) -> Person:
    if who.startswith("+"):
        found = (await transaction.people([Address("sms", who)])).values()
        people = [person for each in found for person in each]
    else:
        mark = read_mark(who)
        charges = await transaction.unfinished(slug, mark) if mark else ()
        loaded = [await transaction.person(c.bucket, c.participant) for c in charges]
        people = [person for person in loaded if person is not None]
    here = [p for p in people if any(c.consultation == slug for c in p.conversations)]
    if len(here) != 1:
        raise Refused(f"Nobody, or more than one person, in {slug} is meant by that.")
    return here[0]


async def _turn(
    office: Office,
    transaction: Transaction,
    sitting: Sitting,
    said: str,
    do: Callable[..., Person],
) -> Shown:
    person = await transaction.person(sitting.bucket, sitting.participant)
    if person is None or person.participant.stopped:
        raise Refused("They have left, so nothing can be entered for them.")
    talk = next(each for each in person.conversations if each.id == sitting.conversation)
    rows = Rows()
    given = await _given(office, person, said, rows)
    after = do(given, person, talk, leaves_out=sitting.leaves_out)
    bodies = tuple(row.body for row in rows.outbox)
    rows.outbox.clear()
    await transaction.write(rows)
    return Shown(bodies, not assisting.as_it_stands(after, talk).status.is_open)


async def _given(office: Office, person: Person, said: str, rows: Rows) -> Exchange:
    """What was said, as a message that somebody on our side enters."""
    now = office.clock.now()
    message = InboundMessage("command", "", uuid4().hex, "", Text(said), now)
    shelf = office.shelf
    flows = await shelf.flows_of([person])
    desk = Desk(shelf.by_slug(), flows, shelf.catalogue, office.limits[SHOWN_AS])
    return Exchange(message, desk, now, rows, by=office.actor)

"""One participant, for officers: how they stand, and talking to them in a case.

Rule: states and ids, never an answer and never a number; the same rows as from a link worker's
Telegram, whoever gives the command being on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from bot import exchange
from bot.errors import Refused
from bot.exchange import Exchange, handing
from bot.exchange.handing import LIMIT_ANSWER_CHARS, OUTCOMES, Talk
from bot.exchange.marks import read_mark
from bot.model import Address, InboundMessage, Status, Text
from bot.ports import AuditRow, Case, Line, Person, Rows, StaffMember, Transaction
from bot.shelf.office import Office


class Standing(Struct, frozen=True):
    """Where somebody stands in one consultation."""

    conversation: UUID
    consultation: str
    status: Status
    step: str
    reminded: int
    heard_at: datetime | None
    with_staff: bool


class Shown(Struct, frozen=True):
    """Somebody, as an officer may see them."""

    participant: UUID
    language: str
    link_worker: str
    channels: tuple[str, ...]
    stopped: bool
    standings: tuple[Standing, ...]
    thread: tuple[Line, ...] = ()
    """What was said in the case that was asked for."""


async def show(office: Office, who: str) -> Shown:
    """Somebody by the mark of a case of theirs, or by phone number.

    Raises:
        Refused: nobody, or more than one, is meant.
    """
    async with office.store.begin() as transaction:
        if who.startswith("+"):
            found = (await transaction.people([Address("sms", who)])).values()
            people = [person for each in found for person in each]
            if len(people) != 1:
                raise Refused("That number leads to nobody here, or to more than one person.")
            return _shown(people[0], ())
        case = await _case(transaction, who)
        person = await transaction.person(case.bucket, case.participant)
        if person is None:
            raise Refused("The person of that case is not here any more.")
        deed = AuditRow(office.clock.now(), office.actor, "case.read", str(case.id))
        await transaction.audit(deed)
        return _shown(person, await transaction.thread(case))


def _shown(person: Person, thread: Sequence[Line]) -> Shown:
    standings = (
        Standing(
            c.id, c.consultation, c.status, c.step or "", c.reminded, c.heard_at, c.with_staff
        )
        for c in person.conversations
    )
    who = person.participant
    return Shown(
        participant=who.id,
        language=who.language,
        link_worker=who.link_worker,
        channels=tuple(sorted({address.channel for address in person.addresses})),
        stopped=who.stopped,
        standings=tuple(standings),
        thread=tuple(thread),
    )


async def reply(office: Office, mark: str, text: str, by: str = "", *, send: bool = False) -> str:
    """Answer in a case; what the person gets. Nothing leaves unless it is to be sent.

    Args:
        office: what it works with.
        mark: the beginning of the id of a case.
        text: the answer.
        by: name of the member of staff who signs; empty: the owner of the case.
        send: send it.

    Raises:
        Refused: there is no such open case, nobody to sign, nothing to say, or nobody to write to.
    """
    text = text.strip()
    if not text or len(text) > LIMIT_ANSWER_CHARS:
        raise Refused(f"Give an answer of 1 to {LIMIT_ANSWER_CHARS} characters.")
    rows = Rows()
    async with office.store.begin() as transaction:
        case = await _open_case(transaction, mark)
        member = _signer(await transaction.staff(), case, by)
        talk = await _talk(office, transaction, case, rows)
        if talk is None or not talk.can_write:
            raise Refused("The person has left, or cannot be written to. You may ring them.")
        handing.own(talk.given, case, str(member.id))
        handing.answer(talk, text, member.name)
        if send:
            await transaction.write(rows)
    return "\n".join(row.body for row in rows.outbox)


async def done(office: Office, mark: str, outcome: str, *, send: bool = False) -> Sequence[str]:
    """Close a case; what the person is told. Nothing happens unless it is to be sent.

    Raises:
        Refused: there is no such open case, or no such outcome.
    """
    if outcome not in OUTCOMES:
        raise Refused(f"The outcome is one of: {', '.join(OUTCOMES)}.")
    rows = Rows()
    async with office.store.begin() as transaction:
        case = await _open_case(transaction, mark)
        talk = await _talk(office, transaction, case, rows)
        if talk is None:
            handing.end(_given(office, rows), case, outcome)
        else:
            where = {talk.conversation.id: talk.conversation.bucket}
            others = [each for each in await transaction.talks(where) if each.id != case.id]
            handing.close(talk, outcome, is_last=not others)
        if send:
            await transaction.write(rows)
    return [row.body for row in rows.outbox]


async def _case(transaction: Transaction, mark: str) -> Case:
    meant = read_mark(mark)
    found = await transaction.case_named(meant) if meant else ()
    if len(found) != 1:
        raise Refused("No one case is meant by that. `kotha status` shows the open ones.")
    return found[0]


async def _open_case(transaction: Transaction, mark: str) -> Case:
    case = await _case(transaction, mark)
    if case.closed_at is not None:
        raise Refused("That case is closed.")
    return case


def _signer(staff: Sequence[StaffMember], case: Case, by: str) -> StaffMember:
    who = by or case.owner
    wanted = [each for each in staff if each.is_active and who in {each.name, str(each.id)}]
    if len(wanted) != 1:
        raise Refused("Say who signs it: --by NAME, as `kotha user list` shows the name.")
    return wanted[0]


async def _talk(office: Office, transaction: Transaction, case: Case, rows: Rows) -> Talk | None:
    found = handing.talk_in(case, await transaction.person(case.bucket, case.participant))
    if found is None:
        return None
    person, talk, address = found
    shelf, limits = office.shelf, office.limits[address.channel]
    flows = await shelf.flows_of([person])
    where = exchange.Desk(shelf.by_slug(), flows, shelf.catalogue, limits)
    given = handing.as_staff(_given(office, rows), where, address, office.actor)
    return Talk(case, person, talk, given) if given.can_speak(talk) else None


def _given(office: Office, rows: Rows) -> Exchange:
    """The command, as something that reached us."""
    now = office.clock.now()
    asked = InboundMessage("command", "", uuid4().hex, "", Text(""), now)
    nowhere = exchange.Desk({}, {}, office.shelf.catalogue, next(iter(office.limits.values())))
    return Exchange(asked, nowhere, now, rows, by=office.actor)

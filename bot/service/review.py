"""Reviews: what people challenge, and the answer that each gets, by text, once.

Rule: whoever answered it before does not answer it again while there is somebody else who may. The
words of a person are read by whoever asks for that one review, on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct

from bot.effects import TurnContext, calendar_for, speak_to
from bot.errors import Refused
from bot.exchange.handing import case_mark, place_of
from bot.exchange.marks import read_mark
from bot.model import CaseKind, MessageKind, Phrase, Role, Say
from bot.ports import AuditRow, Case, Line, Person, Rows, StaffMember, Transaction
from bot.shelf.office import Office

OUTCOMES = ("upheld", "partly", "not")
"""How a review is answered."""
LIMIT_BECAUSE_CHARS = 600
_MAY_ANSWER = frozenset({Role.OFFICER, Role.APPROVER, Role.DATA_LEAD})


class Standing(Struct, frozen=True):
    """One open review."""

    reference: str
    case: Case
    is_overdue: bool


class Ruling(Struct, frozen=True):
    """How somebody decides a review."""

    outcome: str
    """One of `OUTCOMES`."""
    because: str
    """The reason, in the language that the person reads."""
    by: str
    """Name of the member of staff."""


class Answer(Struct, frozen=True):
    """How a review is answered, and what the person reads of it."""

    reference: str
    language: str
    bodies: tuple[str, ...]
    """None where they have left, or cannot be reached."""


async def waiting(office: Office, slug: str = "") -> Sequence[Standing]:
    """Open reviews of a consultation, or of all, those due first."""
    now = office.clock.now()
    async with office.store.read() as reader:
        found = await reader.reviews(slug)
    return [Standing(case_mark(case.id), case, is_overdue(case.deadline, now)) for case in found]


def is_overdue(deadline: datetime | None, now: datetime) -> bool:
    """Whether the day that the person was told has passed."""
    return deadline is not None and deadline < now


async def read(office: Office, reference: str) -> tuple[Case, Sequence[Line]]:
    """A review and what was said in it; that it was read is noted.

    Raises:
        Refused: no one review is meant.
    """
    async with office.store.begin() as transaction:
        case = await _named(transaction, reference)
        deed = AuditRow(office.clock.now(), office.actor, "case.read", str(case.id))
        await transaction.audit(deed)
        return case, await transaction.thread(case)


async def answer(office: Office, reference: str, given: Ruling, *, send: bool = False) -> Answer:
    """Answer a review; what the person gets. Nothing happens unless it is to be sent.

    Args:
        office: what it works with.
        reference: as the person quotes it.
        given: the answer.
        send: do it.

    Raises:
        Refused: there is no such open review, no such outcome, no reason, or it is not theirs to
            answer.
    """
    because = given.because.strip()
    if given.outcome not in OUTCOMES:
        raise Refused(f"A review is answered by one of: {', '.join(OUTCOMES)}.")
    if not because or len(because) > LIMIT_BECAUSE_CHARS:
        raise Refused(f"Say why, in 1 to {LIMIT_BECAUSE_CHARS} characters: --because.")
    rows, now = Rows(), office.clock.now()
    async with office.store.begin() as transaction:
        case = await _named(transaction, reference)
        if case.closed_at is not None:
            raise Refused("That review was answered. With new words the person opens it again.")
        who = _judge(await transaction.staff(), case, given.by)
        person = await transaction.person(case.bucket, case.participant)
        if person is not None:
            _tell(office, case, person, (given.outcome, because), rows)
        if send and await transaction.rule(case.id, given.outcome, who, now):
            rows.audit.append(_deed(office, case, given.outcome, who))
            await transaction.write(rows)
    bodies = tuple(row.body for row in rows.outbox)
    return Answer(case_mark(case.id), case.language, bodies)


def _judge(staff: Sequence[StaffMember], case: Case, by: str) -> str:
    """The name of whoever answers.

    Raises:
        Refused: they are not of our staff, or answered it before and somebody else may.
    """
    may = [each for each in staff if each.is_active and each.role in _MAY_ANSWER]
    name = next((each.name for each in may if by in {each.name, str(each.id)}), None)
    if name is None:
        raise Refused("Say who decides: --by NAME of an officer, as `kotha user list` shows it.")
    others = [each.name for each in may if each.name != case.decided_by]
    if name == case.decided_by and others:
        raise Refused(
            f"{name} has answered this review before: now somebody else must, such as "
            f"{', '.join(others)}."
        )
    return name


def _tell(office: Office, case: Case, person: Person, said: tuple[str, str], rows: Rows) -> None:
    """What they get, in their language, where they asked for it; nothing after STOP."""
    talk = next((each for each in person.conversations if each.id == case.conversation), None)
    address = place_of(person, case.channel)
    running = office.shelf.running(case.consultation)
    if talk is None or address is None or running is None or person.has_left:
        return
    outcome, because = said
    values = {"reference": case_mark(case.id), "because": because}
    phrases = (Phrase(f"bot.review.{outcome}", values), Phrase("bot.review.more"))
    now = office.clock.now()
    plan = running.launched.document.plan
    context = TurnContext(
        person=person,
        address=address,
        scene=running.scene(office.limits[address.channel]),
        now=now,
        turn=_turn(case),
        not_before=calendar_for(person, plan).earliest(now),
    )
    speak_to(Say(phrases, kind=MessageKind.REPLY), talk, context, rows)


def _turn(case: Case) -> UUID:
    """Of one answer: it is given once, however often it is sent."""
    return uuid5(case.id, f"answer.{case.answers}")


def _deed(office: Office, case: Case, outcome: str, by: str) -> AuditRow:
    detail: dict[str, str | int] = {"outcome": outcome, "by": by, "times": case.answers + 1}
    return AuditRow(office.clock.now(), office.actor, "review.answered", str(case.id), detail)


async def _named(transaction: Transaction, reference: str) -> Case:
    meant = read_mark(reference)
    found = await transaction.case_named(meant) if meant else ()
    reviews = [case for case in found if case.kind is CaseKind.REVIEW]
    if len(reviews) != 1:
        raise Refused("No one review is meant by that. `kotha review list` shows the open ones.")
    return reviews[0]

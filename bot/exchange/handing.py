"""While our staff talk to a person: what the person writes, what staff answer, and the end of it.

Rule: pure. What is said between them is kept with the case and nowhere else; a command that must
always work still does.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from bot.effects import TurnContext, calendar_for, collect
from bot.engine.handing import paused
from bot.exchange.desk import Desk, Exchange, turn_id
from bot.exchange.focus import AWAKE, give_focus
from bot.exchange.marks import mark_of
from bot.exchange.meaning import is_urgent
from bot.exchange.turns import take
from bot.intents import ChosenLanguage, Confirmed, Meaning, NearStop
from bot.language import segments
from bot.model import (
    TALKS,
    Address,
    Command,
    Confide,
    Conversation,
    HandBack,
    InboundMessage,
    Media,
    MessageKind,
    Remind,
    Text,
    Turn,
)
from bot.ports import AuditRow, Case, Confided, OutboxRow, Person, ThreadRow
from bot.render.parts import fit, plain

JUST_NOW = timedelta(hours=1)
"""Whoever wrote to us so lately is answered at any hour."""
_FOR_US = frozenset(
    {
        Command.STOP,
        Command.START,
        Command.HELP,
        Command.LANGUAGE,
        Command.WHO,
        Command.PRIVACY,
        Command.MYDATA,
        Command.DELETE,
        Command.FORGET_ABOUT,
        Command.REVIEW,
        Command.CALL,
    }
)
"""Commands that are never words for our staff."""


OUTCOMES = ("answered", "passed_on", "not_reached")
"""How a case ends."""
LIMIT_ANSWER_CHARS = 900
"""Of what staff write in a case: some seven segments in most scripts."""


class Words(Struct, frozen=True):
    """What somebody says to our staff."""

    body: str
    media: Media | None = None


class Talk(Struct, frozen=True):
    """A member of staff at work on somebody's case."""

    case: Case
    person: Person
    conversation: Conversation
    given: Exchange
    """Theirs, on the channel that the person is written to on: see `as_staff`."""

    @property
    def can_write(self) -> bool:
        """Whether the person may be written to there."""
        return self.given.message.address in self.person.addresses and not self.person.has_left


def is_for_us(meaning: Meaning) -> bool:
    """Whether it is a word for the bot itself, whoever is listening."""
    is_command = isinstance(meaning, Command) and meaning in _FOR_US
    return is_command or isinstance(meaning, ChosenLanguage | Confirmed | NearStop)


def confide(given: Exchange, person: Person, conversation: Conversation, words: Words) -> Person:
    """Keep their words for our staff."""
    running, _ = given.scene_of(conversation)
    urgent = is_urgent(running, conversation, words.body)
    voice = words.media.file_id if words.media and words.media.kind == "voice" else ""
    given.rows.confided.append(
        Confided(
            id=uuid5(turn_id(given.message, conversation.id), "confided"),
            bucket=conversation.bucket,
            participant=conversation.participant,
            conversation=conversation.id,
            consultation=conversation.consultation,
            language=conversation.language,
            owner=person.participant.link_worker,
            channel=given.message.channel,
            at=given.now,
            text=words.body,
            voice=voice,
            step=conversation.step or "",
        )
    )
    return take(given, person, conversation, Confide(is_urgent=urgent))


def as_staff(given: Exchange, desk: Desk, address: Address, by: str) -> Exchange:
    """What a member of staff does to a conversation, as an exchange of that person's.

    Args:
        given: what asks for it: names the deed, so that doing it twice makes the same rows.
        desk: of the channel that the person is written to on.
        address: where.
        by: the id of the member of staff, or whoever gave the command.
    """
    asked = given.message
    message = InboundMessage(
        channel=address.channel,
        account="staff",
        provider_id=f"{asked.channel}.{asked.account}.{asked.provider_id}",
        sender=address.value,
        content=Text(""),
        received_at=given.now,
    )
    return Exchange(message, desk, given.now, given.rows, by=by)


def answer(talk: Talk, text: str, name: str) -> Person:
    """Send what a member of staff answers, signed, to the person; from now on what they write
    goes to the case."""
    given, case = talk.given, talk.case
    context = given.context(talk.person, talk.conversation)
    signed = f"{text}\n- {first_name(name)}"
    given.rows.outbox += _messages(talk, context.turn, signed)
    key = uuid5(context.turn, "said")
    given.rows.thread.append(ThreadRow(key, case.bucket, case.id, given.now, text, given.by))
    given.rows.audit.append(AuditRow(given.now, given.by, "case.answered", str(case.id)))
    return _paused(talk, context)


def _messages(talk: Talk, turn: UUID, text: str) -> Iterator[OutboxRow]:
    given, conversation = talk.given, talk.conversation
    limits = given.desk.limits
    for place, body in enumerate(fit(plain(text, limits), limits)):
        yield OutboxRow(
            id=uuid5(turn, f"answer.{place}"),
            bucket=conversation.bucket,
            turn=uuid5(turn, "answer"),
            part=place,
            participant=conversation.participant,
            conversation=conversation.id,
            consultation=conversation.consultation,
            address=given.message.address,
            body=body,
            kind=MessageKind.REPLY,
            due=given.now,
            not_before=_waking(talk),
            units=segments.count(body).segments if limits.is_billed_by_segment else 1,
        )


def _paused(talk: Talk, context: TurnContext) -> Person:
    before, rows = talk.conversation, talk.given.rows
    after = paused(before)
    if after == before:
        return talk.person
    after = replace(after, revision=before.revision + 1)
    collect(before, Turn(after, (Remind(None),)), context, rows)
    return give_focus(talk.person, after, rows)


def close(talk: Talk, outcome: str, *, is_last: bool) -> Person:
    """The case is closed; the flow goes on where it stood, once the last of the person's talks
    is."""
    given, case = talk.given, talk.case
    end(given, case, outcome)
    if not (is_last and talk.can_write):
        return talk.person
    at = _waking(talk)
    later = Exchange(given.message, given.desk, given.now, given.rows, given.by, at)
    others = (c for c in talk.person.conversations if c.id != talk.conversation.id)
    is_busy = any(other.status in AWAKE for other in others)
    return take(later, talk.person, talk.conversation, HandBack(is_busy=is_busy))


def end(given: Exchange, case: Case, outcome: str) -> None:
    """Close a case, and do nothing to its conversation."""
    given.rows.closed[case.id] = (given.now, outcome)
    deed = AuditRow(given.now, given.by, "case.closed", str(case.id), {"outcome": outcome})
    given.rows.audit.append(deed)


def own(given: Exchange, case: Case, owner: str) -> None:
    """Whoever answers first in a case that is nobody's has it from then on."""
    if case.owner != owner:
        given.rows.owners[case.id] = owner
        given.rows.audit.append(AuditRow(given.now, owner, "case.taken", str(case.id)))


def talk_in(case: Case, person: Person | None) -> tuple[Person, Conversation, Address] | None:
    """The person of a case, the conversation it is about, and where to write to them; `None`
    where it is no talk, or they are gone."""
    if person is None or case.kind not in TALKS:
        return None
    talk = next((c for c in person.conversations if c.id == case.conversation), None)
    address = place_of(person, case.channel)
    return (person, talk, address) if talk and address else None


def place_of(person: Person, channel: str) -> Address | None:
    """Where a person is reached on a channel, or wherever they can be reached."""
    same = (address for address in person.addresses if address.channel == channel)
    return next(same, None) or next(iter(person.addresses), None)


def _waking(talk: Talk) -> datetime:
    """When to write: at once to who has just written, else in their waking hours."""
    given, conversation = talk.given, talk.conversation
    heard = conversation.heard_at
    if heard is not None and given.now - heard < JUST_NOW:
        return given.now
    plan = given.scene_of(conversation)[0].launched.document.plan
    return calendar_for(talk.person, plan).earliest(given.now)


def first_name(name: str) -> str:
    """As a message is signed."""
    return name.split(maxsplit=1)[0] if name.split() else name


def case_mark(case: UUID) -> str:
    """How a case is named to staff."""
    return f"#{mark_of(case)}"

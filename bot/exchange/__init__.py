"""One message from one person: which conversation it belongs to, what it means, what it causes.

Rule: pure. The live service, `kotha chat` and the transcripts all come through here, so what an
officer rehearses is what residents get.
"""

from __future__ import annotations

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from bot.effects import collect
from bot.exchange import echoing, reviewing
from bot.exchange.desk import Desk, Exchange, VoiceLimits, turn_id
from bot.exchange.focus import (
    SILENCE_BEFORE_FOCUS,
    focused,
    give_focus,
    listens,
    may_interrupt,
)
from bot.exchange.handing import Words, confide, is_for_us
from bot.exchange.meaning import asked_at, input_of, is_plain_stop, meaning_of
from bot.exchange.offers import is_answer, is_asked, offer_for
from bot.exchange.taps import hear_tap
from bot.exchange.turns import stop_all, take
from bot.intents import Meaning, hear, read
from bot.model import (
    Accepted,
    Ask,
    Command,
    Edited,
    Joined,
    Media,
    OfferLanguage,
    OptOut,
    Phrase,
    Reachable,
    Reply,
    Say,
    Sent,
    SharedPhone,
    Start,
    Tap,
    Text,
    Turn,
    Unsupported,
)
from bot.ports import Person

__all__ = [
    "SILENCE_BEFORE_FOCUS",
    "Ask",
    "Desk",
    "Exchange",
    "VoiceLimits",
    "exchange",
    "give_focus",
    "may_interrupt",
    "stop_all",
    "turn_id",
]


def exchange(  # noqa: C901, PLR0912 (an exhaustive match, a line or two an arm)
    given: Exchange, person: Person, *, answered: tuple[UUID, str] | None = None
) -> Person:
    """Deal with one message of one person, adding to `given.rows`; the person as they now stand.

    Args:
        given: the message, and what may be looked up.
        person: whoever wrote it, with every conversation.
        answered: for an edited message, the conversation and step that it had answered.
    """
    content = given.message.content
    if content != Reachable(is_reachable=False):
        person = _alive(given, person)
    match content:
        case Text(body):
            return _hear_text(given, person, body)
        case Sent(media) if not given.desk.voice.allows(media):
            minutes = {"minutes": str(given.desk.voice.minutes)}
            return _tell(given, person, Phrase("bot.voice.too_long", minutes))
        case Sent(media, caption):
            return _hear_text(given, person, caption, media)
        case Tap():
            return hear_tap(given, person, content)
        case Edited(_, body):
            return _hear_edit(given, person, body, answered)
        case Joined():  # pressing START in Telegram is a START
            return _start(given, person)
        case OptOut(command):
            return _provider_handled(given, person, command)
        case Reachable(is_reachable):
            given.rows.reachable[given.message.address] = is_reachable
            return person
        case Unsupported():
            return _tell(given, person, Phrase("bot.unsupported"))
        case SharedPhone():
            return person
        case _:
            assert_never(content)


def _hear_text(given: Exchange, person: Person, body: str, media: Media | None = None) -> Person:
    conversation = focused(person)
    if conversation is None:
        return person
    if not given.can_read(conversation) and is_plain_stop(given, person, body):
        return stop_all(given, person)
    meaning = meaning_of(given, conversation, body, media)
    if meaning is Command.STOP:
        return stop_all(given, person)
    if meaning is Command.REVIEW:
        return reviewing.ask(given, person)
    words = Words(body, media)
    if not is_for_us(meaning) and (told := _told_us(given, person, meaning, words)):
        return told
    what = input_of(given, conversation, meaning, body)
    tag = offer_for(given, conversation, what, body)
    if not tag:
        return take(given, person, conversation, what)
    person = take(given, person, conversation, what) if is_answer(what) else person
    latest = next(each for each in person.conversations if each.id == conversation.id)
    return take(given, person, latest, OfferLanguage(tag)) if is_asked(given, latest) else person


def _told_us(given: Exchange, person: Person, meaning: Meaning, words: Words) -> Person | None:
    """Words that no question hears: for a review, for our staff, or about our summary."""
    at = focused(person)
    if at is None:
        return None
    if reviewing.listens(given, at):
        return reviewing.tell(given, person, at, words)
    if at.with_staff:
        return confide(given, person, at, words)
    return echoing.heard(given, person, at, meaning, words.body)


def _hear_edit(
    given: Exchange, person: Person, body: str, answered: tuple[UUID, str] | None
) -> Person:
    """An edited message amends the answer it gave, while the consultation is open; one that was
    not understood is heard as mended. An edit to STOP is a STOP."""
    if is_plain_stop(given, person, body):
        return stop_all(given, person)
    if answered is None:
        return _hear_mended(given, person, body)
    conversation = next((c for c in person.conversations if c.id == answered[0]), None)
    if conversation is None:
        return person
    running, flow = given.scene_of(conversation)
    step = flow.written(answered[1])
    if step is None or not running.is_open or conversation.step == step.id:
        return person
    asked = asked_at(given, conversation, step, running)
    meaning = read(hear(body), asked)
    if not isinstance(meaning, Accepted):
        return person
    return take(given, person, conversation, Reply(meaning, step=step.id))


def _hear_mended(given: Exchange, person: Person, body: str) -> Person:
    """Only what answers the question that we had to ask again: the message may be an old one."""
    conversation = focused(person)
    if conversation is None or not conversation.misses or not given.can_read(conversation):
        return person
    meaning = meaning_of(given, conversation, body, None)
    if not isinstance(meaning, Accepted):
        return person
    return take(given, person, conversation, input_of(given, conversation, meaning, body))


def _provider_handled(given: Exchange, person: Person, command: Command) -> Person:
    """The provider has answered: note what it did, and stay silent."""
    if command is Command.STOP:
        return stop_all(given, person, is_quiet=True)
    if command is Command.START:
        return _start(given, person)
    return person


def _start(given: Exchange, person: Person) -> Person:
    """START: begin, go on, or come back after STOP."""
    conversation = focused(person)
    if conversation is None:
        return person
    if person.participant.stopped or not given.scene_of(conversation)[0].is_open:
        what = input_of(given, conversation, Command.START, "")
    else:
        what = Start()
    return take(given, person, conversation, what)


def _alive(given: Exchange, person: Person) -> Person:
    """Whoever writes can be reached where they write from."""
    address = given.message.address
    if address in person.addresses or given.by:  # a link worker's chat is not the person's
        return person
    given.rows.reachable[address] = True
    return replace(person, addresses=(address, *person.addresses))


def _tell(given: Exchange, person: Person, phrase: Phrase) -> Person:
    """Say one thing to who is listening, and change nothing."""
    conversation = focused(person)
    if conversation is None or not listens(conversation):
        return person
    running, _ = given.scene_of(conversation)
    turn = Turn(conversation, (Say((phrase,)),))
    if running.is_open:
        collect(conversation, turn, given.context(person, conversation), given.rows)
    return person

"""One person, two addresses: a shared number, or a code that is sent from the other channel.

Rule: nobody is linked on anyone's word. Telegram says whose number it is, or the code comes from
the other address within a quarter of an hour; everything else is a case for a person.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID, uuid5

import regex
from msgspec import Struct
from msgspec.structs import replace

from bot.effects import collect
from bot.engine import advance
from bot.exchange import Exchange, turn_id
from bot.exchange.focus import focused
from bot.exchange.meaning import lexicon_of
from bot.exchange.merging import may_merge, merge
from bot.intents import hear
from bot.language import segments
from bot.language.digits import fold_digits, localise
from bot.language.folding import loosen
from bot.model import (
    Address,
    Alert,
    Ask,
    CaseKind,
    Command,
    Effect,
    Phrase,
    Say,
    Text,
    Turn,
)
from bot.ports import AuditRow, Person, Transaction
from bot.service.receive import notices, strangers

DIGITS = 7
"""Of a code: a guess in five an hour is right once in many lifetimes."""
LASTS = timedelta(minutes=15)
LIMIT_WRONG = 5
"""Wrong codes from one address in an hour."""
SMS = "sms"
_HOUR = timedelta(hours=1)
_LONGEST = 24
_CODE = regex.compile(r"(?:/?\s*(\p{L}+)[\s:]+)?([\d\s-]{4,14})")
_WRONG = "link.failed"
_OWN_DIGITS = frozenset({"number", "free_text", "date"})
"""Types of question that seven digits may answer."""

Find: TypeAlias = Callable[[int, UUID], Awaitable[Person | None]]
"""Somebody by bucket and id, as the messages of this batch have left them."""


class Linking(Struct, frozen=True):
    """A message that may make two addresses one person's."""

    given: Exchange
    people: Sequence[Person]
    """Whom the address is known to lead to."""
    transaction: Transaction
    find: Find


def is_link(given: Exchange, people: Sequence[Person]) -> bool:
    """Whether it asks for a code, or may be one: a cheap look."""
    content = given.message.content
    if not isinstance(content, Text) or len(content.body) > _LONGEST:
        return False
    return _asks(given, people, content.body) if people else bool(_code(content.body))


def _asks(given: Exchange, people: Sequence[Person], body: str) -> bool:
    return bool(_code(body)) or _is_word(given, people, body.removeprefix("/"))


def _is_word(given: Exchange, people: Sequence[Person], body: str) -> bool:
    return lexicon_of(given, people).commands.get(loosen(hear(body).key)) is Command.LINK


def _code(body: str) -> tuple[str, str] | None:
    """The word before it, and the digits."""
    found = _CODE.fullmatch(fold_digits(body.strip()))
    if found is None:
        return None
    digits = "".join(c for c in found[2] if c.isdigit())
    return (found[1] or "", digits) if found[1] or len(digits) == DIGITS else None


async def link(linking: Linking) -> Sequence[Person] | None:
    """Deal with it; whom the address leads to now. `None`: it was an answer after all."""
    given, content = linking.given, linking.given.message.content
    body = content.body if isinstance(content, Text) else ""
    code = _code(body)
    if code is None:
        return await _give_code(linking)
    word, digits = code
    if word and not _is_word(given, linking.people, word):
        return None
    found = await linking.transaction.coded(digits, given.now) if digits else None
    if found is None and not word and _is_answer(linking):
        return None
    return await _use(linking, found)


def _is_answer(linking: Linking) -> bool:
    """Whether digits may be what was asked for."""
    person = next(iter(linking.people), None)
    talk = focused(person) if person is not None else None
    if talk is None:
        return False
    if not linking.given.can_read(talk) or talk.step is None:
        return True
    step = linking.given.scene_of(talk)[1].written(talk.step)
    return talk.with_staff or (step is not None and step.question.type in _OWN_DIGITS)


async def _give_code(linking: Linking) -> Sequence[Person]:
    given = linking.given
    if len(linking.people) != 1 or linking.people[0].participant.stopped:
        return _hand_over(linking)
    who = linking.people[0].participant
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    await linking.transaction.keep_code(code, who.id, who.bucket, given.now + LASTS)
    spoken = given.desk.catalogue.languages.get(who.language)
    minutes = str(int(LASTS.total_seconds() // 60))
    shown = localise(minutes, spoken.digits) if spoken is not None else minutes
    _say(linking, "bot.link.code", who.language, code=code, minutes=shown)
    return linking.people


async def _use(linking: Linking, found: Person | None) -> Sequence[Person]:
    given, transaction = linking.given, linking.transaction
    here = transaction.mark_of(f"{given.message.channel}.{given.message.sender}")
    tongue = next((each.participant.language for each in linking.people), "")
    if await transaction.deeds(here, _WRONG, given.now - _HOUR) >= LIMIT_WRONG:
        _say(linking, "bot.link.limit", tongue)
        return linking.people
    if found is None:
        await transaction.audit(AuditRow(given.now, here, _WRONG))
        _say(linking, "bot.link.bad", tongue)
        return linking.people
    if any(each.participant.id == found.participant.id for each in linking.people):
        _say(linking, "bot.link.same", tongue)
        return linking.people
    await transaction.drop_code(found.participant.id, found.participant.bucket)
    other = await linking.find(found.participant.bucket, found.participant.id)
    after = await _join(linking, other or found, "bot.link.done")
    if other is not None and any(set(other.addresses) <= set(each.addresses) for each in after):
        _tell_there(linking, other)
    return after


def _tell_there(linking: Linking, other: Person) -> None:
    """Where the code was asked for they hear of it too: it might have been somebody else."""
    given, who = linking.given, other.participant
    body = notices.phrase(given.desk.catalogue, who.language, "bot.link.done")
    turn = turn_id(given.message, who.id)
    for place, address in enumerate(other.addresses):
        notice = notices.Notice(turn, body, place)
        row = notices.to(address, notice, linking.transaction, given.now)
        units = segments.count(body).segments if address.channel == SMS else 1
        given.rows.outbox.append(replace(row, units=units))


async def share(linking: Linking, phone: str) -> Sequence[Person]:
    """Count someone's SMS and Telegram as one: Telegram says that the number is their own."""
    if not linking.people:
        return linking.people
    address = Address(SMS, phone)
    holders = (await linking.transaction.people([address])).get(address, ())
    if len(holders) > 1:  # which of them writes here, nobody can tell
        return _hand_over(linking)
    mine = linking.people[0].participant
    if not holders:
        linking.given.rows.links.append((mine.id, mine.bucket, address))
    if not holders or holders[0].participant.id == mine.id:
        _tell(linking, linking.people[0], Say((Phrase("bot.phone_linked"),)))
        return linking.people
    theirs = holders[0].participant
    other = await linking.find(theirs.bucket, theirs.id)
    return await _join(linking, other or holders[0], "bot.phone_linked")


async def _join(linking: Linking, other: Person, key: str) -> Sequence[Person]:
    """Two who are one from now on; a stranger is simply another address of theirs."""
    given = linking.given
    here = given.message.address
    if not linking.people:
        who = other.participant
        if other.has_left:
            return _hand_over(linking)
        given.rows.links.append((who.id, who.bucket, here))
        person = Person(who, (here, *other.addresses), other.conversations, other.focus)
    elif len(linking.people) > 1 or not may_merge(linking.people[0], other):
        return _hand_over(linking)
    else:
        person = merge(given, linking.people[0], other)
    return [_ask_again(linking, person, key)]


def _ask_again(linking: Linking, person: Person, key: str) -> Person:
    """Say that they are one, and where they stand, on the channel that they now write from."""
    given = linking.given
    talk = focused(person)
    if talk is None or not talk.status.is_open or talk.with_staff or not given.can_read(talk):
        _say(linking, key, person.participant.language)
        return person
    turn = advance(given.scene_of(talk)[1], talk, Ask(Command.REPEAT), now=given.now)
    told = tuple(
        replace(each, phrases=(Phrase(key), *each.phrases)) if isinstance(each, Say) else each
        for each in turn.effects
    )
    collect(talk, Turn(turn.conversation, told), given.context(person, talk), given.rows)
    talks = (given.rows.conversations.get(each.id, each) for each in person.conversations)
    return replace(person, conversations=tuple(talks))


def _hand_over(linking: Linking) -> Sequence[Person]:
    """Somebody on our side must look: nothing was proven, or one of the two has left."""
    if not linking.people:
        return strangers.answer(linking.given, linking.transaction, "bot.unknown_sender")
    _tell(linking, linking.people[0], Say((Phrase("bot.request"),)), Alert(CaseKind.REQUEST))
    return linking.people


def _tell(linking: Linking, person: Person, *effects: Effect) -> None:
    given = linking.given
    conversation = next(iter(person.conversations), None)
    if conversation is not None and given.can_speak(conversation):
        context = given.context(person, conversation)
        collect(conversation, Turn(conversation, effects), context, given.rows)


def _say(linking: Linking, key: str, tongue: str, **values: str) -> None:
    """One of the bot's own phrases, ahead of whatever else the message is answered with."""
    given = linking.given
    catalogue = given.desk.catalogue
    body = notices.phrase(catalogue, tongue or given.message.language_hint, key, **values)
    turn = uuid5(turn_id(given.message, UUID(int=0)), key)
    notices.give(given, linking.transaction, notices.Notice(turn, body))

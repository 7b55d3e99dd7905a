"""Who answers whom for ever: machines that reply to us, texts that come twice, and floods.

Rule: pure. A turn is always taken; what may be held back is only our answer to it, and never the
answer to somebody who got on with their questions or sent a command.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from bot.exchange.desk import Exchange
from bot.exchange.meaning import said_alone
from bot.intents import ChosenLanguage
from bot.model import Command, Joined, Media, OptOut, Sent, SharedPhone, Tap, Text
from bot.ports import OutboxRow, Person, Rows, Traffic

LIMIT_HOUR = 200
"""Messages an hour from one address that are answered at once: the busiest person taps less."""
LIMIT_FRUITLESS = 7
"""Answers on end that lead nowhere. Three misses already bring a person in; two machines stop at
twice this."""
REPEAT = timedelta(minutes=5)
"""The same words, to which we have nothing else to say, are answered once in this time."""
SLOW = timedelta(minutes=5)
"""Between two answers to an address that floods us."""
MOST = timedelta(hours=1)
"""Answers to a flood are kept waiting for no longer."""
SILENCE = timedelta(hours=1)
"""How long we say no more to what leads nowhere: two machines that write slowly stop as well."""
FLOOD, LOOP = "flood", "loop"


class Worth(StrEnum):
    """What a message led to."""

    PROGRESS = "progress"
    """An answer was chosen, a button tapped, a command given: nobody but a person does that."""
    WORDS = "words"
    """An answer in free words, which a machine may give as well."""
    FRUITLESS = "fruitless"


class Ruling(Struct, frozen=True):
    """What becomes of our answer."""

    is_said: bool = True
    not_before: datetime | None = None
    is_last: bool = False
    """After this one we fall silent, and say so."""


class Before(Struct, frozen=True):
    """Where things stood before a message was dealt with."""

    outbox: int
    answers: int
    places: frozenset[tuple[object, ...]]
    """Conversations with the step and the language each was at."""


def note_before(rows: Rows, people: Sequence[Person]) -> Before:
    """Where things stand now."""
    return Before(len(rows.outbox), len(rows.answers), _places(people))


def _places(people: Sequence[Person]) -> frozenset[tuple[object, ...]]:
    talks = (each for person in people for each in person.conversations)
    return frozenset((each.id, each.step, each.language) for each in talks)


def worth_of(given: Exchange, before: Before, people: Sequence[Person]) -> Worth:
    """What this message led to, its people as they stand after it."""
    content = given.message.content
    if isinstance(content, Tap | Joined | SharedPhone | OptOut):
        return Worth.PROGRESS
    told = given.rows.answers[before.answers :]
    if any(not each.is_free_text for each in told):
        return Worth.PROGRESS
    if told:
        return Worth.WORDS
    if _places(people) != before.places or is_command(given, people):
        return Worth.PROGRESS
    return Worth.FRUITLESS


def is_command(given: Exchange, people: Sequence[Person]) -> bool:
    """Whether the whole message is a command, or the name of a language."""
    content = given.message.content
    if not isinstance(content, Text):
        return False
    return isinstance(said_alone(given, people, content.body), Command | ChosenLanguage)


def our_answer(given: Exchange, before: Before) -> Sequence[OutboxRow]:
    """What was said to whoever wrote: but the confirmation of STOP, which is nobody's to hold."""
    told, leavers = given.rows.outbox[before.outbox :], given.rows.forget
    mine = [row for row in told if row.address == given.message.address]
    return [row for row in mine if not (row.outlives_stop and row.participant in leavers)]


def words_of(given: Exchange, answer: Sequence[OutboxRow]) -> str:
    """What they said and what we say to it, as one text; empty where nothing was typed."""
    content = given.message.content
    match content:
        case Text(body):
            said = body.strip().casefold()
        case Sent(Media(file_id=file), caption):
            said = caption or file
        case _:
            said = ""
    return "\x1e".join([said, *(row.body for row in answer)]) if said else ""


def judge(seen: Traffic, worth: Worth, mark: str, now: datetime) -> tuple[Traffic, Ruling]:
    """Whether we answer, and when.

    Args:
        seen: what has come from this address, this message included.
        worth: what the message led to.
        mark: of its words and of our answer to them; empty: there are none.
        now: the present moment.

    Returns:
        What is known of the address from now on, and the ruling.
    """
    is_flood, is_fruitless = seen.heard > LIMIT_HOUR, worth is Worth.FRUITLESS
    seen = _forgiven(seen, worth, now)
    if is_flood:
        seen = _flagged(seen, FLOOD, now)
    if (is_fruitless or is_flood) and _is_repeat(seen, mark, now):
        return seen, Ruling(is_said=False)
    if is_fruitless and seen.fruitless >= LIMIT_FRUITLESS:
        seen = seen if is_flood else _flagged(seen, LOOP, now)
        return seen, Ruling(is_said=False)
    if is_fruitless or is_flood:
        on_end = seen.fruitless + is_fruitless
        seen = replace(seen, fruitless=on_end, mark=mark, marked_at=now)
    if is_flood:
        return _slowed(seen, now, is_fruitless=is_fruitless)
    return seen, Ruling(is_last=is_fruitless and seen.fruitless == LIMIT_FRUITLESS)


def _forgiven(seen: Traffic, worth: Worth, now: datetime) -> Traffic:
    """An answer makes up for what led nowhere; so does an hour."""
    is_long_ago = seen.marked_at is not None and now - seen.marked_at >= SILENCE
    if not seen.fruitless or not (worth is Worth.PROGRESS or is_long_ago):
        return seen
    return replace(seen, fruitless=0)


def _is_repeat(seen: Traffic, mark: str, now: datetime) -> bool:
    at = seen.marked_at
    return bool(mark) and mark == seen.mark and at is not None and now - at < REPEAT


def _slowed(seen: Traffic, now: datetime, *, is_fruitless: bool) -> tuple[Traffic, Ruling]:
    """One answer in `SLOW`; what leads nowhere waits for no turn of its own."""
    free = seen.next_at or now
    if free <= now:
        return replace(seen, next_at=now + SLOW), Ruling()
    if is_fruitless or free - now > MOST:
        return seen, Ruling(is_said=False)
    return replace(seen, next_at=free + SLOW), Ruling(not_before=free)


def _flagged(seen: Traffic, why: str, now: datetime) -> Traffic:
    """Noticed once an hour, so that staff see since when."""
    at = seen.flagged_at
    if seen.flag == why and at is not None and at >= seen.began_at:
        return seen
    return replace(seen, flag=why, flagged_at=now)

"""The bot's own words to whoever wrote, outside any consultation.

Rule: a notice has its place in a turn, so that a repeat makes the same row.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.exchange import Exchange, turn_id
from bot.exchange.notices import Notice, nobody_at, phrase, to
from bot.language import segments
from bot.model import Button
from bot.ports import Transaction
from bot.render import NOBODY

__all__ = ["Notice", "give", "nobody_at", "phrase", "say", "to", "units", "words"]


def words(given: Exchange, tag: str, key: str) -> str:
    """One of the bot's own phrases in a language, or in English where we do not speak that."""
    return phrase(given.desk.catalogue, tag, key)


def give(given: Exchange, transaction: Transaction, notice: Notice) -> None:
    """Queue it, to the address that the message came from."""
    row = to(given.message.address, notice, transaction, given.now)
    given.rows.outbox.append(replace(row, units=units(given, notice.body)))


def say(
    given: Exchange, transaction: Transaction, body: str, *buttons: Button, media: str = ""
) -> None:
    """Answer whoever wrote, after whatever this message was answered with before."""
    turn = turn_id(given.message, NOBODY)
    part = given.rows.parts.get(turn, 0)
    given.rows.parts[turn] = part + 1
    give(given, transaction, Notice(turn, body, part, buttons, media))


def units(given: Exchange, text: str) -> int:
    """What a text is billed as on the channel of the message."""
    return segments.count(text).segments if given.desk.limits.is_billed_by_segment else 1

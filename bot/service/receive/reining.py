"""Holding back what we answer to machines and floods: see `exchange.traffic`, which judges.

Rule: what a message did stands; only our own words to its sender may be dropped or wait.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.exchange import Exchange
from bot.exchange.traffic import (
    LIMIT_HOUR,
    Before,
    Ruling,
    Worth,
    judge,
    our_answer,
    words_of,
    worth_of,
)
from bot.logs import get_logger
from bot.model import Address
from bot.ports import OutboxRow, Person, Traffic, Transaction
from bot.service.receive import notices

log = get_logger()


class Heard(Struct, frozen=True):
    """One message that was dealt with."""

    given: Exchange
    transaction: Transaction
    before: Before
    people: Sequence[Person]
    """Whom its address leads to, as they stand now."""


def rein_in(heard: Heard, counted: Mapping[Address, Traffic]) -> None:
    """Hold back our answer where it would go on for ever, and note what was found."""
    given, rows = heard.given, heard.given.rows
    answer = our_answer(given, heard.before)
    address = given.message.address
    seen = rows.traffic.get(address) or counted.get(address)
    if not answer or seen is None:
        return
    worth = worth_of(given, heard.before, heard.people)
    is_marked = worth is Worth.FRUITLESS or seen.heard > LIMIT_HOUR
    words = words_of(given, answer) if is_marked else ""
    mark = heard.transaction.mark_of(words) if words else ""
    after, ruling = judge(seen, worth, mark, given.now)
    if after != seen:
        rows.traffic[address] = after
    if after.flagged_at != seen.flagged_at:
        log.warning("number.flagged", channel=address.channel, reason=after.flag)
    _apply(ruling, answer, heard)


def _apply(ruling: Ruling, answer: Sequence[OutboxRow], heard: Heard) -> None:
    box, start = heard.given.rows.outbox, heard.before.outbox
    held = {row.id for row in answer}
    if not ruling.is_said:
        box[start:] = [row for row in box[start:] if row.id not in held]
    elif ruling.not_before is not None:
        at = ruling.not_before
        box[start:] = [replace(r, not_before=at) if r.id in held else r for r in box[start:]]
    elif ruling.is_last and heard.people:  # a stranger is told something once a day at most
        box.append(_silence(heard, answer[-1]))


def _silence(heard: Heard, last: OutboxRow) -> OutboxRow:
    """We say that we fall silent, after the last answer: else a person would wait."""
    given = heard.given
    tongue = heard.people[0].participant.language or given.message.language_hint
    body = notices.words(given, tongue, "bot.silent")
    turn = uuid.uuid5(last.turn, "silence")
    units = notices.units(given, body)
    bare = replace(last, buttons=(), edits="", media="", request_contact=False)
    return replace(bare, id=uuid.uuid5(turn, "0"), turn=turn, part=0, body=body, units=units)

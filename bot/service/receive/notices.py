"""The bot's own words to an address, outside any consultation: to staff, and to strangers.

Rule: a notice has its place in a turn, so that a repeat makes the same row.
"""

from __future__ import annotations

import uuid
from uuid import UUID

from msgspec import Struct

from bot.exchange import Exchange
from bot.language import segments
from bot.model import Address, Button, MessageKind
from bot.ports import OutboxRow, Transaction

_ADDRESSES = uuid.UUID("6a3b1c52-5a0c-5a0f-93f7-0d7f3c1f7b11")
"""Namespace of whoever is at an address."""
_OURS = ("en", "bot")
"""Source language and name of the bot's own phrases."""


class Notice(Struct, frozen=True):
    """What is said to whoever wrote."""

    turn: UUID
    body: str
    part: int = 0
    buttons: tuple[Button, ...] = ()


def words(given: Exchange, tag: str, key: str) -> str:
    """One of the bot's own phrases in a language, or in English where we do not speak that."""
    catalogue = given.desk.catalogue
    known = tag if tag in catalogue.languages else "en"
    return catalogue.wording({}, *_OURS).get(known, key) or ""


def give(given: Exchange, transaction: Transaction, notice: Notice) -> None:
    """Queue it, to the address that the message came from."""
    address = given.message.address
    given.rows.outbox.append(
        OutboxRow(
            id=uuid.uuid5(notice.turn, str(notice.part)),
            bucket=transaction.bucket_of(address),
            turn=notice.turn,
            part=notice.part,
            participant=nobody_at(address),
            conversation=None,
            consultation="",
            address=address,
            body=notice.body,
            kind=MessageKind.REPLY,
            due=given.now,
            not_before=given.now,
            buttons=notice.buttons,
            units=_units(given, notice.body),
        )
    )


def nobody_at(address: Address) -> UUID:
    """Stands for whoever is there, in rows that want a participant."""
    return uuid.uuid5(_ADDRESSES, f"{address.channel}.{address.value}")


def _units(given: Exchange, text: str) -> int:
    return segments.count(text).segments if given.desk.limits.is_billed_by_segment else 1

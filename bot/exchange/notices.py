"""The bot's own words to an address, outside any consultation: to staff, and to strangers.

Rule: a notice has its place in a turn, so that a repeat makes the same row.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from bot.language.catalogue import Catalogue
from bot.model import Address, Button, MessageKind
from bot.ports import OutboxRow, Transaction

_ADDRESSES = uuid.UUID("6a3b1c52-5a0c-5a0f-93f7-0d7f3c1f7b11")
"""Namespace of whoever is at an address."""


class Notice(Struct, frozen=True):
    """What is said to whoever wrote."""

    turn: UUID
    body: str
    part: int = 0
    buttons: tuple[Button, ...] = ()
    media: str = ""
    """As in `OutboundMessage`."""


def phrase(catalogue: Catalogue, tag: str, key: str, **values: str) -> str:
    """One of the bot's own phrases, its blanks filled; in English where we do not speak that."""
    known = tag if tag in catalogue.languages else "en"
    text = catalogue.own_words.get(known, key) or ""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def to(address: Address, notice: Notice, transaction: Transaction, now: datetime) -> OutboxRow:
    """It, as a row to an address."""
    return OutboxRow(
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
        due=now,
        not_before=now,
        buttons=notice.buttons,
        media=notice.media,
    )


def nobody_at(address: Address) -> UUID:
    """Stands for whoever is there, in rows that want a participant."""
    return uuid.uuid5(_ADDRESSES, f"{address.channel}.{address.value}")

"""The guest list: who may be written to before the installation goes live.

Rule: a number stands sealed, and is found by its blind index, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.model import Address
from bot.store import tables
from bot.store.bulk import Row
from bot.store.moments import micros
from bot.store.session import Session

_g = tables.guest.c


async def guests(session: Session) -> Sequence[Address]:
    """Everyone on the list, the first to be added first."""
    rows = await session.bulk.all(select(tables.guest).order_by(_g.since, _g.address))
    return [
        Address(row.channel, session.seal.open(row.sealed, f"guest.sealed.{row.address}"))
        for row in rows
    ]


async def add_guest(session: Session, guest: Address, at: datetime) -> None:
    """Put an address on the list, once."""
    bucket, key = session.place(guest)
    row: Row = {
        "bucket": bucket,
        "address": key,
        "channel": guest.channel,
        "sealed": session.seal.seal(guest.value, f"guest.sealed.{key}"),
        "since": micros(at),
    }
    await session.bulk.insert_absent(tables.guest, [row])


async def remove_guest(session: Session, guest: Address) -> bool:
    """Take an address off the list; whether it was there."""
    bucket, key = session.place(guest)
    gone = delete(tables.guest).where(_g.bucket == bucket, _g.address == key)
    return await session.bulk.run(gone) > 0

"""Which launch of a consultation invited somebody, and ids in the order of who was.

Rule: a launch that goes on after a crash is the same one.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from bot.ports import Transaction


async def wave_of(transaction: Transaction, slug: str, digest: str) -> int:
    """The number of a launch, counted from 1, by the digest of its list and content."""
    name = f"wave.{slug}"
    n, _, last = (await transaction.kept(name)).partition(" ")
    wave = int(n or 0) + (last != digest)
    await transaction.keep(name, f"{wave} {digest}")
    return wave


def fresh_id(now: datetime) -> UUID:
    """A fresh UUIDv7, so that rows lie in the order they were made. Source: RFC 9562, 5.7."""
    stamp = int(now.timestamp() * 1000) << 80
    number = stamp | secrets.randbits(80)
    number = number & ~(0xF000 << 64) | 0x7000 << 64
    return UUID(int=number & ~(0xC000 << 48) | 0x8000 << 48)

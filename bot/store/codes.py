"""One-time codes by which somebody shows that two addresses are theirs.

Rule: only the keyed mark of a code is stored; one a person, the newest.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from bot.ports import Person
from bot.store import tables
from bot.store.bulk import Row
from bot.store.cases import person
from bot.store.moments import micros
from bot.store.session import Session

_c = tables.link_code.c


async def keep_code(session: Session, code: str, who: tuple[UUID, int], until: datetime) -> None:
    """In place of any before; those that are over are swept away."""
    over = delete(tables.link_code).where(_c.until <= micros(session.clock.now()))
    await session.bulk.run(over)
    row: Row = {
        "bucket": who[1],
        "participant": who[0].hex,
        "code": session.seal.index("link", code),
        "until": micros(until),
    }
    await session.bulk.upsert(tables.link_code, [row])


async def coded(session: Session, code: str, now: datetime) -> Person | None:
    """Whose it is, while it lasts."""
    wanted = select(_c.bucket, _c.participant).where(
        _c.code == session.seal.index("link", code), _c.until > micros(now)
    )
    rows = await session.bulk.all(wanted)
    if len(rows) != 1:  # two with the same digits: neither may be taken for the other
        return None
    return await person(session, rows[0].bucket, UUID(rows[0].participant))


async def drop_code(session: Session, who: tuple[UUID, int]) -> None:
    """It was used."""
    await session.bulk.delete(tables.link_code, [{"bucket": who[1], "participant": who[0].hex}])

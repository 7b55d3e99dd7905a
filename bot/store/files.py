"""Files that people sent: to fetch, and fetched.

Rule: the provider's handle and the file itself are sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import literal_column, select, update

from bot.store import tables
from bot.store.session import Session

_m = tables.media.c


async def pending(session: Session, limit: int) -> Sequence[tuple[UUID, str, str]]:
    """Files still to fetch: (media id, channel, the provider's handle)."""
    statement = (
        select(_m.id, _m.channel, _m.sealed)
        .where(_m.is_fetched == literal_column("0"))
        .order_by(_m.id)
        .limit(limit)
    )
    return [
        (UUID(row.id), row.channel, session.seal.open(row.sealed, f"media.sealed.{row.id}"))
        for row in await session.bulk.all(statement)
    ]


async def handle(session: Session, media_id: UUID) -> str:
    """The provider's handle of a file; empty: there is none."""
    rows = await session.bulk.all(select(_m.sealed).where(_m.id == media_id.hex))
    return session.seal.open(rows[0].sealed, f"media.sealed.{media_id.hex}") if rows else ""


async def keep(session: Session, media_id: UUID, body: bytes) -> None:
    """Keep a fetched file, sealed."""
    key = media_id.hex
    sealed = session.seal.seal_bytes(body, f"media.body.{key}")
    await session.bulk.run(
        update(tables.media).where(_m.id == key).values(body=sealed, is_fetched=1)
    )


async def fetched(session: Session, media_id: UUID) -> bytes | None:
    """A file that was kept; `None` where there is none yet."""
    key = media_id.hex
    rows = await session.bulk.all(select(_m.body).where(_m.id == key, _m.is_fetched == 1))
    return session.seal.open_bytes(rows[0].body, f"media.body.{key}") if rows else None

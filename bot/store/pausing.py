"""The pause button: rows that the claim itself looks at.

Rule: while a row stands, nothing unprompted of its consultation is claimed and none of its waits
falls due; a row without a name is for the whole installation. Replies go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, literal_column, or_, select

from bot.ports import Pause
from bot.store import tables
from bot.store.bulk import Row
from bot.store.moments import micros, moment
from bot.store.session import Session

_p = tables.pause.c


def is_paused(consultation: ColumnElement[str]) -> Any:  # Any: SQLAlchemy's condition
    """Whether a row of this consultation must wait. Looked up by key, row after row."""
    everything = select(_p.consultation).where(_p.consultation == literal_column("''"))
    return or_(everything.exists(), consultation.in_(select(_p.consultation)))


async def pauses(session: Session) -> Sequence[Pause]:
    """Whatever is paused, the whole installation first."""
    rows = await session.bulk.all(select(tables.pause).order_by(_p.consultation))
    return [Pause(row.consultation, moment(row.since), row.by) for row in rows]


async def pause(session: Session, slug: str, by: str, at: datetime) -> None:
    """Hold everything unprompted back from the next claim on.

    On PostgreSQL the senders' rows are locked first, as for STOP: a claim under way ends before
    the pause is there, and none passes it by.
    """
    if session.bulk.is_postgres:
        rate = tables.sender_rate
        await session.bulk.all(select(rate.c.channel).order_by(rate.c.channel).with_for_update())
    session.has_written = True
    row: Row = {"consultation": slug, "since": micros(at), "by": by}
    await session.bulk.insert_absent(tables.pause, [row])


async def resume(session: Session, slug: str) -> bool:
    """Let it go on; whether it was paused."""
    session.has_written = True
    return await session.bulk.run(delete(tables.pause).where(_p.consultation == slug)) > 0

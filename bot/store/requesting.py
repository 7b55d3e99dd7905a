"""Launches that do not leave at once: asked for, held, taken back, sent.

Rule: a state changes only from the one it was seen in, in one statement, so that of two people who
decide at the same moment one is told that it is too late.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, update

from bot.ports import LaunchRequest, RequestState
from bot.store import tables
from bot.store.bulk import Row
from bot.store.moments import micros, moment
from bot.store.session import Session

_r = tables.request.c
_OVER = frozenset({RequestState.SENT, RequestState.CANCELLED, RequestState.FAILED})
"""States in which the list is needed no more: it names people."""
_COLUMNS = (
    _r.id, _r.slug, _r.digest, _r.people, _r.state, _r.asked_by, _r.asked_at, _r.decided_by,
    _r.leaves_at, _r.reason,
)  # fmt: skip


async def requests(session: Session, states: Collection[RequestState]) -> Sequence[LaunchRequest]:
    """Those in one of these states, the oldest first."""
    wanted = select(*_COLUMNS).where(_r.state.in_([state.value for state in states]))
    return [_opened(row) for row in await session.bulk.all(wanted.order_by(_r.asked_at, _r.id))]


async def requested(session: Session, request: UUID) -> str:
    """What was asked for."""
    rows = await session.bulk.all(select(_r.sealed).where(_r.id == request.hex))
    return session.seal.open(rows[0].sealed, f"request.sealed.{request.hex}")


async def ask(session: Session, request: LaunchRequest, order: str) -> None:
    """Keep it; the order names people, and is sealed."""
    session.has_written = True
    key = request.id.hex
    row: Row = {
        "id": key,
        "slug": request.slug,
        "digest": request.digest,
        "people": request.people,
        "state": request.state.value,
        "asked_by": request.asked_by,
        "asked_at": micros(request.asked_at),
        "leaves_at": micros(request.leaves_at),
        "sealed": session.seal.seal(order, f"request.sealed.{key}"),
    }
    await session.bulk.insert(tables.request, [row])


async def decide(session: Session, request: LaunchRequest, was: Collection[RequestState]) -> bool:
    """Move it on; false where it stands in none of these states any more."""
    session.has_written = True
    now = session.clock.now()
    moved = (
        update(tables.request)
        .where(_r.id == request.id.hex, _r.state.in_([state.value for state in was]))
        .values(
            state=request.state.value,
            decided_by=request.decided_by,
            decided_at=micros(now),
            leaves_at=micros(request.leaves_at),
            reason=request.reason,
            **({"sealed": ""} if request.state in _OVER else {}),
        )
    )
    return await session.bulk.run(moved) > 0


async def take(session: Session, now: datetime, lease: timedelta) -> LaunchRequest | None:
    """One whose hold is over, or whose taker has died: nobody else gets it while the lease
    lasts."""
    at = micros(now)
    is_ripe = or_(
        and_(_r.state == RequestState.HELD.value, _r.leaves_at <= at),
        and_(_r.state == RequestState.LEAVING.value, _r.lease <= at),
    )
    first = (
        select(_r.id)
        .where(is_ripe)
        .order_by(_r.leaves_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = await session.bulk.all(first)
    if not found:
        return None
    session.has_written = True
    taken = (
        update(tables.request)
        .where(_r.id == found[0].id, is_ripe)
        .values(state=RequestState.LEAVING.value, lease=micros(now + lease))
        .returning(*_COLUMNS)
    )
    rows = await session.bulk.all(taken)
    return _opened(rows[0]) if rows else None


def _opened(row: Any) -> LaunchRequest:
    return LaunchRequest(
        id=UUID(row.id),
        slug=row.slug,
        digest=row.digest,
        people=row.people,
        state=RequestState(row.state),
        asked_by=row.asked_by,
        asked_at=moment(row.asked_at),
        decided_by=row.decided_by,
        leaves_at=moment(row.leaves_at),
        reason=row.reason,
    )

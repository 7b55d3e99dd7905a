"""Conversations whose wait is over.

Rule: a wait is taken with its person locked, and its row is gone when the transaction commits:
it fires once, or again if nothing was committed. What is paused waits on, and whether its
moment has passed is asked when it fires.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, select

from bot.model import DueKind
from bot.ports import DueItem
from bot.store import tables
from bot.store.bulk import BATCH, in_keys, keys_json
from bot.store.loading import by_participant, load
from bot.store.moments import micros, moment
from bot.store.pausing import is_paused
from bot.store.session import Session

_d, _c, _p = tables.due.c, tables.conversation.c, tables.participant.c


async def due(session: Session, now: datetime, limit: int) -> Sequence[DueItem]:
    """The earliest waits that are over, at most *limit*; their rows are removed."""
    found = await session.bulk.all(
        select(_d.conversation, _d.bucket, _d.kind, _d.at, _p.id.label("participant"))
        .join(tables.conversation, and_(_c.bucket == _d.bucket, _c.id == _d.conversation))
        .join(tables.participant, and_(_p.bucket == _c.bucket, _p.id == _c.participant))
        .where(_d.at <= micros(now), ~is_paused(_d.consultation))
        .order_by(_d.at, _d.bucket, _d.conversation)
        .limit(limit)
        # Someone who is talking to us just now is left for the next look.
        .with_for_update(of=tables.participant, skip_locked=True)
    )
    if not found:
        return []
    session.has_written = True
    gone = await _removed(session, {row.conversation: row.bucket for row in found}, now)
    whose = {row.conversation: (row.participant, row.bucket) for row in found}
    entry = by_participant(session.bulk.keyed())
    people = {led: each.person for led, each in await load(session, entry, dict(whose.values()))}
    items = []
    for conversation, kind, at in sorted(gone, key=lambda row: (row[2], row[0])):
        person = people[whose[conversation][0]]
        key = UUID(conversation)
        talk = next(each for each in person.conversations if each.id == key)
        items.append(DueItem(DueKind(kind), moment(at), person, talk))
    return items


async def _removed(
    session: Session, conversations: dict[str, int], now: datetime
) -> Sequence[tuple[str, str, int]]:
    """What was really over still: somebody may have put a wait off before we had the lock."""
    statement = (
        delete(tables.due)
        .where(in_keys(tables.due, session.bulk.keyed(), "conversation"))
        .where(_d.at <= micros(now), ~is_paused(_d.consultation))
        .returning(_d.conversation, _d.kind, _d.at)
    )
    rows = await session.bulk.all(statement, **{BATCH: keys_json(conversations)})
    return [(conversation, kind, at) for conversation, kind, at in rows]

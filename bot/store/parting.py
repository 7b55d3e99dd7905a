"""What is left of somebody who was erased: a mark against lists, and a number until its last word.

Rule: a mark is a blind index; a number is forgotten as soon as nothing is on its way to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, exists, or_, select, tuple_

from bot.store import leaving, tables
from bot.store.bulk import Row
from bot.store.moments import micros
from bot.store.session import Session

ERASED = "erased"
"""Why an address is not to be contacted: whoever it led to asked us to forget it."""
ALIVE = ("queued", "claimed", "unknown")
"""States of a message that may still reach somebody."""
NOBODY = UUID(int=0)
"""Whom a last word is to: it is led by the number alone."""
LATEST_FAREWELL = timedelta(days=7)
"""A number waits no longer for its last word."""
_o, _link = tables.outbox.c, tables.address_participant.c


async def entomb(session: Session, keys: Sequence[tuple[int, str]], at: datetime) -> None:
    """Addresses, by bucket and blind index, that no list may bring back; a STOP stays a STOP."""
    rows: list[Row] = [
        {"bucket": bucket, "address": key, "since": micros(at), "reason": ERASED}
        for bucket, key in keys
    ]
    await session.bulk.insert_absent(tables.do_not_contact, rows)


async def part(session: Session, now: datetime) -> int:
    """Forget the numbers whose last word has left, or never will; how many."""
    f, a = leaving.farewell.c, tables.address.c
    is_on_its_way = exists(
        select(1).where(
            _o.address_bucket == f.bucket, _o.address == f.address, _o.bucket == f.bucket,
            _o.status.in_(ALIVE),
        )
    )  # fmt: skip
    is_late = f.since <= micros(now - LATEST_FAREWELL)
    done = select(f.bucket, f.address).where(or_(~is_on_its_way, is_late))
    places = [(row.bucket, row.address) for row in await session.bulk.all(done)]
    if not places:
        return 0
    linked = exists(select(1).where(_link.address_bucket == a.bucket, _link.address == a.id))
    here = tuple_(a.bucket, a.id).in_(places)
    # Whoever has joined again meanwhile has messages of their own there.
    is_last_word = and_(_o.participant == NOBODY.hex, _o.conversation.is_(None))
    sent = and_(tuple_(_o.bucket, _o.address).in_(places), is_last_word)
    heard = tuple_(tables.traffic.c.bucket, tables.traffic.c.address).in_(places)
    gone = tuple_(f.bucket, f.address).in_(places)
    for table, of in (
        (tables.outbox, sent),
        (tables.traffic, heard),
        (tables.address, and_(here, ~linked)),
        (leaving.farewell, gone),
    ):
        await session.bulk.run(delete(table).where(of))
    return len(places)

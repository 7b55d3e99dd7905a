"""How much comes from each address, and what staff should look at.

Rule: counted by one statement a batch, whatever its size; no number and no words are kept, only
the keyed marks of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, select

from bot.model import Address, InboundMessage
from bot.ports import Flag, Traffic
from bot.store import tables
from bot.store.bulk import Row, inserting_into
from bot.store.moments import micros, moment
from bot.store.session import Session

HOUR = timedelta(hours=1)
_KEPT = ("heard", "fruitless", "mark", "marked_at", "next_at", "flag", "flagged_at")


async def count(session: Session, messages: Sequence[InboundMessage]) -> Mapping[Address, Traffic]:
    """Count what arrived, beginning anew where the last hour is over."""
    heard = Counter(message.address for message in messages)
    if not heard:
        return {}
    now = micros(session.clock.now())
    named = {session.place(address): address for address in heard}
    rows: list[Row] = [
        {
            "bucket": bucket,
            "address": key,
            "channel": address.channel,
            "began_at": now,
            "heard": heard[address],
        }
        for (bucket, key), address in sorted(named.items(), key=lambda each: each[0])
    ]
    statement = _count(is_postgres=session.bulk.is_postgres, names=tuple(rows[0]))
    found = await session.bulk.put(statement, rows)
    return {named[bucket, key]: _traffic(rest) for bucket, key, *rest in found}


@lru_cache
def _count(*, is_postgres: bool, names: tuple[str, ...]) -> Any:  # Any: either dialect's insert
    t = tables.traffic.c
    inserting = inserting_into(tables.traffic, names, is_postgres=is_postgres)
    new = inserting.excluded
    is_over = t.began_at <= new.began_at - micros_of(HOUR)
    return inserting.on_conflict_do_update(
        index_elements=["bucket", "address"],
        set_={
            "began_at": case((is_over, new.began_at), else_=t.began_at),
            "heard": case((is_over, new.heard), else_=t.heard + new.heard),
        },
    ).returning(t.bucket, t.address, t.began_at, *(t[name] for name in _KEPT))


def micros_of(span: timedelta) -> int:
    """Microseconds of a span."""
    return span // timedelta(microseconds=1)


def _traffic(row: Sequence[Any]) -> Traffic:
    began_at, heard, fruitless, mark, marked_at, next_at, flag, flagged_at = row
    return Traffic(
        began_at=moment(began_at),
        heard=heard,
        fruitless=fruitless,
        mark=mark,
        marked_at=moment(marked_at),
        next_at=moment(next_at),
        flag=flag,
        flagged_at=moment(flagged_at),
    )


async def keep(session: Session, changed: Mapping[Address, Traffic]) -> None:
    """What was found of some addresses, for their next message."""
    rows: list[Row] = []
    for address, each in changed.items():
        bucket, key = session.place(address)
        rows.append(
            {
                "bucket": bucket,
                "address": key,
                "fruitless": each.fruitless,
                "mark": each.mark,
                "marked_at": micros(each.marked_at),
                "next_at": micros(each.next_at),
                "flag": each.flag,
                "flagged_at": micros(each.flagged_at),
            }
        )
    rows.sort(key=lambda row: (row["bucket"], row["address"]))
    await session.bulk.update(tables.traffic, ("bucket", "address"), rows)


async def flags(session: Session, since: datetime) -> Sequence[Flag]:
    """Addresses that were noticed since, the latest first."""
    t, link = tables.traffic.c, tables.address_participant.c
    statement = (
        select(t.channel, t.flag, t.flagged_at, t.heard, func.min(link.participant).label("who"))
        .select_from(tables.traffic)
        .outerjoin(
            tables.address_participant,
            and_(link.address_bucket == t.bucket, link.address == t.address),
        )
        .where(t.flagged_at >= micros(since))
        .group_by(t.bucket, t.address, t.channel, t.flag, t.flagged_at, t.heard)
        .order_by(t.flagged_at.desc())
    )
    return [
        Flag(
            channel=row.channel,
            reason=row.flag,
            at=moment(row.flagged_at),
            heard=row.heard,
            participant=UUID(row.who) if row.who else None,
        )
        for row in await session.bulk.all(statement)
    ]

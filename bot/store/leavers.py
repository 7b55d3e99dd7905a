"""Who is erased: a participant, whoever turned out to be them, and the keys of all that is theirs.

Rule: reads only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from msgspec import Struct
from sqlalchemy import exists, select, tuple_

from bot.ports import Erase, Parting
from bot.store import tables
from bot.store.session import Session

_p, _t, _k, _link = (
    tables.participant.c,
    tables.conversation.c,
    tables.case.c,
    tables.address_participant.c,
)


class Who(Struct, frozen=True):
    """One participant, and the keys of all that hangs on them."""

    id: str
    bucket: int
    gone: tuple[str, ...]
    """Conversations that go whole."""
    stays: tuple[str, ...]
    """Conversations whose coded answers stay."""
    cases: tuple[str, ...]
    alone: tuple[tuple[int, str], ...]
    """Addresses that lead to nobody else."""
    shared: tuple[tuple[int, str], ...]
    about: tuple[int, str]

    @property
    def talks(self) -> tuple[str, ...]:
        """Every conversation."""
        return (*self.gone, *self.stays)


async def everybody(session: Session, order: Erase) -> AsyncIterator[Who]:
    """Them, and everybody who turned out to be them."""
    waiting = [(order.participant.hex, order.bucket)]
    seen: set[str] = set()
    while waiting:
        who, bucket = waiting.pop()
        if who in seen:
            continue
        seen.add(who)
        merged = select(_p.id, _p.bucket).where(_p.merged_into == who)
        waiting += [(row.id, row.bucket) for row in await session.bulk.all(merged)]
        yield await gathered(session, (who, bucket), frozenset(order.published))


async def gathered(session: Session, key: tuple[str, int], published: frozenset[str]) -> Who:
    """One participant (id and bucket), with the keys of all that is theirs."""
    who, bucket = key
    talks = select(_t.id, _t.consultation).where(_t.bucket == bucket, _t.participant == who)
    rows = await session.bulk.all(talks)
    cases = select(_k.id).where(_k.bucket == bucket, _k.participant == who)
    other = tables.address_participant.alias("other")
    is_shared = exists(
        select(1).where(
            other.c.address_bucket == _link.address_bucket,
            other.c.address == _link.address,
            other.c.participant != who,
        )
    )
    places = select(_link.address_bucket, _link.address, is_shared).where(
        _link.bucket == bucket, _link.participant == who
    )
    found = await session.bulk.all(places)
    return Who(
        id=who,
        bucket=bucket,
        gone=tuple(row.id for row in rows if row.consultation not in published),
        stays=tuple(row.id for row in rows if row.consultation in published),
        cases=tuple(row.id for row in await session.bulk.all(cases)),
        alone=tuple((row[0], row[1]) for row in found if not row[2]),
        shared=tuple((row[0], row[1]) for row in found if row[2]),
        about=session.seal.about(UUID(who)),
    )


async def parting(session: Session, bucket: int, participant: UUID) -> Parting:
    """Every address of somebody, and which of them somebody else has, too."""
    who = await gathered(session, (participant.hex, bucket), frozenset())
    a = tables.address.c
    places = tuple_(a.bucket, a.id).in_([*who.alone, *who.shared])
    wanted = select(a.id, a.channel, a.sealed).where(places)
    found = {
        row.id: session.address(row.id, row.channel, row.sealed)
        for row in await session.bulk.all(wanted)
    }
    shared = frozenset(found[key] for _, key in who.shared)
    return Parting(tuple(found.values()), shared)

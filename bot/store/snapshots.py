"""Figures as they were counted at a set time.

Rule: a snapshot is written once and never changed; who counts at the same moment as another finds
theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from bot.ports import Snapshot, SnapshotKind
from bot.results.summary import dump, parse
from bot.store import tables
from bot.store.bulk import Row
from bot.store.moments import micros, moment
from bot.store.session import Session

_s = tables.snapshot.c


async def snapshots(session: Session, slug: str) -> Sequence[Snapshot]:
    """Every one of a consultation, the oldest first."""
    return await _read(session, slug, _of(slug).order_by(_s.n))


async def last_snapshot(session: Session, slug: str) -> Snapshot | None:
    """The last of them."""
    found = await _read(session, slug, _of(slug).order_by(_s.n.desc()).limit(1))
    return found[0] if found else None


def _of(slug: str) -> Select[Any]:
    columns = (_s.n, _s.kind, _s.at, _s.figures, _s.digest, _s.sealed)
    return select(*columns).where(_s.consultation == slug)


async def _read(session: Session, slug: str, wanted: Select[Any]) -> Sequence[Snapshot]:
    return [
        Snapshot(
            consultation=slug,
            kind=SnapshotKind(row.kind),
            at=moment(row.at),
            figures=parse(row.figures),
            digest=row.digest,
            truth=session.seal.open(row.sealed, _place(slug, row.n)) if row.sealed else "",
        )
        for row in await session.bulk.all(wanted)
    ]


async def save_snapshot(session: Session, given: Snapshot, after: int) -> bool:
    """Keep one after so many; false, and nothing is kept, where others were kept meanwhile."""
    slug = given.consultation
    stands = tables.consultation.c
    # One at a time: whoever comes second waits here, and then finds the first one's.
    await session.bulk.all(select(stands.id).where(stands.slug == slug).with_for_update())
    last = select(func.max(_s.n)).where(_s.consultation == slug)
    if ((await session.bulk.all(last))[0][0] or 0) != after:
        return False
    session.has_written = True
    n = after + 1
    row: Row = {
        "consultation": slug,
        "n": n,
        "kind": given.kind.value,
        "at": micros(given.at),
        "figures": dump(given.figures),
        "digest": given.digest,
        "sealed": session.seal.seal(given.truth, _place(slug, n)) if given.truth else "",
    }
    await session.bulk.insert(tables.snapshot, [row])
    return True


def _place(slug: str, n: int) -> str:
    return f"snapshot.sealed.{slug}.{n}"

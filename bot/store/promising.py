"""What a consultation has recorded of answering back.

Rule: a decision and an update are replaced under their number until they are published; whoever
calls knows whether that may be. A promise is kept once, and keeps its first moment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from msgspec import Struct, json
from msgspec.structs import replace
from sqlalchemy import FromClause, Select, Table, and_, func, select

from bot.model import Address, Decision, Kept, Ledger, News, PromiseKind, Slip
from bot.store import tables
from bot.store.bulk import BATCH, Row, keys_json
from bot.store.moments import micros, moment
from bot.store.session import Session

Told = TypeVar("Told", Decision, News)


class _Texts(Struct):
    """Words by language, as they are kept."""

    texts: dict[str, str]


async def ledger(session: Session, slug: str) -> Ledger:
    """All of it; empty where nothing was recorded."""
    return Ledger(
        decisions=await _told(session, tables.decision, slug, Decision),
        news=await _told(session, tables.news, slug, News),
        kept=await _kept(session, slug),
        slips=await _slips(session, slug),
    )


async def save_decision(session: Session, slug: str, given: Decision) -> None:
    """Keep a decision, in place of the one of its number."""
    await session.bulk.upsert(tables.decision, [_row(slug, given)])


async def save_news(session: Session, slug: str, given: News) -> None:
    """Keep an update, in place of the one of its number."""
    await session.bulk.upsert(tables.news, [_row(slug, given)])


async def keep_promise(session: Session, slug: str, kept: Kept) -> None:
    """Note that everybody was told; a promise that was kept stays so."""
    row: Row = {
        "consultation": slug,
        "kind": kept.kind.value,
        "number": kept.number,
        "kept_at": micros(kept.at),
    }
    await session.bulk.insert_absent(tables.promise, [row])


async def save_slip(session: Session, slug: str, given: Slip) -> None:
    """Keep a slip, in place of the one of its number."""
    row: Row = {
        "consultation": slug,
        "kind": given.kind.value,
        "number": given.number,
        "n": given.n,
        "until": micros(given.until),
        "because": json.encode(_Texts(dict(given.because))).decode(),
        "by": given.by,
        "at": micros(given.at),
        "told_at": micros(given.told_at),
    }
    await session.bulk.upsert(tables.slip, [row])


async def deed_at(session: Session, action: str, subject: str) -> datetime | None:
    """When something was last done to a subject; `None`: never."""
    a = tables.audit.c
    asked = select(func.max(a.at)).where(a.action == action, a.subject == subject)
    last: int | None = (await session.bulk.all(asked))[0][0]
    return moment(last)


async def last_used(
    session: Session, talks: Mapping[UUID, int]
) -> Mapping[UUID, tuple[str, datetime]]:
    """The channel by which each answered last, and when; what was entered for them is left out."""
    keys = {key.hex: bucket for key, bucket in talks.items()}
    rows = await session.bulk.all(_used(session.bulk.keyed()), **{BATCH: keys_json(keys)})
    found: dict[UUID, tuple[str, datetime]] = {}
    for key, channel, at in rows:  # the latest last
        found[UUID(key)] = channel, moment(at)
    return found


@lru_cache
def _used(given: FromClause) -> Select[Any]:
    a, at = tables.answer.c, func.max(tables.answer.c.at).label("latest")
    return (
        select(a.conversation, a.channel, at)
        .select_from(given)
        .join(tables.answer, and_(a.bucket == given.c.value, a.conversation == given.c.key))
        .where(a.by == "")
        .group_by(a.conversation, a.channel)
        .order_by(at)
    )


async def shared(session: Session, addresses: Collection[Address]) -> Set[Address]:
    """Those that lead to more than one person, whether or not the others still want to hear."""
    places = {session.place(each): each for each in addresses}
    keys = {key: bucket for bucket, key in places}
    rows = await session.bulk.all(_shared(session.bulk.keyed()), **{BATCH: keys_json(keys)})
    return {places[bucket, key] for bucket, key in rows}


@lru_cache
def _shared(given: FromClause) -> Select[Any]:
    link = tables.address_participant
    its = and_(link.c.address_bucket == given.c.value, link.c.address == given.c.key)
    return (
        select(link.c.address_bucket, link.c.address)
        .select_from(given)
        .join(link, its)
        .group_by(link.c.address_bucket, link.c.address)
        .having(func.count() > 1)
    )


def _row(slug: str, given: Decision | News) -> Row:
    return {
        "consultation": slug,
        "number": given.number,
        "body": json.encode(replace(given, published_at=None)).decode(),
        "recorded_at": micros(given.recorded_at),
        "published_at": micros(given.published_at),
    }


async def _told(session: Session, table: Table, slug: str, kind: type[Told]) -> tuple[Told, ...]:
    asked = select(table.c.body, table.c.published_at).where(table.c.consultation == slug)
    return tuple(
        replace(json.decode(row.body, type=kind), published_at=moment(row.published_at))
        for row in await session.bulk.all(asked.order_by(table.c.number))
    )


async def _kept(session: Session, slug: str) -> tuple[Kept, ...]:
    p = tables.promise.c
    asked = select(p.kind, p.number, p.kept_at).where(p.consultation == slug)
    rows: Sequence[tuple[str, int, int]] = await session.bulk.all(asked.order_by(p.kept_at))
    return tuple(Kept(PromiseKind(kind), number, moment(at)) for kind, number, at in rows)


async def _slips(session: Session, slug: str) -> tuple[Slip, ...]:
    s = tables.slip.c
    asked = select(tables.slip).where(s.consultation == slug).order_by(s.at, s.n)
    return tuple(
        Slip(
            kind=PromiseKind(row.kind),
            number=row.number,
            n=row.n,
            until=moment(row.until),
            because=json.decode(row.because, type=_Texts).texts,
            by=row.by,
            at=moment(row.at),
            told_at=moment(row.told_at),
        )
        for row in await session.bulk.all(asked)
    )

"""Claim: which messages may leave now.

Rule: everything that forbids a message to leave is looked at in the same transaction that
leases it, and the lease commits before the provider is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
    update,
)

from bot.model import MessageKind, OutboundMessage
from bot.store import tables
from bot.store.bulk import BATCH, in_keys, keys_json
from bot.store.moments import micros, moment
from bot.store.outgoing import MESSAGE_COLUMNS, opened
from bot.store.pacing import Purse, keep_purse, look, take_purse
from bot.store.pausing import is_paused
from bot.store.session import Session
from bot.store.sparing import note_contacts, put_off, spare

EXPIRED = "expired"
ROUNDS = 8
"""Looks per claim: again only while rows were found that may never leave."""
_GLANCE = 64
"""Rows per kind that `next_due` looks at."""

_box = tables.outbox.alias("o")


class Asked(Struct, frozen=True):
    """One claim."""

    channel: str
    now: datetime
    lease: timedelta
    limit: int


async def claim(session: Session, asked: Asked) -> Sequence[OutboundMessage]:
    """Lease what may leave now, cancel what never may, and give up on leases that ran out."""
    given = {"via": asked.channel, "now": micros(asked.now)}
    await session.bulk.run(_give_up(), **given)
    purse = await take_purse(session, asked.channel, asked.now)
    if purse is not None and purse.is_empty:
        return []
    leased: list[Any] = []
    for _ in range(ROUNDS):
        room = asked.limit - len(leased)
        rows = await session.bulk.all(_candidates(), **given, room=room)
        spared = await spare(session, [row for row in rows if not row.verdict], asked.now)
        late = await put_off(session, spared)
        dead = {row.id: row.verdict for row in rows if row.verdict} | dict.fromkeys(late, EXPIRED)
        chosen = _affordable(session, spared.fit, purse, leased)
        buckets = {row.id: row.bucket for row in rows}
        await _cancel(session, dead, buckets, asked.now)
        await _lease(session, chosen, asked)
        leased += chosen
        if not (dead or spared.later) or len(leased) >= asked.limit:
            break
    if leased:
        await _pace(session, leased, asked, purse)
    until = asked.now + asked.lease
    return [opened(session, row, leased_until=until) for row in leased]


def _affordable(
    session: Session, rows: Sequence[Any], purse: Purse | None, leased: Sequence[Any]
) -> list[Any]:
    """As many as the tokens last for, one an address where chats are paced."""
    is_paced = _chat_pace(session, rows) > timedelta()
    chosen: list[Any] = []
    seen = {row.address for row in leased}
    for row in rows:
        if is_paced and row.address in seen:
            continue
        if purse is not None and not purse.take(row.units):
            break
        seen.add(row.address)
        chosen.append(row)
    return chosen


def _chat_pace(session: Session, rows: Sequence[Any]) -> timedelta:
    rate = session.rates.get(rows[0].channel) if rows else None
    return timedelta(seconds=rate.per_chat_seconds) if rate else timedelta()


async def _cancel(
    session: Session, dead: Mapping[str, str], buckets: Mapping[str, int], now: datetime
) -> None:
    box = tables.outbox
    for verdict in sorted(set(dead.values())):
        keys = {key: buckets[key] for key, why in dead.items() if why == verdict}
        statement = update(box).where(in_keys(box, session.bulk.keyed()))
        values = {"status": "cancelled", "code": verdict, "changed_at": micros(now)}
        await session.bulk.run(statement.values(values), **{BATCH: keys_json(keys)})


async def _lease(session: Session, rows: Sequence[Any], asked: Asked) -> None:
    if not rows:
        return
    await note_contacts(session, rows, asked.now)
    await session.bulk.run(
        _leasing(session.bulk.keyed()),
        now=micros(asked.now),
        until=micros(asked.now + asked.lease),
        **{BATCH: keys_json({row.id: row.bucket for row in rows})},
    )


@lru_cache
def _leasing(keys: FromClause) -> Any:  # Any: SQLAlchemy's update
    box = tables.outbox
    return (
        update(box)
        .where(in_keys(box, keys))
        .values(
            status="claimed",
            lease=bindparam("until"),
            code="",
            attempts=box.c.attempts + 1,
            changed_at=bindparam("now"),
        )
    )


async def _pace(
    session: Session, leased: Sequence[Any], asked: Asked, purse: Purse | None
) -> None:
    if purse is not None:
        await keep_purse(session, asked.channel, purse)
    pace = _chat_pace(session, leased)
    if pace > timedelta():
        until = micros(asked.now + pace)
        keys = {row.address: row.address_bucket for row in leased}
        await session.bulk.update(
            tables.address,
            ("bucket", "id"),
            [{"bucket": b, "id": key, "paced_until": until} for key, b in sorted(keys.items())],
        )


@lru_cache
def _give_up() -> Any:  # Any: SQLAlchemy's update
    """A lease that ran out: the provider may or may not have the message."""
    box = tables.outbox.c
    return (
        update(tables.outbox)
        .where(box.channel == bindparam("via"), box.status == literal_column("'claimed'"))
        .where(tables.UNCERTAIN, box.lease < bindparam("now"))
        .values(status="unknown", code="lease", changed_at=bindparam("now"))
    )


@lru_cache
def _candidates() -> Select[Any]:
    """The next rows, with a `verdict` on those that may never leave, locked on PostgreSQL."""
    o, p, a, no = (
        tables.outbox.c,
        tables.participant.c,
        tables.address.c,
        tables.do_not_contact.c,
    )
    now: ColumnElement[int] = bindparam("now")
    verdict = case(
        (o.send_before <= now, EXPIRED),
        (func.coalesce(a.is_active, 1) == 0, "inactive"),
        (o.outlives_stop == 1, ""),
        (func.coalesce(p.stopped, 0) == 1, "stopped"),
        (no.address.is_not(None), "stopped"),
        else_="",
    )
    chosen = union_all(*(_front(kind) for kind in MessageKind)).subquery("chosen")
    return (
        select(
            *MESSAGE_COLUMNS, o.units, o.address, o.address_bucket, o.turn, o.consultation,
            o.awake_until, o.is_owed, p.id.label("who"), p.hours, p.timezone,
            verdict.label("verdict"),
        )
        .select_from(chosen)
        .join(tables.outbox, and_(o.id == chosen.c.id, o.bucket == chosen.c.bucket))
        .outerjoin(tables.participant, and_(p.bucket == o.bucket, p.id == o.participant))
        .outerjoin(tables.address, and_(a.bucket == o.address_bucket, a.id == o.address))
        .outerjoin(
            tables.do_not_contact,
            and_(no.bucket == o.address_bucket, no.address == o.address),
        )
        .where(o.status == "queued")
        .order_by(o.kind, o.not_before, o.seq, o.turn, o.part)
        .limit(bindparam("room"))
        .with_for_update(of=tables.outbox, skip_locked=True)
    )  # fmt: skip


def _front(kind: MessageKind) -> Select[Any]:
    """The first rows of one kind: a range of the queue's index, however many sleep behind."""
    nearest = (
        select(_box.c.id, _box.c.bucket)
        .where(*_queued(kind), _box.c.not_before <= bindparam("now"), ~_held_up(), ~_paced())
        .order_by(_box.c.not_before, _box.c.seq, _box.c.turn, _box.c.part)
        .limit(bindparam("room"))
        .subquery(f"kind_{kind}")
    )
    return select(nearest.c.id, nearest.c.bucket)


def _queued(kind: MessageKind) -> tuple[Any, ...]:
    """What waits and is not paused: whoever has just written is answered all the same."""
    # Literals, because a partial index is chosen only where its condition is seen to hold.
    waits = (
        _box.c.status == literal_column("'queued'"),
        _box.c.channel == bindparam("via"),
        _box.c.kind == literal_column(str(int(kind)), Integer),
    )
    return waits if kind is MessageKind.REPLY else (*waits, ~is_paused(_box.c.consultation))


def _held_up() -> Any:  # Any: SQLAlchemy's condition
    """Whether an earlier, due, unsettled message of the person must leave first: of the same
    turn, or, among replies and among what is owed, any. Sleeping rows never hold anything up."""
    e = tables.outbox.alias("e")
    statuses: list[ColumnElement[str]] = [literal_column("'queued'"), literal_column("'claimed'")]
    is_earlier_part = and_(e.c.turn == _box.c.turn, e.c.part < _box.c.part)
    is_earlier_reply = and_(
        e.c.kind == int(MessageKind.REPLY),
        _box.c.kind == int(MessageKind.REPLY),
        e.c.turn != _box.c.turn,
        tuple_(e.c.due, e.c.seq) < tuple_(_box.c.due, _box.c.seq),
    )
    is_owed_longer = and_(
        e.c.is_owed == literal_column("1"),
        _box.c.is_owed == literal_column("1"),
        e.c.turn != _box.c.turn,
        tuple_(e.c.due, e.c.seq) < tuple_(_box.c.due, _box.c.seq),
    )
    return exists(
        select(1)
        .select_from(e)
        .where(e.c.bucket == _box.c.bucket, e.c.participant == _box.c.participant)
        .where(e.c.status.in_(statuses), e.c.not_before <= bindparam("now"))
        .where(or_(is_earlier_part, is_earlier_reply, is_owed_longer))
    )


def _paced() -> Any:  # Any: SQLAlchemy's condition
    a = tables.address.alias("a")
    return exists(
        select(1)
        .select_from(a)
        .where(a.c.bucket == _box.c.address_bucket, a.c.id == _box.c.address)
        .where(a.c.paced_until > bindparam("now"))
    )


async def next_due(session: Session, channel: str) -> datetime | None:
    """When a claim may next find something to send or a lease that ran out, pace and order
    heeded; `None`: nothing is on its way."""
    now = session.clock.now()
    rows = await session.bulk.all(_nearest(), via=channel, now=micros(now))
    earliest, lease = rows[0]
    moments = [moment(lease)] if lease is not None else []
    if earliest is not None:
        purse = await look(session, channel, now)
        ready_at = purse.ready_at if purse is not None else moment(earliest)
        moments.append(max(moment(earliest), ready_at))
    return min(moments, default=None)


@lru_cache
def _nearest() -> Select[Any]:
    a = tables.address.alias("a")
    heads = [
        select(_box.c.not_before, _box.c.address_bucket, _box.c.address)
        .where(*_queued(kind), ~_held_up())
        .order_by(_box.c.not_before, _box.c.seq)
        .limit(_GLANCE)
        .subquery(f"head_{kind}")
        for kind in MessageKind
    ]
    near = union_all(*(select(head) for head in heads)).subquery("near")
    paced = func.coalesce(a.c.paced_until, 0)
    at = case((paced > near.c.not_before, paced), else_=near.c.not_before)
    box = tables.outbox.c
    lease = (
        select(func.min(box.lease))
        .where(box.channel == bindparam("via"), box.status == literal_column("'claimed'"))
        .where(tables.UNCERTAIN)
        .scalar_subquery()
    )
    return (
        select(func.min(at), lease)
        .select_from(near)
        .outerjoin(a, and_(a.c.bucket == near.c.address_bucket, a.c.id == near.c.address))
    )

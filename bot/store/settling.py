"""Settle, and delivery reports: what became of a message.

Rule: a row only rises. Whatever order the words of the provider come in, and however often, it
ends where the furthest of them put it: queued, claimed, unknown, sent, failed, delivered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Text,
    and_,
    case,
    or_,
    select,
    tuple_,
    update,
)

from bot.model import DeliveryReport, OutboundMessage, OutboxStatus, Status
from bot.ports import Settled
from bot.store import pacing, people, tables
from bot.store.bulk import BATCH, Row, in_keys, keys_json, rows_json
from bot.store.moments import micros, moment
from bot.store.outgoing import MESSAGE_COLUMNS, opened
from bot.store.session import Session

RANK: Mapping[OutboxStatus, int] = {
    OutboxStatus.QUEUED: 0,
    OutboxStatus.CANCELLED: 0,
    OutboxStatus.CLAIMED: 1,
    OutboxStatus.UNKNOWN: 2,
    OutboxStatus.SENT: 3,
    OutboxStatus.FAILED: 4,
    OutboxStatus.DELIVERED: 5,
}
"""A message that was delivered was delivered, even if a report of failure came first."""

_SETTLING = ("claimed", "unknown")
"""What our own word may still change; the provider's may have come before it."""
_o = tables.outbox.c


async def settle(session: Session, results: Sequence[Settled]) -> None:
    """Write what became of claimed messages; a person who opted out at the provider stops."""
    if not results:
        return
    session.has_written = True
    await _rest(session, results)
    opted_out = [result.message for result in results if result.opted_out]
    await _stop_opted_out(
        session,
        {message.id.hex: message.bucket for message in opted_out},
        {m.participant.hex: m.bucket for m in opted_out if m.participant is not None},
    )
    rows = [_settled(result) for result in sorted(results, key=lambda r: r.message.id.hex)]
    given = session.bulk.records(
        id=Text, bucket=Integer, status=Text, standing=Integer, at=Integer, again_at=Integer,
        provider_id=Text, code=Text,
    )  # fmt: skip
    await session.bulk.run(_settling(given), **{BATCH: rows_json(rows)})
    dead = {
        result.message.id.hex: result.message.bucket for result in results if result.unreachable
    }
    await _silence(session, dead)


async def _rest(session: Session, results: Sequence[Settled]) -> None:
    """Leave providers alone that asked for it; first, because a claim locks in that order too."""
    asked: dict[str, Settled] = {}
    for result in results:
        known = asked.setdefault(result.message.channel, result)
        if result.at + result.rests > known.at + known.rests:
            asked[result.message.channel] = result
    for channel, longest in sorted(asked.items()):
        if longest.rests:
            await pacing.rest(session, channel, longest.at, longest.rests)


async def _silence(session: Session, dead: Mapping[str, int]) -> None:
    """Nothing reaches the addresses of these messages any more."""
    if dead:
        await session.bulk.run(_unreachable(session.bulk.keyed()), **{BATCH: keys_json(dead)})


def _settled(result: Settled) -> Row:
    return {
        "id": result.message.id.hex,
        "bucket": result.message.bucket,
        "status": result.status.value,
        "standing": RANK[result.status],
        "at": micros(result.at),
        "again_at": micros(result.again_at),
        "provider_id": result.provider_id,
        "code": result.code,
    }


def _rank() -> ColumnElement[int]:
    return case(*((_o.status == status.value, rank) for status, rank in RANK.items()), else_=0)


@lru_cache
def _settling(given: FromClause) -> Any:  # Any: SQLAlchemy's update
    g = given.c
    is_word_of_provider = g.status.in_(["sent", "failed", "delivered"])
    is_new = or_(
        and_(is_word_of_provider, g.standing > _rank()),
        and_(~is_word_of_provider, _o.status.in_(_SETTLING)),
    )
    is_again = and_(is_new, g.status == "queued", g.again_at.is_not(None))
    return (
        update(tables.outbox)
        .where(_o.id == g.id, _o.bucket == g.bucket)
        .values(
            status=case((is_new, g.status), else_=_o.status),
            code=case((is_new, g.code), else_=_o.code),
            changed_at=case((is_new, g.at), else_=_o.changed_at),
            not_before=case((is_again, g.again_at), else_=_o.not_before),
            provider_id=case((g.provider_id != "", g.provider_id), else_=_o.provider_id),
        )
    )


@lru_cache
def _unreachable(keys: FromClause) -> Any:  # Any: SQLAlchemy's update
    address = tables.address
    dead = select(_o.address_bucket, _o.address).join(
        keys, and_(_o.bucket == keys.c.value, _o.id == keys.c.key)
    )
    return (
        update(address).where(tuple_(address.c.bucket, address.c.id).in_(dead)).values(is_active=0)
    )


async def _stop_opted_out(
    session: Session, messages: Mapping[str, int], who: Mapping[str, int]
) -> None:
    """As STOP: the person, the address they left from, what is queued, what they were in."""
    if not messages:
        return
    now = session.clock.now()
    stopped: list[Row] = [
        {"bucket": bucket, "id": key, "stopped": 1, "stopped_at": micros(now)}
        for key, bucket in sorted(who.items())
    ]
    await session.bulk.update(tables.participant, ("bucket", "id"), stopped)
    statement = select(_o.address_bucket, _o.address).where(
        in_keys(tables.outbox, session.bulk.keyed())
    )
    left = await session.bulk.all(statement, **{BATCH: keys_json(messages)})
    await people.block(session, ((bucket, key) for bucket, key in left), now)
    await people.cancel_queued(session, who)
    await _end_conversations(session, who)


async def _end_conversations(session: Session, who: Mapping[str, int]) -> None:
    talk = tables.conversation
    is_open = talk.c.status.in_([status.value for status in Status if status.is_open])
    await session.bulk.run(
        update(talk)
        .where(in_keys(talk, session.bulk.keyed(), "participant"), is_open)
        .values(status=Status.STOPPED.value, revision=talk.c.revision + 1),
        **{BATCH: keys_json(who)},
    )


async def report(session: Session, reports: Sequence[DeliveryReport], now: datetime) -> None:
    """Note delivery reports. A provider that says it has a message queued has it: sent."""
    furthest: dict[str, Row] = {}
    for said in reports:
        row = _reported(said, now)
        before = furthest.get(said.outbox_id.hex)
        if before is None or _weight(row) > _weight(before):
            furthest[said.outbox_id.hex] = row
    if not furthest:
        return
    session.has_written = True
    given = session.bulk.records(
        id=Text, channel=Text, status=Text, standing=Integer, at=Integer, provider_id=Text,
        code=Text,
    )  # fmt: skip
    rows = [furthest[key] for key in sorted(furthest)]
    await session.bulk.run(_reporting(given), **{BATCH: rows_json(rows)})
    await _heed(session, reports)


async def _heed(session: Session, reports: Sequence[DeliveryReport]) -> None:
    """A report may also say that a number is dead, or that the person opted out there."""
    telling = [said for said in reports if said.is_unreachable or said.is_opted_out]
    if not telling:
        return
    found = await session.bulk.all(
        select(_o.id, _o.bucket, _o.participant).where(
            _o.id.in_([said.outbox_id.hex for said in telling])
        )
    )
    about = {row.id: row for row in found}
    heard = [(said, about[key]) for said in telling if (key := said.outbox_id.hex) in about]
    await _silence(session, {row.id: row.bucket for said, row in heard if said.is_unreachable})
    left = [row for said, row in heard if said.is_opted_out]
    await _stop_opted_out(
        session,
        {row.id: row.bucket for row in left},
        {row.participant: row.bucket for row in left},
    )


def _weight(row: Row) -> tuple[int, str, str]:
    return int(row["standing"] or 0), str(row["code"]), str(row["provider_id"])


def _reported(said: DeliveryReport, now: datetime) -> Row:
    status = said.status if RANK[said.status] > RANK[OutboxStatus.SENT] else OutboxStatus.SENT
    return {
        "id": said.outbox_id.hex,
        "channel": said.channel,
        "status": status.value,
        "standing": RANK[status],
        "at": micros(now),
        "provider_id": said.provider_id,
        "code": said.code,
    }


@lru_cache
def _reporting(given: FromClause) -> Any:  # Any: SQLAlchemy's update
    g = given.c
    is_higher = g.standing > _rank()
    is_as_high = and_(g.standing == _rank(), g.code > _o.code)
    return (
        update(tables.outbox)
        .where(_o.id == g.id, _o.channel == g.channel, or_(is_higher, is_as_high))
        .values(
            status=g.status,
            code=g.code,
            changed_at=g.at,
            provider_id=case((_o.provider_id == "", g.provider_id), else_=_o.provider_id),
        )
    )


async def unknown(session: Session, channel: str, before: datetime) -> Sequence[OutboundMessage]:
    """Messages whose fate is unknown since *before*, longest first; their lease tells when they
    were sent, if they were."""
    statement = (
        select(*MESSAGE_COLUMNS, _o.lease)
        .where(_o.channel == channel, _o.status == "unknown", tables.UNCERTAIN)
        .where(_o.changed_at <= micros(before))
        .order_by(_o.changed_at, _o.seq)
    )
    return [
        replace(opened(session, row), leased_until=moment(row.lease))
        for row in await session.bulk.all(statement)
    ]

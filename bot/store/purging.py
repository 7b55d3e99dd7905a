"""What is kept no longer: found, deleted, and looked for again.

Rule: each kind is one condition, by which it is counted before, deleted, and counted after; so a
report proves itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import json
from sqlalchemy import ColumnElement, Table, and_, exists, func, or_, select

from bot.ports import Forgetting, Purged, PurgeKind, Retention
from bot.store import balloted, leaving, tables, themed
from bot.store.bulk import Row
from bot.store.erasing import Deed, do, retire
from bot.store.moments import micros
from bot.store.parting import ALIVE
from bot.store.session import Session

LIMIT_PEOPLE = 500
"""Retired in one transaction, so that nobody waits for it."""
_in, _o, _p, _t, _k, _link = (
    tables.inbound.c,
    tables.outbox.c,
    tables.participant.c,
    tables.conversation.c,
    tables.case.c,
    tables.address_participant.c,
)
_OF_ANSWERS = (
    themed.quote, themed.translation, themed.coding, themed.echo, balloted.proposal, tables.answer,
)  # fmt: skip
Condition = ColumnElement[bool]


async def purge(session: Session, order: Retention, *, is_dry: bool) -> Sequence[Purged]:
    """Delete what is kept no longer, or (`is_dry`) only count it."""
    session.has_written = not is_dry
    report = []
    for kind in PurgeKind:
        deeds = _deeds(kind, order)
        before = await _left(session, kind, order, deeds)
        gone = 0
        if not is_dry and before:
            gone = await _retire(session, order) if kind is PurgeKind.IDENTITY else 0
            for deed in deeds:
                gone += await do(session, deed)
        left = before if is_dry else await _left(session, kind, order, deeds)
        report.append(Purged(kind, before, gone, left))
    if any(each.deleted for each in report):
        await _remember(session, order)
    return report


async def _remember(session: Session, order: Retention) -> None:
    """For the log, so that a copy from before it is purged by the same dates: it names nobody."""
    told, what = json.encode(order).decode(), Forgetting.PURGE.value
    row: Row = {"mark": f"purge.{micros(order.now)}", "at": micros(order.now), "kept": told}
    await session.bulk.upsert(leaving.erasure, [{**row, "what": what}])


async def _left(session: Session, kind: PurgeKind, order: Retention, deeds: Sequence[Deed]) -> int:
    """By a fresh query, how much of a kind is there that should not be."""
    if kind is PurgeKind.IDENTITY:
        due = select(func.count()).select_from(tables.participant).where(_is_due(order))
        return int((await session.bulk.all(due))[0][0])
    found = 0
    for deed in deeds:
        counted = select(func.count()).select_from(deed.table).where(deed.of)
        found += (await session.bulk.all(counted))[0][0]
    return found


def _deeds(kind: PurgeKind, order: Retention) -> Sequence[Deed]:
    match kind:
        case PurgeKind.IDENTITY:
            return ()
        case PurgeKind.ANSWERS:
            told = and_(_of(tables.conversation, order), _t.told != "")
            of_answers = [Deed(table, _of(table, order)) for table in _OF_ANSWERS]
            return [*of_answers, Deed(tables.conversation, told, {"told": ""})]
        case PurgeKind.EQUALITY:
            return [Deed(tables.about, _of(tables.about, order))]
        case PurgeKind.MESSAGES:
            return _of_messages(order.messages_before)
        case PurgeKind.MEDIA:
            return [Deed(tables.media, tables.media.c.delete_at <= micros(order.now))]
        case PurgeKind.CASES:
            return _of_cases(order.cases_before)
        case PurgeKind.AUDIT:
            return [Deed(tables.audit, tables.audit.c.at < micros(order.audit_before))]


def _of(table: Table, order: Retention) -> Condition:
    return table.c.consultation.in_(order.answers_of)


def _of_messages(before: datetime) -> Sequence[Deed]:
    came = and_(_in.received_at < micros(before), _in.sealed != "")
    went = and_(_o.changed_at < micros(before), _o.sealed != "", _o.status.not_in(ALIVE))
    return [
        Deed(tables.inbound, came, {"sealed": "", "reason": ""}),
        Deed(tables.outbox, went, {"sealed": ""}),
    ]


def _of_cases(before: datetime) -> Sequence[Deed]:
    t = tables.thread.c
    old = and_(_k.closed_at.is_not(None), _k.closed_at < micros(before))
    its = exists(select(1).where(_k.bucket == t.bucket, _k.id == t.case, old))
    return [Deed(tables.thread, its), Deed(tables.case, old)]


def _is_due(order: Retention) -> Condition:
    """Somebody who can still be told from others, though all that they are in is over."""
    is_known = or_(
        _p.sealed != "",
        _p.token.is_not(None),
        exists(select(1).where(_link.bucket == _p.bucket, _link.participant == _p.id)),
    )
    theirs = and_(_t.bucket == _p.bucket, _t.participant == _p.id)
    is_over = exists(select(1).where(theirs, _t.consultation.in_(order.identity_of)))
    goes_on = exists(select(1).where(theirs, _t.consultation.not_in(order.identity_of)))
    return and_(is_known, is_over, ~goes_on)


async def _retire(session: Session, order: Retention) -> int:
    rows = await session.bulk.all(
        select(_p.id, _p.bucket).where(_is_due(order)).limit(LIMIT_PEOPLE)
    )
    for row in rows:
        await retire(session, row.id, row.bucket)
    return len(rows)

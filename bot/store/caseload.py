"""The people of a link worker: how each stands, and who asked for a reminder.

Rule: states, counts and times; nothing that a person said is ever loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import json
from sqlalchemy import Select, and_, case, exists, func, select

from bot.model import CaseKind, DueKind, MessageKind, Status
from bot.ports import Charge, Nudge
from bot.store import tables
from bot.store.moments import micros, moment
from bot.store.session import Session

_p, _c, _d, _k, _o, _n = (
    tables.participant.c,
    tables.conversation.c,
    tables.due.c,
    tables.case.c,
    tables.outbox.c,
    tables.nudge.c,
)
CALLS = (CaseKind.HANDOVER.value, CaseKind.CALL_THEM.value)
"""Cases in which somebody wants, or should get, a call."""
_REMINDED = (
    _o.consultation == _c.consultation,
    _o.conversation == _c.id,
    tables.OUTREACH,
    _o.kind == int(MessageKind.REMINDER),
    _o.status.not_in(("failed", "cancelled")),
)
"""Of a conversation: a reminder that has left, or is about to."""


async def caseload(session: Session, link_worker: str) -> Sequence[Charge]:
    """The people of a link worker, by name."""
    asked = _charges().where(_p.link_worker == link_worker)
    return [_charge(row, name=_name(session, row)) for row in await session.bulk.all(asked)]


async def unfinished(session: Session, slug: str, person: str = "") -> Sequence[Charge]:
    """Those of a consultation who may still answer, without their names; or, however they stand,
    whoever's id begins with `person`."""
    who = _c.participant.between(person, f"{person}g") if person else tables.UNFINISHED
    asked = _charges().where(_c.consultation == slug, who)
    return [_charge(row) for row in await session.bulk.all(asked)]


def _charges() -> Select[Any]:
    next_at = (
        select(func.min(_d.at))
        .where(_d.bucket == _c.bucket, _d.conversation == _c.id)
        .where(_d.kind.in_([DueKind.REMINDER.value, DueKind.NUDGE.value]))
    )
    last_at = select(func.max(_o.not_before)).where(*_REMINDED)
    wants_call = exists(
        select(1).where(
            _k.bucket == _c.bucket,
            _k.conversation == _c.id,
            _k.closed_at.is_(None),
            _k.kind.in_(CALLS),
        )
    )
    return (
        select(
            _p.bucket, _p.id, _p.sealed, _p.stopped, _c.id.label("conversation"),
            _c.consultation, _c.language, _c.status, _c.heard_at, _c.with_staff, _c.reminded,
            next_at.correlate(tables.conversation).scalar_subquery().label("next_at"),
            last_at.correlate(tables.conversation).scalar_subquery().label("last_at"),
            case((wants_call.correlate(tables.conversation), 1), else_=0).label("wants_call"),
        )
        .select_from(
            tables.participant.join(
                tables.conversation, and_(_c.bucket == _p.bucket, _c.participant == _p.id)
            )
        )
        .where(_c.status != Status.MERGED.value)
        .order_by(_c.began_at, _c.id)
    )  # fmt: skip


def _name(session: Session, row: Any) -> str:
    return session.seal.open(row.sealed, f"participant.sealed.{row.id}") if row.sealed else ""


def _charge(row: Any, name: str = "") -> Charge:
    return Charge(
        bucket=row.bucket,
        participant=UUID(row.id),
        name=name,
        conversation=UUID(row.conversation),
        consultation=row.consultation,
        language=row.language,
        status=Status(row.status),
        is_heard=row.heard_at is not None,
        with_staff=bool(row.with_staff),
        reminded=row.reminded,
        next_at=moment(row.next_at),
        last_at=moment(row.last_at),
        wants_call=bool(row.wants_call),
        is_stopped=bool(row.stopped),
    )


async def was_reminded(session: Session, bucket: int, participant: UUID, since: datetime) -> bool:
    """Whether a reminder has left for somebody since, or is about to."""
    theirs = select(_o.id).where(*_REMINDED, _o.not_before >= micros(since))
    found = select(_c.id).where(
        _c.bucket == bucket, _c.participant == participant.hex, exists(theirs)
    )
    return bool(await session.bulk.all(found.limit(1)))


async def deeds(session: Session, actor: str, action: str, since: datetime) -> int:
    """How often somebody has done something since."""
    a = tables.audit.c
    done = select(func.count()).where(a.actor == actor, a.action == action, a.at >= micros(since))
    return int((await session.bulk.all(done))[0][0])


async def keep_nudges(session: Session, nudges: Mapping[UUID, tuple[int, Nudge]]) -> None:
    """Who asks for a personal reminder, in place of whoever did before."""
    await session.bulk.upsert(
        tables.nudge,
        [
            {
                "bucket": bucket,
                "conversation": key.hex,
                "by": each.by,
                "sealed": session.seal.seal(
                    json.encode([each.name, each.line, micros(each.at)]).decode(),
                    f"nudge.sealed.{key.hex}",
                ),
            }
            for key, (bucket, each) in nudges.items()
        ],
    )


async def nudge(session: Session, bucket: int, conversation: UUID) -> Nudge | None:
    """Who asked for a personal reminder of this conversation."""
    asked = select(_n.by, _n.sealed).where(
        _n.bucket == bucket, _n.conversation == conversation.hex
    )
    rows = await session.bulk.all(asked)
    if not rows:
        return None
    opened = session.seal.open(rows[0].sealed, f"nudge.sealed.{conversation.hex}")
    name, line, at = json.decode(opened)
    return Nudge(name, line, rows[0].by, moment(at))

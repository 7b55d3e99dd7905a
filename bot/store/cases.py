"""Cases: what somebody on our side must look at, whose each is, and what was said in it.

Rule: what was said is sealed, and is read by the case alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import json
from sqlalchemy import ColumnElement, Select, and_, select, update

from bot.model import TALKS, CaseKind, MessageKind, OutboxStatus, Wish
from bot.ports import Case, CaseRow, Line, Person, ThreadRow, Wished, Wishes
from bot.store import tables
from bot.store.bulk import BATCH, in_keys, keys_json
from bot.store.loading import by_participant, load
from bot.store.moments import micros, moment
from bot.store.session import Session

_k, _c, _t = tables.case.c, tables.conversation.c, tables.thread.c


async def talks(session: Session, conversations: Mapping[UUID, int]) -> Sequence[Case]:
    """The open talks of these conversations (and their buckets), the latest first."""
    if not conversations:
        return []
    given = keys_json({key.hex: bucket for key, bucket in conversations.items()})
    theirs = in_keys(tables.case, session.bulk.keyed(), "conversation")
    statement = _cases().where(theirs, _k.kind.in_(sorted(TALKS)), _k.closed_at.is_(None))
    rows = await session.bulk.all(statement.order_by(_k.opened_at.desc()), **{BATCH: given})
    return [_case(row) for row in rows]


async def case_named(session: Session, name: str) -> Sequence[Case]:
    """Cases whose id begins so, closed ones too."""
    rows = await session.bulk.all(_cases().where(_k.id.startswith(name)).limit(2))
    return [_case(row) for row in rows]


async def cases_of(
    session: Session, owners: Sequence[str], kinds: Sequence[CaseKind]
) -> Sequence[Case]:
    """Open cases with one of these owners (`""`: nobody's), the oldest first."""
    statement = _cases().where(_k.owner.in_(owners), _k.closed_at.is_(None))
    wanted = statement.where(_k.kind.in_([kind.value for kind in kinds]))
    rows = await session.bulk.all(wanted.order_by(_k.opened_at, _k.id))
    return [_case(row) for row in rows]


_LOST = (OutboxStatus.FAILED.value, OutboxStatus.CANCELLED.value)


def untold() -> ColumnElement[bool]:
    """Whether nothing that we answered since the case was opened can have reached whoever has
    left: the provider refuses it, as it does once it was told STOP itself."""
    who = tables.participant.c
    has_left = select(1).where(who.bucket == _k.bucket, who.id == _k.participant, who.stopped == 1)
    return and_(has_left.exists(), _answered(is_lost=True), ~_answered(is_lost=False))


def _answered(*, is_lost: bool) -> ColumnElement[bool]:
    """Whether since the case was opened an answer of ours was lost, or one was not."""
    o = tables.outbox.alias("lost" if is_lost else "sent").c
    is_one = o.status.in_(_LOST) if is_lost else o.status.not_in(_LOST)
    return (
        select(1)
        .where(o.bucket == _k.bucket, o.conversation == _k.conversation, o.due >= _k.opened_at)
        .where(o.kind == int(MessageKind.REPLY), is_one)
        .exists()
    )


def _cases() -> Select[Any]:
    return select(
        _k.id, _k.bucket, _k.participant, _k.conversation, _k.consultation, _k.kind, _k.step,
        _k.owner, _k.channel, _c.language, _k.opened_at, _k.closed_at, _k.deadline, _k.wish,
        _k.is_confirmed, _k.paused_at, _k.outcome, _k.decided_by, _k.answers,
        untold().label("is_untold"),
    ).select_from(
        tables.case.outerjoin(
            tables.conversation, and_(_c.bucket == _k.bucket, _c.id == _k.conversation)
        )
    )  # fmt: skip


def _case(row: Any) -> Case:
    return Case(
        id=UUID(row.id),
        bucket=row.bucket,
        participant=UUID(row.participant),
        conversation=UUID(row.conversation) if row.conversation else None,
        consultation=row.consultation,
        kind=CaseKind(row.kind),
        step=row.step,
        owner=row.owner,
        channel=row.channel,
        language=row.language or "",
        opened_at=moment(row.opened_at),
        closed_at=moment(row.closed_at),
        deadline=moment(row.deadline),
        wish=row.wish,
        is_confirmed=bool(row.is_confirmed),
        paused_at=moment(row.paused_at),
        outcome=row.outcome,
        decided_by=row.decided_by,
        answers=row.answers,
        is_untold=bool(row.is_untold),
    )


async def wishes(session: Session, people: Mapping[UUID, int]) -> Wishes:
    """What these people (and their buckets) have asked for, and not got yet."""
    theirs = _k.bucket.in_(sorted(set(people.values())))
    statement = (
        select(_k.participant, _k.wish, _k.id, _k.deadline, _k.opened_at)
        .where(theirs, _k.participant.in_([who.hex for who in people]))
        .where(_k.kind == CaseKind.REQUEST.value, _k.wish != "", _k.closed_at.is_(None))
        .order_by(_k.opened_at.desc())
    )
    return {
        (UUID(row.participant), Wish(row.wish)): Wished(
            UUID(row.id), moment(row.deadline), moment(row.opened_at)
        )
        for row in await session.bulk.all(statement)
    }


async def confirm(session: Session, rows: Sequence[CaseRow]) -> None:
    """Note of requests, those that were open already among them, that the phone confirmed them."""
    sure = {row.id.hex: row.bucket for row in rows if row.is_confirmed}
    if sure:
        meant = (_k.bucket.in_(sorted(set(sure.values()))), _k.id.in_(sorted(sure)))
        await session.bulk.run(update(tables.case).where(*meant).values(is_confirmed=1))


async def pause(session: Session, case: UUID, at: datetime | None, deadline: datetime) -> None:
    """Let the clock of a request stand, or run on to this deadline."""
    session.has_written = True
    stands = {"paused_at": micros(at), "deadline": micros(deadline)}
    await session.bulk.run(update(tables.case).where(_k.id == case.hex).values(stands))


async def move(
    session: Session, owners: Mapping[UUID, str], closed: Mapping[UUID, tuple[datetime, str]]
) -> None:
    """Give cases to others, and close cases; one that is closed stays as it ended."""
    for case, owner in owners.items():
        await session.bulk.run(update(tables.case).where(_k.id == case.hex).values(owner=owner))
    for case, (at, outcome) in closed.items():
        ended = {"closed_at": micros(at), "outcome": outcome}
        is_open = (_k.id == case.hex, _k.closed_at.is_(None))
        await session.bulk.run(update(tables.case).where(*is_open).values(ended))


async def reopen(session: Session, cases: Mapping[UUID, datetime]) -> None:
    """Open cases again that had ended, each until its deadline."""
    for case, deadline in cases.items():
        again = {"closed_at": None, "deadline": micros(deadline)}
        has_ended = (_k.id == case.hex, _k.closed_at.is_not(None))
        await session.bulk.run(update(tables.case).where(*has_ended).values(again))


async def rule(session: Session, case: UUID, outcome: str, by: str, at: datetime) -> bool:
    """Note how a review was answered; whether it was open."""
    session.has_written = True
    ruled = {"outcome": outcome, "decided_by": by, "closed_at": micros(at)}
    is_open = (_k.id == case.hex, _k.closed_at.is_(None))
    statement = update(tables.case).where(*is_open).values(**ruled, answers=_k.answers + 1)
    return bool(await session.bulk.run(statement))


async def reviews(session: Session, slug: str = "") -> Sequence[Case]:
    """Open reviews of a consultation, or of all, those due first."""
    statement = _cases().where(_k.kind == CaseKind.REVIEW.value, _k.closed_at.is_(None))
    if slug:
        statement = statement.where(_k.consultation == slug)
    rows = await session.bulk.all(statement.order_by(_k.deadline, _k.id))
    return [_case(row) for row in rows]


async def keep_thread(session: Session, rows: Sequence[ThreadRow]) -> None:
    """Keep what was said, each thing once."""
    await session.bulk.insert_absent(
        tables.thread,
        [
            {
                "bucket": row.bucket,
                "case": row.case.hex,
                "id": row.id.hex,
                "at": micros(row.at),
                "by": row.by,
                "sealed": session.seal.seal(
                    json.encode([row.text, row.voice]).decode(), f"thread.sealed.{row.id.hex}"
                ),
            }
            for row in rows
        ],
    )


async def thread(session: Session, case: Case) -> Sequence[Line]:
    """What was said in a case, in order."""
    statement = select(_t.id, _t.at, _t.by, _t.sealed).where(
        _t.bucket == case.bucket, _t.case == case.id.hex
    )
    lines = []
    # Of one instant, the person's words come before ours, which answer them.
    for row in await session.bulk.all(statement.order_by(_t.at, _t.by, _t.id)):
        text, voice = json.decode(session.seal.open(row.sealed, f"thread.sealed.{row.id}"))
        lines.append(Line(moment(row.at), text, row.by, voice))
    return lines


async def person(session: Session, bucket: int, participant: UUID) -> Person | None:
    """Somebody by id, locked, with every conversation."""
    keys = {participant.hex: bucket}
    loaded = await load(session, by_participant(session.bulk.keyed()), keys)
    return loaded[0][1].person if loaded else None

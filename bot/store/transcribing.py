"""Recorded answers waiting for a person to write them down, and the words when they have.

Rule: words are written only where the recording is still the person's latest word at that step;
they are a new answer, sealed, and the recording stays until its date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, select, update

from bot.model import CaseKind, Outcome
from bot.ports import Recording, Transcript
from bot.store import tables
from bot.store.moments import micros, moment
from bot.store.session import Session
from bot.store.values import whole

_m, _a, _k, _c = (
    tables.media.c,
    tables.answer.c,
    tables.case.c,
    tables.conversation.c,
)
_HEARD = '{"media":{"file_id":"","kind":"voice"}}'
"""The coded part of an answer by voice."""


async def recordings(session: Session) -> Sequence[Recording]:
    """Answers by voice that stand and are not written down, the oldest first."""
    newest = (
        select(func.max(tables.answer.c.n))
        .where(_a.bucket == _m.bucket, _a.conversation == _m.conversation, _a.step == _m.step)
        .correlate(tables.media)
        .scalar_subquery()
    )
    said = and_(
        _a.bucket == _m.bucket,
        _a.conversation == _m.conversation,
        _a.step == _m.step,
        _a.n == _m.n,
    )
    statement = (
        select(
            _m.id, _a.consultation, _a.conversation, _a.step, _a.language, _m.seconds,
            _m.taken_at, _m.delete_at, _m.is_fetched,
        )
        .select_from(tables.media.join(tables.answer, said))
        .where(_m.n == newest, _a.value == _HEARD)
        .order_by(_m.taken_at, _m.id)
    )  # fmt: skip
    return [
        Recording(
            id=UUID(row.id),
            consultation=row.consultation,
            conversation=UUID(row.conversation),
            step=row.step,
            language=row.language,
            seconds=row.seconds,
            taken_at=moment(row.taken_at),
            delete_at=moment(row.delete_at),
            is_fetched=bool(row.is_fetched),
        )
        for row in await session.bulk.all(statement)
    ]


async def transcribe(session: Session, written: Transcript) -> None:
    """Write the words down as the answer's text, and close the case."""
    session.has_written = True
    key, step = written.of.conversation.hex, written.of.step
    moved = (
        update(tables.conversation)
        .where(_c.id == key)
        .values(revision=_c.revision + 1)
        .returning(_c.bucket, _c.revision)
    )
    ((bucket, n),) = await session.bulk.all(moved)
    await _answer(session, written, (bucket, n))
    await session.bulk.run(
        update(tables.case)
        .where(_k.bucket == bucket, _k.conversation == key, _k.step == step)
        .where(_k.kind == CaseKind.TRANSCRIPTION.value, _k.closed_at.is_(None))
        .values(closed_at=micros(written.at), outcome=written.code or "transcribed")
    )


async def _answer(session: Session, written: Transcript, place: tuple[int, int]) -> None:
    """A copy of what was heard, with the words in place of the file."""
    bucket, n = place
    key, step = written.of.conversation.hex, written.of.step
    heard = select(tables.answer).where(
        _a.bucket == bucket, _a.conversation == key, _a.step == step
    )
    latest = (await session.bulk.all(heard.order_by(_a.n.desc()).limit(1)))[0]
    sealed = session.seal.seal(whole(written.text), f"answer.sealed.{key}.{step}.{n}")
    row = {
        **dict(latest._mapping),  # noqa: SLF001 (SQLAlchemy's documented way to a row's names)
        "n": n,
        "outcome": Outcome.ANSWERED.value,
        "value": None,
        "sealed": sealed,
        "at": micros(written.at),
        "by": written.by,
        "message_id": "",
    }
    await session.bulk.insert(tables.answer, [row])


async def outdated(session: Session, now: datetime) -> int:
    """Delete every recording whose date has come; how many."""
    gone = delete(tables.media).where(_m.delete_at <= micros(now))
    return await session.bulk.run(gone)

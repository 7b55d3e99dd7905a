"""All that a set of turns wants written.

Rule: a statement or two per kind of row, whatever their number; a conversation that moved
meanwhile fails the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from uuid import UUID, uuid5

from msgspec import json

from bot.errors import StaleConversation
from bot.model import Conversation, Media
from bot.ports import AnswerRow, AuditRow, CaseRow, DueRow, Rows
from bot.store import (
    balloting,
    caseload,
    cases,
    echoes,
    erasing,
    merging,
    people,
    tables,
    telling,
    traffic,
)
from bot.store.bulk import Row, Scalar
from bot.store.moments import micros, new_id
from bot.store.outgoing import insert_outbox
from bot.store.session import Session
from bot.store.values import coded, needs_seal, whole

_MEDIA = UUID("5b0f6f0c-8f3b-5d6c-9a0e-2f7c1c6b7a11")
"""Namespace of the ids of files: a replay makes the same one."""
_NOTHING = Rows()


async def write(session: Session, rows: Rows) -> None:
    """Write it all.

    Raises:
        StaleConversation: a revision did not match; nothing may be committed.
    """
    if rows == _NOTHING:
        return
    session.has_written = True
    await people.insert_people(session, rows.people, rows.focus)
    await people.link(session, rows.links, rows.focus)
    await _write_conversations(session, rows)
    await _write_answers(session, rows.answers)
    await _write_dues(session, rows.dues)
    await insert_outbox(session, rows.outbox)
    await session.bulk.insert_absent(tables.case, [_case(row) for row in rows.cases])
    await cases.confirm(session, rows.cases)
    await balloting.keep_proposals(session, rows.statements)
    await cases.keep_thread(session, rows.thread)
    await caseload.keep_nudges(session, rows.nudges)
    await cases.move(session, rows.owners, rows.closed)
    await cases.reopen(session, rows.reopened)
    await echoes.keep(session, rows.echoes)
    await people.set_details(session, rows.details)
    await people.set_languages(session, rows.languages)
    newcomers = {row.participant.id for row in rows.people}
    known = {who: talk for who, talk in rows.focus.items() if who not in newcomers}
    await people.set_focus(session, known)
    await people.set_reachable(session, rows.reachable)
    await people.welcome(session, rows.welcome)
    await people.forget(session, rows.forget)
    await people.unlink(session, rows.unlinks)
    await erasing.forget_about(session, rows.forget_about)
    await merging.merge(session, rows.merges)
    await traffic.keep(session, rows.traffic)
    await audit(session, rows.audit)


async def _write_conversations(session: Session, rows: Rows) -> None:
    was = rows.read_revisions
    now = session.clock.now()
    fresh = [talk for key, talk in rows.conversations.items() if key not in was]
    fresh.sort(key=lambda talk: talk.bucket)  # as the table is: a page of many touches less of it
    said = _said(rows)
    moved = [
        {**_talk(talk), **_more(said[key]), "was_revision": was[key]}
        for key, talk in rows.conversations.items()
        if key in was
    ]
    moved.sort(key=itemgetter("id"))  # locks are taken in one order
    new = [{**_new_talk(talk, now), "told": telling.begun(said[talk.id])} for talk in fresh]
    await session.bulk.insert(tables.conversation, new)
    matched = await session.bulk.update(
        tables.conversation, ("bucket", "id", "was_revision"), moved
    )
    if matched != len(moved):
        raise StaleConversation(f"{len(moved) - matched} conversations moved meanwhile")


def _said(rows: Rows) -> Mapping[UUID, Sequence[AnswerRow]]:
    """What each conversation is told in this turn; equality answers are no part of it."""
    found: dict[UUID, list[AnswerRow]] = {key: [] for key in rows.conversations}
    for row in rows.answers:
        if not row.is_about:
            found.setdefault(row.conversation, []).append(row)
    return found


def _more(said: Sequence[AnswerRow]) -> Row:
    lines, seen = telling.told(said)
    return {"more_told": lines, "seen_told": seen}


def _new_talk(talk: Conversation, now: datetime) -> Row:
    return {
        **_talk(talk),
        "participant": talk.participant.hex,
        "consultation": talk.consultation,
        "source": talk.source,
        "wave": talk.wave,
        "began_at": micros(now),
    }


def _talk(talk: Conversation) -> Row:
    pending = talk.pending
    return {
        "bucket": talk.bucket,
        "id": talk.id.hex,
        "version": talk.version,
        "language": talk.language,
        "status": talk.status.value,
        "step": talk.step,
        "visited": _words(talk.visited),
        "misses": talk.misses,
        "shown": _words(talk.order),
        "pending": _json([pending.kind, *pending.values]) if pending else None,
        "revision": talk.revision,
        "wording": talk.wording,
        "reminded": talk.reminded,
        "asked_at": micros(talk.asked_at),
        "heard_at": micros(talk.heard_at),
        "changing": int(talk.changing),
        "offered": _words(talk.offered),
        "with_staff": int(talk.with_staff),
    }


def _json(value: object) -> str:
    return json.encode(value).decode()


def _words(words: Sequence[str]) -> str:
    return _json(words) if words else "[]"


async def _write_answers(session: Session, answers: Sequence[AnswerRow]) -> None:
    """A step answered twice in one turn keeps the last word."""
    told = {(row.conversation, row.step, row.n): row for row in answers if not row.is_about}
    await session.bulk.insert(tables.answer, [_answer(session, row) for row in told.values()])
    asked = {(row.participant, row.consultation, row.step): row for row in answers if row.is_about}
    await session.bulk.upsert(tables.about, [_about(session, row) for row in asked.values()])
    files = [row for row in told.values() if _file(row) is not None]
    await session.bulk.insert_absent(tables.media, [_media(session, row) for row in files])


def _answer(session: Session, row: AnswerRow) -> Row:
    value = row.answer.value
    key = row.conversation.hex
    sealed = ""
    if value is not None and needs_seal(value, is_free_text=row.is_free_text):
        sealed = session.seal.seal(whole(value), f"answer.sealed.{key}.{row.step}.{row.n}")
    return {
        "bucket": row.bucket,
        "conversation": key,
        "step": row.step,
        "n": row.n,
        "participant": row.participant.hex,
        "consultation": row.consultation,
        "outcome": row.answer.outcome.value,
        "value": None if value is None else coded(value, is_free_text=row.is_free_text),
        "sealed": sealed,
        "language": row.language,
        "channel": row.channel,
        "version": row.version,
        "wording": row.wording,
        "at": micros(row.at),
        "by": row.by,
        "is_late": int(row.is_late),
        "message_id": row.message_id,
    }


def _about(session: Session, row: AnswerRow) -> Row:
    """No conversation, participant or moment: only the key leads here."""
    value = row.answer.value
    bucket, key = session.seal.about(row.participant)
    told = "" if value is None else whole(value)
    plain = None if value is None else coded(value, is_free_text=row.is_free_text)
    words = _json([row.answer.outcome.value, told, plain])
    return {
        "bucket": bucket,
        "about": key,
        "consultation": row.consultation,
        "step": row.step,
        "n": row.n,
        "sealed": session.seal.seal(words, f"about.sealed.{key}.{row.consultation}.{row.step}"),
    }


def _file(row: AnswerRow) -> Media | None:
    """The file of an answer that has one to fetch: a location is none."""
    value = row.answer.value
    return value if isinstance(value, Media) and value.kind != "location" else None


def _media(session: Session, row: AnswerRow) -> Row:
    file = _file(row)
    assert file is not None  # noqa: S101 (the caller chose rows with a file)
    key = uuid5(_MEDIA, f"{row.conversation.hex}.{row.step}.{row.n}").hex
    return {
        "id": key,
        "bucket": row.bucket,
        "conversation": row.conversation.hex,
        "channel": row.channel,
        "sealed": session.seal.seal(file.file_id, f"media.sealed.{key}"),
        "step": row.step,
        "n": row.n,
        "seconds": file.seconds,
        "taken_at": micros(row.at),
        "delete_at": micros(row.delete_at),
    }


async def _write_dues(session: Session, dues: Iterable[DueRow]) -> None:
    """The last word on each key counts."""
    latest = {(row.bucket, row.conversation, row.kind): row for row in dues}
    wanted: list[Row] = []
    done: list[Row] = []
    for row in latest.values():
        key: dict[str, Scalar] = {
            "bucket": row.bucket,
            "conversation": row.conversation.hex,
            "kind": row.kind.value,
        }
        if row.at is None:
            done.append(key)
        else:
            wanted.append({**key, "consultation": row.consultation, "at": micros(row.at)})
    await session.bulk.delete(tables.due, done)
    await session.bulk.upsert(tables.due, wanted)


def _case(row: CaseRow) -> Row:
    return {
        "bucket": row.bucket,
        "id": row.id.hex,
        "participant": row.participant.hex,
        "conversation": row.conversation.hex if row.conversation else None,
        "consultation": row.consultation,
        "kind": row.kind.value,
        "step": row.step,
        "owner": row.owner,
        "channel": row.channel,
        "opened_at": micros(row.opened_at),
        "deadline": micros(row.deadline),
        "wish": row.wish,
        "is_confirmed": int(row.is_confirmed),
    }


async def audit(session: Session, deeds: Sequence[AuditRow]) -> None:
    """Note deeds, in order."""
    await session.bulk.insert(
        tables.audit,
        [
            {
                "id": new_id(session.clock.now()).hex,
                "at": micros(row.at),
                "actor": row.actor,
                "action": row.action,
                "subject": row.subject,
                "detail": _json(dict(row.detail)),
            }
            for row in deeds
        ],
    )

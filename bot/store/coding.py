"""Answers in words, the codes given to them, and their translations.

Rule: words are opened for whoever codes or translates, never to count; a code, a translation or a
quote of an earlier version of an answer is as if it were not there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from msgspec import json
from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, delete, func, select

from bot.model import Outcome, Status
from bot.ports.coding import CodingRow, TranslationRow
from bot.results.coding.remarks import Code, Coding, Remark
from bot.store import tables, themed
from bot.store.bulk import Row
from bot.store.moments import micros
from bot.store.session import Session
from bot.store.values import parse

_a, _t = tables.answer.c, tables.conversation.c
_k, _b, _w = themed.coding.c, themed.codebook.c, themed.translation.c
_ID_DIGITS = 14


async def codebook(session: Session, slug: str) -> Mapping[str, Sequence[Code]]:
    """The codes of each question, in order."""
    asked = select(_b.step, _b.code, _b.label, _b.definition).where(_b.consultation == slug)
    found: dict[str, list[Code]] = {}
    for step, *fields in await session.bulk.all(asked.order_by(_b.step, _b.place)):
        found.setdefault(step, []).append(Code(*fields))
    return found


async def remarks(session: Session, slug: str, step: str) -> Sequence[Remark]:
    """Everybody's latest words at a step, in an order that tells nothing."""
    rows = await session.bulk.all(_said(), slug=slug, step=step)
    codings = await _codings(session, slug, step)
    translations = await _translations(session, slug, step)
    found = []
    for row in rows:
        place = f"answer.sealed.{row.conversation}.{step}.{row.n}"
        text = parse(session.seal.open(row.sealed, place))
        if isinstance(text, str):  # a recording that nobody wrote down has no words yet
            version = (row.conversation, row.n)
            found.append(
                Remark(
                    id=pseudonym(session, slug, row.conversation, step),
                    key=(row.bucket, UUID(row.conversation), row.n),
                    language=row.language,
                    text=text,
                    translation=translations.get(version, ""),
                    codings=codings.get(version, {}),
                )
            )
    return sorted(found, key=lambda each: each.id)


def pseudonym(session: Session, slug: str, conversation: str, step: str) -> str:
    """Names one answer outside the store; nothing leads back without the key."""
    keyed = session.seal.index("remark", slug, conversation, step)
    return f"r{hashlib.sha256(keyed.encode()).hexdigest()[:_ID_DIGITS]}"


async def given(session: Session, slug: str) -> Mapping[str, Mapping[str, str]]:
    """By conversation and step, the codes that count, as JSON: of those steps at which everybody's
    latest words have some."""
    found: dict[str, dict[str, str]] = {}
    coded: Counter[str] = Counter()
    for conversation, step, codes in await session.bulk.all(_counted(), slug=slug):
        found.setdefault(conversation, {})[step] = codes
        coded[step] += 1
    answered = dict(await session.bulk.all(_answered(), slug=slug)) if coded else {}
    whole = {step for step, n in coded.items() if n == answered.get(step)}
    return {
        conversation: {step: codes for step, codes in steps.items() if step in whole}
        for conversation, steps in found.items()
    }


async def coded_steps(session: Session, slug: str) -> Mapping[str, Sequence[Code]]:
    """The codebooks of those steps."""
    books = await codebook(session, slug)
    steps = {step for steps in (await given(session, slug)).values() for step in steps}
    return {step: book for step, book in books.items() if step in steps}


async def uses(session: Session, slug: str, step: str) -> Mapping[str, int]:
    """By code, the latest answers that carry it, whoever gave it."""
    found: dict[str, int] = {}
    for codings in (await _codings(session, slug, step, newest=True)).values():
        for code in {code for each in codings.values() for code in each.codes}:
            found[code] = found.get(code, 0) + 1
    return found


def answered_as(row: Any) -> ColumnElement[bool]:  # Any: the columns of a table
    """Whether an answer is the one that *row* is about, and was one."""
    return and_(
        _a.bucket == row.bucket,
        _a.conversation == row.conversation,
        _a.step == row.step,
        _a.n == row.n,
        _a.outcome == Outcome.ANSWERED.value,
    )


def latest(table: Table) -> Any:  # Any: SQLAlchemy's scalar subquery
    """The latest version of the answer that a row of *table* is about."""
    each = table.c
    return (
        select(func.max(_a.n))
        .where(_a.bucket == each.bucket, _a.conversation == each.conversation)
        .where(_a.step == each.step)
        .correlate(table)
        .scalar_subquery()
    )


async def save_codebook(session: Session, slug: str, step: str, book: Sequence[Code]) -> None:
    """Keep a codebook in place of the one before."""
    session.has_written = True
    stands = and_(_b.consultation == slug, _b.step == step)
    await session.bulk.run(delete(themed.codebook).where(stands))
    rows: list[Row] = [
        {
            "consultation": slug,
            "step": step,
            "code": each.code,
            "label": each.label,
            "definition": each.definition,
            "place": place,
        }
        for place, each in enumerate(book)
    ]
    await session.bulk.insert(themed.codebook, rows)


async def keep_codings(session: Session, rows: Sequence[CodingRow], at: datetime) -> None:
    """Keep what a coder gave, in place of what they gave before."""
    session.has_written = True
    written: list[Row] = [
        {
            **_of_answer(row.slug, row.step, row.key),
            "place": row.place,
            "codes": json.encode(row.coding.codes).decode(),
            "by": row.coding.by,
            "at": micros(at),
        }
        for row in rows
    ]
    await session.bulk.upsert(themed.coding, written)


async def keep_translations(
    session: Session, rows: Sequence[TranslationRow], at: datetime
) -> None:
    """Keep translations, in place of those before."""
    session.has_written = True
    written: list[Row] = [
        {
            **_of_answer(row.slug, row.step, row.key),
            "sealed": session.seal.seal(row.text, _place("translation", row.step, row.key)),
            "by": row.by,
            "at": micros(at),
        }
        for row in rows
    ]
    await session.bulk.upsert(themed.translation, written)


def _of_answer(slug: str, step: str, key: tuple[int, UUID, int]) -> dict[str, str | int | None]:
    bucket, conversation, n = key
    return {
        "bucket": bucket,
        "conversation": conversation.hex,
        "step": step,
        "n": n,
        "consultation": slug,
    }


def _place(table: str, step: str, key: tuple[int, UUID, int]) -> str:
    """What a sealed text of an answer is bound to."""
    return f"{table}.sealed.{key[1].hex}.{step}.{key[2]}"


async def _codings(
    session: Session, slug: str, step: str, *, newest: bool = False
) -> Mapping[tuple[str, int], Mapping[int, Coding]]:
    """By conversation and version, then by place."""
    asked = select(_k.conversation, _k.n, _k.place, _k.by, _k.codes)
    asked = asked.where(_k.consultation == slug, _k.step == step)
    if newest:
        asked = asked.where(_k.n == latest(themed.coding))
    found: dict[tuple[str, int], dict[int, Coding]] = {}
    for conversation, n, place, by, codes in await session.bulk.all(asked):
        coding = Coding(by, tuple(json.decode(codes)))
        found.setdefault((conversation, n), {})[place] = coding
    return found


async def _translations(session: Session, slug: str, step: str) -> Mapping[tuple[str, int], str]:
    asked = select(_w.bucket, _w.conversation, _w.n, _w.sealed)
    rows = await session.bulk.all(asked.where(_w.consultation == slug, _w.step == step))
    return {
        (conversation, n): session.seal.open(
            sealed, _place("translation", step, (bucket, UUID(conversation), n))
        )
        for bucket, conversation, n, sealed in rows
    }


@lru_cache
def _said() -> Select[Any]:
    """Everybody's latest answer at a step, where it has words."""
    newest = func.row_number().over(
        partition_by=(_a.bucket, _a.conversation), order_by=_a.n.desc()
    )
    said = (
        select(
            _a.bucket, _a.conversation, _a.n, _a.language, _a.sealed, _a.outcome,
            newest.label("age"),
        )
        .select_from(tables.conversation)
        .join(tables.answer, and_(_a.bucket == _t.bucket, _a.conversation == _t.id))
        .where(_t.consultation == bindparam("slug"), _t.status != Status.MERGED.value)
        .where(_a.step == bindparam("step"))
        .subquery("said")
    )  # fmt: skip
    c = said.c
    return select(c.bucket, c.conversation, c.n, c.language, c.sealed).where(
        c.age == 1, c.outcome == Outcome.ANSWERED.value, c.sealed != ""
    )


@lru_cache
def _counted() -> Select[Any]:
    """The codes that count of each answer: those settled, else the first coder's."""
    weight = func.row_number().over(
        partition_by=(_k.bucket, _k.conversation, _k.step), order_by=_k.place
    )
    said = (
        select(_k.conversation, _k.step, _k.codes, weight.label("weight"))
        .select_from(themed.coding)
        .join(tables.answer, answered_as(_k))
        .join(tables.conversation, and_(_t.bucket == _k.bucket, _t.id == _k.conversation))
        .where(_k.consultation == bindparam("slug"), _t.status != Status.MERGED.value)
        .where(_k.n == latest(themed.coding))
        .subquery("said")
    )
    c = said.c
    return select(c.conversation, c.step, c.codes).where(c.weight == 1)


@lru_cache
def _answered() -> Select[Any]:
    """By step that somebody has coded, the people who answered it."""
    steps = select(_k.step).where(_k.consultation == bindparam("slug"))
    newest = func.row_number().over(
        partition_by=(_a.bucket, _a.conversation, _a.step), order_by=_a.n.desc()
    )
    said = (
        select(_a.step, _a.outcome, newest.label("age"))
        .select_from(tables.conversation)
        .join(tables.answer, and_(_a.bucket == _t.bucket, _a.conversation == _t.id))
        .where(_t.consultation == bindparam("slug"), _t.status != Status.MERGED.value)
        .where(_a.step.in_(steps))
        .subquery("said")
    )
    c = said.c
    answered = (c.age == 1, c.outcome == Outcome.ANSWERED.value)
    return select(c.step, func.count()).where(*answered).group_by(c.step)

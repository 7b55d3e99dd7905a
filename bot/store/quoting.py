"""Words that may be printed: kept redacted and sealed, and only as long as the person lets us.

Rule: whether a quote may be printed is asked anew each time: of an answer that was changed, or of
a person who has taken their word back, nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from msgspec import json
from sqlalchemy import Select, and_, bindparam, delete, func, select

from bot.model import Outcome, Status
from bot.ports import QuoteRow
from bot.results.coding.quotes import CONSENT, Quote
from bot.results.coding.remarks import Codes
from bot.store import tables, themed
from bot.store.bulk import Row
from bot.store.coding import answered_as, latest, pseudonym
from bot.store.moments import micros, moment
from bot.store.session import Session
from bot.store.splits import SPLITS

_q, _k = themed.quote.c, themed.coding.c
_a, _t, _p = tables.answer.c, tables.conversation.c, tables.participant.c
_YES = "true"


async def keep_quote(session: Session, row: QuoteRow, at: datetime) -> None:
    """Keep it, in place of what stood for the same answer."""
    session.has_written = True
    bucket, conversation, n = row.key
    place = _place(conversation.hex, row.step, n)
    written: Row = {
        "bucket": bucket,
        "conversation": conversation.hex,
        "step": row.step,
        "n": n,
        "consultation": row.slug,
        "sealed": session.seal.seal(json.encode([row.text, row.translation]).decode(), place),
        "facet": row.facet,
        "by": row.by,
        "at": micros(at),
    }
    await session.bulk.upsert(themed.quote, [written])


async def drop_quote(session: Session, step: str, key: tuple[int, UUID, int]) -> None:
    """It is printed no more."""
    session.has_written = True
    bucket, conversation, _ = key
    its = (_q.bucket == bucket, _q.conversation == conversation.hex, _q.step == step)
    await session.bulk.run(delete(themed.quote).where(*its))


async def quotes(session: Session, slug: str) -> Sequence[Quote]:
    """What may be printed now, by question, in an order that tells nothing."""
    rows = await session.bulk.all(_printable(), slug=slug)
    codes = await _codes(session, slug) if rows else {}
    found = []
    for row in rows:
        place = _place(row.conversation, row.step, row.n)
        text, translation = json.decode(session.seal.open(row.sealed, place))
        key = (row.bucket, UUID(row.conversation), row.n)
        value = await told_of(session, key, row.facet) if row.facet else ""
        found.append(
            Quote(
                id=pseudonym(session, slug, row.conversation, row.step),
                step=row.step,
                key=key,
                codes=codes.get((row.conversation, row.step), ()),
                language=row.language,
                text=text,
                translation=translation,
                facet=row.facet,
                value=value,
                by=row.by,
                at=moment(row.at),
            )
        )
    return sorted(found, key=lambda each: (each.step, each.id))


async def may_print(session: Session, slug: str) -> Set[UUID]:
    """Conversations of those whose words may be printed."""
    return {UUID(row.id) for row in await session.bulk.all(_agreed(), slug=slug)}


async def told_of(session: Session, key: tuple[int, UUID, int], facet: str) -> str:
    """One thing of whoever gave an answer."""
    asked = (
        select(SPLITS[facet].label("value"))
        .select_from(tables.conversation)
        .join(tables.participant, and_(_p.bucket == _t.bucket, _p.id == _t.participant))
        .where(_t.bucket == key[0], _t.id == key[1].hex)
    )
    rows = await session.bulk.all(asked)
    return str(rows[0].value or "") if rows else ""


def _place(conversation: str, step: str, n: int) -> str:
    return f"quote.sealed.{conversation}.{step}.{n}"


async def _codes(session: Session, slug: str) -> Mapping[tuple[str, str], Codes]:
    """What counts of each answer: what was settled, else what the first coder gave."""
    theirs = select(_q.conversation).where(_q.consultation == slug)
    asked = select(_k.conversation, _k.step, _k.codes).where(_k.consultation == slug)
    asked = asked.where(_k.conversation.in_(theirs))
    found: dict[tuple[str, str], Codes] = {}
    for conversation, step, codes in await session.bulk.all(asked.order_by(_k.place.desc())):
        found[conversation, step] = tuple(json.decode(codes))
    return found


@lru_cache
def _agreed() -> Select[Any]:
    newest = func.row_number().over(
        partition_by=(_a.bucket, _a.conversation), order_by=_a.n.desc()
    )
    said = (
        select(_t.bucket, _t.id, _a.outcome, _a.value, newest.label("age"))
        .select_from(tables.conversation)
        .join(tables.answer, and_(_a.bucket == _t.bucket, _a.conversation == _t.id))
        .where(_t.consultation == bindparam("slug"), _t.status != Status.MERGED.value)
        .where(_a.step == CONSENT)
        .subquery("agreed")
    )
    is_yes = (said.c.age == 1, said.c.outcome == Outcome.ANSWERED.value, said.c.value == _YES)
    return select(said.c.bucket, said.c.id).where(*is_yes)


@lru_cache
def _printable() -> Select[Any]:
    """From the quotes, which are few, and not from everybody who agreed: the public page asks."""
    word = tables.answer.alias("word")
    w, each = word.c, tables.answer.alias("each").c
    last = (
        select(func.max(each.n))
        .where(each.bucket == w.bucket, each.conversation == w.conversation)
        .where(each.step == CONSENT)
        .correlate(word)
        .scalar_subquery()
    )
    agreed = and_(
        w.bucket == _q.bucket,
        w.conversation == _q.conversation,
        w.step == CONSENT,
        w.n == last,
        w.outcome == Outcome.ANSWERED.value,
        w.value == _YES,
    )
    stands = and_(
        _t.bucket == _q.bucket, _t.id == _q.conversation, _t.status != Status.MERGED.value
    )
    return (
        select(
            _q.bucket, _q.conversation, _q.step, _q.n, _q.sealed, _q.facet, _q.by, _q.at,
            _a.language,
        )
        .select_from(themed.quote)
        .join(word, agreed)
        .join(tables.conversation, stands)
        .join(tables.answer, answered_as(_q))
        .where(_q.consultation == bindparam("slug"), _q.n == latest(themed.quote))
    )  # fmt: skip

"""People of a consultation row by row, for analysts.

Rule: read bucket by bucket, so that a hundred thousand do not stand in memory as rows; words are
opened only where they were asked for; equality answers are in another table and never come here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from bot.model import Media, Other, Outcome, Status, Value
from bot.results.respondents import Given, Respondent
from bot.store import tables
from bot.store.session import Session
from bot.store.splits import SPLITS
from bot.store.telling import CONSENT
from bot.store.values import parse

BUCKETS = 256
_ID_DIGITS = 16
_t, _p, _a = tables.conversation.c, tables.participant.c, tables.answer.c


async def respondents(session: Session, slug: str, *, with_text: bool) -> Sequence[Respondent]:
    """Everybody who answered something, in an order that tells nothing."""
    found: list[Respondent] = []
    for bucket in range(BUCKETS):
        people = await session.bulk.all(_people(), slug=slug, bucket=bucket)
        if people:
            answers = await _answers(session, slug, bucket, with_text=with_text)
            found += [
                _respondent(session, slug, row, answers[row.id])
                for row in people
                if row.id in answers
            ]
    return sorted(found, key=lambda each: each.id)


async def versions(session: Session, slug: str) -> Sequence[str]:
    """Hashes of the questions that anybody was asked."""
    asked = select(_t.version).where(_t.consultation == slug).distinct().order_by(_t.version)
    return [version for (version,) in await session.bulk.all(asked)]


def pseudonym(session: Session, slug: str, participant: str) -> str:
    """Names a person in one consultation's export; nothing leads back without the key."""
    keyed = session.seal.index("respondent", slug, participant)
    return f"p{hashlib.sha256(keyed.encode()).hexdigest()[:_ID_DIGITS]}"


@lru_cache
def _people() -> Select[Any]:
    columns = (SPLITS[name].label(name) for name in ("channel", "source", "area", "segment"))
    return (
        select(_t.id, _t.participant, _t.status, _t.language, _t.version, *columns)
        .select_from(tables.conversation)
        .join(tables.participant, and_(_p.bucket == _t.bucket, _p.id == _t.participant))
        .where(_t.bucket == bindparam("bucket"), _t.consultation == bindparam("slug"))
        .where(_t.status != Status.MERGED.value)
    )


@lru_cache
def _latest() -> Select[Any]:
    newest = func.row_number().over(partition_by=(_a.conversation, _a.step), order_by=_a.n.desc())
    columns = (_a.conversation, _a.step, _a.n, _a.outcome, _a.value, _a.sealed, _a.by, _a.is_late)
    said = (
        select(*columns, newest.label("age"))
        .where(_a.bucket == bindparam("bucket"), _a.consultation == bindparam("slug"))
        .where(~_a.step.startswith(CONSENT, autoescape=True))
        .subquery("said")
    )
    return select(said).where(said.c.age == 1)


class _Said(dict[str, Given]):
    """A conversation's answers, and how they came."""

    is_assisted = False
    is_late = False


async def _answers(
    session: Session, slug: str, bucket: int, *, with_text: bool
) -> Mapping[str, _Said]:
    found: dict[str, _Said] = {}
    for row in await session.bulk.all(_latest(), slug=slug, bucket=bucket):
        said = found.setdefault(row.conversation, _Said())
        said.is_assisted |= bool(row.by)
        said.is_late |= bool(row.is_late)
        text = _words(session, row) if with_text and row.sealed else ""
        value = parse(row.value) if row.value else None
        said[row.step] = Given(Outcome(row.outcome), value, text)
    return found


def _words(session: Session, row: Any) -> str:  # Any: a row of the database
    """What a person wrote freely: a remark, or what they chose beside the list."""
    place = f"answer.sealed.{row.conversation}.{row.step}.{row.n}"
    return _text(parse(session.seal.open(row.sealed, place)))


def _text(value: Value) -> str:
    match value:
        case Other(text=text):
            return text
        case tuple():
            return "; ".join(_text(pick) for pick in value if isinstance(pick, Other))
        case str():
            return value
        case Media():
            return ""  # a recording that nobody wrote down
        case _:
            return ""


def _respondent(session: Session, slug: str, row: Any, said: _Said) -> Respondent:  # Any: as above
    return Respondent(
        id=pseudonym(session, slug, row.participant),
        status=row.status,
        language=row.language,
        channel=row.channel,
        area=row.area,
        segment=row.segment,
        source=row.source,
        version=row.version,
        is_assisted=said.is_assisted,
        is_late=said.is_late,
        answers=dict(said),
    )

"""People of a consultation row by row, for analysts.

Rule: told bucket by bucket, so that a hundred thousand never stand in memory; words are opened
only where they were asked for; equality answers are in another table and never come here.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Select, and_, bindparam, select

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


async def respondents(
    session: Session, slug: str, *, with_text: bool
) -> AsyncIterator[Respondent]:
    """Everybody who answered something, in the order in which they lie: whoever writes them down
    puts them into another, for this one is the same in every consultation."""
    for bucket in range(BUCKETS):
        people = await session.bulk.all(_people(), slug=slug, bucket=bucket)
        answers = (
            await _answers(session, slug, bucket, with_text=with_text) if people else _NOTHING
        )
        for row in people:
            if row.id in answers:
                yield _respondent(session, slug, row, answers[row.id])


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
def _all_said() -> Select[Any]:
    """As they lie, so that nothing is sorted: of one question the latest comes last."""
    return (
        select(_a.conversation, _a.step, _a.n, _a.outcome, _a.value, _a.sealed, _a.by, _a.is_late)
        .where(_a.bucket == bindparam("bucket"), _a.consultation == bindparam("slug"))
        .where(~_a.step.startswith(CONSENT, autoescape=True))
        .order_by(_a.conversation, _a.step, _a.n)
    )


class _Said(dict[str, Given]):
    """A conversation's answers, and how they came."""

    is_assisted = False
    is_late = False


async def _answers(
    session: Session, slug: str, bucket: int, *, with_text: bool
) -> Mapping[str, _Said]:
    found: dict[str, _Said] = {}
    rows = await session.bulk.all(_all_said(), slug=slug, bucket=bucket)
    for _, (*_, row) in groupby(rows, key=attrgetter("conversation", "step")):
        said = found.setdefault(row.conversation, _Said())
        said.is_assisted |= bool(row.by)
        said.is_late |= bool(row.is_late)
        given = _given(row.outcome, row.value)
        if with_text and row.sealed:
            given = replace(given, text=_words(session, row))
        said[sys.intern(row.step)] = given
    return found


_NOTHING: Mapping[str, _Said] = {}


@lru_cache(maxsize=4096)
def _given(outcome: str, value: str | None) -> Given:
    """A coded answer, one and the same for all who gave it."""
    return Given(Outcome(outcome), parse(value) if value else None)


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
        status=sys.intern(row.status),
        language=sys.intern(row.language),
        channel=sys.intern(row.channel),
        area=sys.intern(row.area),
        segment=sys.intern(row.segment),
        source=sys.intern(row.source),
        version=sys.intern(row.version),
        is_assisted=said.is_assisted,
        is_late=said.is_late,
        answers=dict(said),
    )

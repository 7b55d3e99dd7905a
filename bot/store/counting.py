"""Tallies and the funnel, counted in SQL.

Rule: free text is never loaded to count: answers are grouped by their coded part, people once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
    true,
)

from bot.errors import Refused
from bot.model import CaseKind, OutboxStatus, Outcome, Status, Tally
from bot.ports import CaseView, Standing
from bot.store import coding, tables, telling
from bot.store.cases import untold
from bot.store.moments import moment
from bot.store.session import Session
from bot.store.sparing import CAPPED
from bot.store.splits import CAME_BY, REPEAT, SPLITS, WAVE

FUNNEL = (
    "invited",
    "delivered",
    "failed",
    "started",
    "partial",
    "completed",
    "declined",
    "stopped",
    "expired",
)

_t, _p, _a, _o = tables.conversation.c, tables.participant.c, tables.answer.c, tables.outbox.c
_ENDED = (Status.COMPLETED, Status.DECLINED, Status.STOPPED, Status.EXPIRED)


async def tallies(
    session: Session, slug: str, facets: Sequence[str] = (), *, is_coded: bool = False
) -> Sequence[Tally]:
    """Latest answers by step, outcome and coded value: for everybody, then by each facet; and,
    with no step, who took part.

    A multiple choice or ranking counts by its whole list, so that a person stands in one row. With
    `is_coded`, so do words of which every answer has its codes, by the list of those.
    Equality answers are counted for everybody only.

    Raises:
        Refused: a facet that is not one.
    """
    unknown = [facet for facet in facets if facet not in _FACETS]
    if unknown:
        raise Refused(f"answers cannot be split by {unknown[0]!r}: use {', '.join(_FACETS)}")
    people: dict[tuple[str, ...], list[str]] = {}
    codes = await coding.given(session, slug) if is_coded else {}
    for row in await session.bulk.all(_people(), slug=slug):
        text = telling.latest(row[-1])
        if codes:
            text = telling.with_codes(text, codes.get(row[0], {}))
        if telling.took_part(text):
            groups = (*row[1:-1], telling.channel(text), _help(text))
            people.setdefault(groups, []).append(text)
    return [*await _about(session, slug), *_tallied(people, facets)]


_FACETS = ("language", "area", "segment", "source", "wave", "repeat", "channel", "help")
"""In the order of `_people`, then what the text itself tells."""


@lru_cache
def _people() -> Select[Any]:
    """One row a conversation: what it can be split by, and what it has come to."""
    return (
        select(_t.id, _t.language, _p.area, _p.segment, CAME_BY, WAVE, REPEAT, _t.told)
        .select_from(_with_people())
        .where(_t.consultation == bindparam("slug"), _t.status != Status.MERGED.value)
        .where(_t.told != "")
    )


def _help(text: str) -> str:
    return "helped" if telling.is_helped(text) else "alone"


def _tallied(
    people: Mapping[tuple[str, ...], Sequence[str]], facets: Sequence[str]
) -> Iterator[Tally]:
    """Lines are counted once for each set of groups, then added up by facet."""
    by: dict[tuple[str, str], Counter[str]] = {("", ""): Counter()}
    sizes: Counter[tuple[str, str]] = Counter()
    for groups, texts in people.items():
        lines = telling.counted(texts)
        named = dict(zip(_FACETS, groups, strict=True))
        for place in (("", ""), *((facet, named[facet]) for facet in facets)):
            by.setdefault(place, Counter()).update(lines)
            sizes[place] += len(texts)
    for (facet, value), found in by.items():
        if sizes[facet, value]:
            n = sizes[facet, value]
            yield Tally("", Outcome.ANSWERED, "", n, facet, value)
        yield from _of_lines(found, facet, value)


def _of_lines(lines: Mapping[str, int], facet: str, value: str) -> Iterator[Tally]:
    counted: dict[tuple[str, Outcome, str], list[int]] = {}
    for line, n in lines.items():
        step, outcome, coded, is_late, is_helped = telling.read(line)
        total = counted.setdefault((step, outcome, coded), [0, 0, 0])
        for place, is_so in enumerate((True, is_late, is_helped)):
            total[place] += n * is_so
    for (step, outcome, coded), (n, late, helped) in sorted(counted.items()):
        yield Tally(step, outcome, coded, n, facet, value, late, helped)


async def _about(session: Session, slug: str) -> list[Tally]:
    """Equality answers have to be opened to be counted; nothing joins them to a person."""
    stored = tables.about.c
    statement = select(stored.about, stored.step, stored.sealed).where(stored.consultation == slug)
    counted: Counter[tuple[str, str, str]] = Counter()
    for key, step, sealed in await session.bulk.all(statement):
        place = f"about.sealed.{key}.{slug}.{step}"
        outcome, _, coded = json.loads(session.seal.open(sealed, place))
        counted[step, outcome, coded or ""] += 1
    return [
        Tally(step, Outcome(outcome), value, n)
        for (step, outcome, value), n in sorted(counted.items())
    ]


async def bases(session: Session, slug: str) -> Mapping[str, int]:
    """People by furthest state, in the funnel's nine words; they sum to everybody, invited or
    come by themselves."""
    return (await funnels(session, slug, "")).get("", _words({}))


async def funnels(session: Session, slug: str, facet: str) -> Mapping[str, Mapping[str, int]]:
    """The funnel of each value of a facet, empty where it is not known.

    Raises:
        Refused: a facet that is not one.
    """
    if facet not in SPLITS:
        raise Refused(f"people cannot be split by {facet!r}: use {', '.join(SPLITS)[2:]}")
    found: dict[str, dict[str, int]] = {}
    for value, word, n in await session.bulk.all(_funnel(facet), slug=slug):
        found.setdefault(value, {})[word] = n
    return {value: _words(words) for value, words in sorted(found.items())}


async def joined(session: Session, slug: str) -> Mapping[str, int]:
    """Of the funnel, those who came in by a joining word."""
    rows = await session.bulk.all(_funnel("", is_joined=True), slug=slug)
    return _words({word: n for _, word, n in rows})


def _words(found: Mapping[str, int]) -> Mapping[str, int]:
    return {word: found.get(word, 0) for word in FUNNEL}


@lru_cache
def _funnel(facet: str, *, is_joined: bool = False) -> Select[Any]:
    """One word per conversation: how it ended, else what was said in it, else what became of
    the messages that were to open it. People are looked up only where they must be: that takes
    most of the time."""
    ended = [(_t.status == status.value, status.value) for status in _ENDED]
    has_left = and_(_t.status.in_([s.value for s in Status if s.is_open]), _has_stopped())
    furthest = case(
        *ended,
        (has_left, "stopped"),
        (has_answered(), "partial"),
        (_t.heard_at.is_not(None), "started"),
        (_was(OutboxStatus.DELIVERED), "delivered"),
        (_was(OutboxStatus.FAILED), "failed"),
        else_="invited",
    )
    words = (
        select(SPLITS[facet].label("value"), furthest.label("word"))
        .select_from(_with_people() if facet else tables.conversation)
        .where(_t.consultation == bindparam("slug"), _t.status != Status.MERGED.value)
        .where(_t.source != "" if is_joined else true())
        .subquery("words")
    )
    keys = (words.c.value, words.c.word)
    return select(*keys, func.count()).group_by(*keys)


def _with_people() -> FromClause:
    ours = and_(_p.bucket == _t.bucket, _p.id == _t.participant)
    return tables.conversation.join(tables.participant, ours)


def _has_stopped() -> ColumnElement[bool]:
    their = tables.participant.alias("their").c
    return exists(
        select(1)
        .where(their.bucket == _t.bucket, their.id == _t.participant, their.stopped == 1)
        .correlate(tables.conversation)
    )


def has_answered() -> ColumnElement[bool]:
    """Consent alone is not an answer; an equality answer cannot be seen from here."""
    return exists(
        select(1)
        .select_from(tables.answer)
        .where(_a.bucket == _t.bucket, _a.conversation == _t.id)
        .where(
            _a.outcome == Outcome.ANSWERED.value,
            ~_a.step.startswith(telling.CONSENT, autoescape=True),
        )
    )


def _was(status: OutboxStatus) -> ColumnElement[bool]:
    return exists(
        select(1)
        .select_from(tables.outbox)
        .where(_o.consultation == _t.consultation, _o.conversation == _t.id, tables.OUTREACH)
        .where(_o.status == status.value)
    )


async def standing(session: Session, slug: str) -> Standing:
    """Funnel, outbox, quarantine (of all consultations: a poison message names none), cases."""
    sent = select(_o.status, func.count()).where(_o.consultation == slug).group_by(_o.status)
    aside = select(func.count()).where(tables.inbound.c.state == literal_column("'quarantined'"))
    capped = (
        select(func.count())
        .where(_o.consultation == slug, _o.status == literal_column("'queued'"))
        .where(_o.code == literal_column(f"'{CAPPED}'"))
    )
    counted = {OutboxStatus(word): n for word, n in await session.bulk.all(sent)}
    return Standing(
        funnel=await bases(session, slug),
        joined=await joined(session, slug),
        outbox={status: counted.get(status, 0) for status in OutboxStatus},
        quarantined=(await session.bulk.all(aside))[0][0],
        cases=await _cases(session, slug),
        held_back=(await session.bulk.all(capped))[0][0],
    )


async def _cases(session: Session, slug: str) -> tuple[CaseView, ...]:
    c = tables.case.c
    statement = (
        select(
            c.id,
            c.kind,
            c.consultation,
            c.conversation,
            c.step,
            c.opened_at,
            c.deadline,
            c.wish,
            c.owner,
            untold().label("is_untold"),
        )
        .where(c.consultation == slug, c.closed_at.is_(None))
        .order_by(c.opened_at, c.id)
    )
    return tuple(
        CaseView(
            id=UUID(row.id),
            kind=CaseKind(row.kind),
            consultation=row.consultation,
            conversation=UUID(row.conversation) if row.conversation else None,
            step=row.step,
            opened_at=moment(row.opened_at),
            deadline=moment(row.deadline),
            wish=row.wish,
            owner=row.owner,
            is_untold=bool(row.is_untold),
        )
        for row in await session.bulk.all(statement)
    )

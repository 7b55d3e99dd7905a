"""The community's profile, who of it took part, and the tasks that follow.

Rule: people are counted in SQL, each once; no answer is read, only whether there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, delete, func, or_, select

from bot.errors import Refused
from bot.model import CaseKind, Status
from bot.ports import Task
from bot.results.profile import FACETS, Group
from bot.store import tables
from bot.store.bulk import Row
from bot.store.counting import has_answered
from bot.store.moments import moment
from bot.store.session import Session
from bot.store.splits import SPLITS

_t, _p, _g, _k = (
    tables.conversation.c,
    tables.participant.c,
    tables.profile.c,
    tables.case.c,
)


async def save_profile(session: Session, slug: str, groups: Sequence[Group]) -> None:
    """Keep a profile in place of the one before."""
    session.has_written = True
    await session.bulk.run(delete(tables.profile).where(_g.consultation == slug))
    rows: list[Row] = [
        {
            "consultation": slug,
            "facet": group.facet,
            "value": group.value,
            "share": group.share,
            "target": group.target,
            "source": group.source,
            "place": place,
        }
        for place, group in enumerate(groups)
    ]
    await session.bulk.insert(tables.profile, rows)


async def profile(session: Session, slug: str) -> Sequence[Group]:
    """The groups of a profile, in the file's order."""
    asked = select(_g.facet, _g.value, _g.share, _g.target, _g.source)
    rows = await session.bulk.all(asked.where(_g.consultation == slug).order_by(_g.place))
    return [Group(*row) for row in rows]


async def took_part(
    session: Session, slug: str, facets: Sequence[str], *, is_everybody: bool = False
) -> Mapping[str, Mapping[str, int]]:
    """People who answered something (or everybody), by facet and value.

    Raises:
        Refused: a facet that is not one.
    """
    return {
        facet: dict(await session.bulk.all(_counted(facet, is_everybody=is_everybody), slug=slug))
        for facet in map(_checked, facets)
    }


async def helpers(
    session: Session, slug: str, facets: Sequence[str]
) -> Mapping[str, Mapping[str, str]]:
    """By facet and value, the link worker who has most people of it."""
    found: dict[str, dict[str, str]] = {}
    for facet in map(_checked, facets):
        best = found.setdefault(facet, {})
        for value, name, _ in await session.bulk.all(_helping(facet), slug=slug):
            best.setdefault(value, name)
    return found


async def tasks(session: Session, slug: str) -> Sequence[Task]:
    """Every task of a consultation, the oldest first."""
    asked = (
        select(_k.id, _k.step, _k.owner, _k.opened_at, _k.closed_at, _k.outcome)
        .where(_k.consultation == slug, _k.kind == CaseKind.GAP.value)
        .order_by(_k.opened_at, _k.step)
    )
    return [
        Task(
            id=UUID(row.id),
            consultation=slug,
            group=row.step,
            owner=row.owner,
            opened_at=moment(row.opened_at),
            closed_at=moment(row.closed_at),
            outcome=row.outcome,
        )
        for row in await session.bulk.all(asked)
    ]


def _checked(facet: str) -> str:
    if facet not in FACETS:
        raise Refused(f"a profile cannot be by {facet!r}: use {', '.join(FACETS)}")
    return facet


@lru_cache
def _counted(facet: str, *, is_everybody: bool) -> Select[Any]:
    people = _people(SPLITS[facet].label("value"))
    if not is_everybody:
        people = people.where(or_(has_answered(), _t.status == Status.COMPLETED.value))
    found = people.subquery("found")
    return select(found.c.value, func.count()).group_by(found.c.value)


@lru_cache
def _helping(facet: str) -> Select[Any]:
    people = _people(SPLITS[facet].label("value"), _p.link_worker)
    found = people.where(_p.link_worker != "").subquery("found")
    n = func.count().label("n")
    keys = (found.c.value, found.c.link_worker)
    return select(*keys, n).group_by(*keys).order_by(n.desc(), found.c.link_worker)


def _people(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(tables.conversation)
        .join(tables.participant, and_(_p.bucket == _t.bucket, _p.id == _t.participant))
        .where(_t.consultation == bindparam("slug"), _t.status != Status.MERGED.value)
    )

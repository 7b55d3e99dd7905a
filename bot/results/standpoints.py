"""What each opinion group agrees on, where the groups differ, and what all of them share.

Rule: made of published shares alone, so that it can tell nothing that they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from bot.questions.stance import AGREE, DISAGREE
from bot.results.ground import SHARED
from bot.results.summary import Counts, Group, Opinions

LIMIT_SHOWN = 5
"""Statements told of one group, or as parting them."""
DIFFERENT = 20
"""Points between two groups from which on a statement is told as parting them. Ours, and told."""
CLEAR = 0.5
"""A mean silhouette from which on groups are commonly held to be real."""
SIDES = (AGREE, DISAGREE)


class View(Struct, frozen=True):
    """What a group makes of a statement, in percent of those of it who voted; `None`: starred."""

    vote: str
    agree: int | None
    disagree: int | None
    apart: int = 0
    """By how many points, at least, it differs from the mean of the other groups, on the side on
    which it differs most."""

    @property
    def side(self) -> str:
        """What more of it do, as far as is known."""
        return AGREE if (self.agree or 0) >= (self.disagree or 0) else DISAGREE

    @property
    def share(self) -> int:
        """Of those who do."""
        return max(self.agree or 0, self.disagree or 0)

    def within(self, side: str) -> tuple[int, int]:
        """The least and the most that a share can be: where it is starred, what the other leaves
        of all."""
        own, other = (self.agree, self.disagree) if side == AGREE else (self.disagree, self.agree)
        return (0, 100 - (other or 0)) if own is None else (own, own)


class Shared(Struct, frozen=True):
    """A statement that every group takes the same way."""

    vote: str
    side: str
    least: int
    """The smallest share of a group, in percent."""


class Parting(Struct, frozen=True):
    """A statement that parts the groups, as each of them takes it."""

    vote: str
    gap: int
    """Points, at least, between the two that are furthest apart."""
    views: Mapping[str, View]
    """By group."""


def is_clear(found: Opinions) -> bool:
    """Whether the groups lie apart, and do not run into each other."""
    return found.apart is None or found.apart >= CLEAR


def distinct(found: Opinions) -> Mapping[str, tuple[View, ...]]:
    """By group, the statements on which it differs most from the others, that first."""
    every = _views(found)
    return {name: _first(_apart(name, every), lambda each: each.apart) for name in every}


def agreed(found: Opinions) -> Mapping[str, tuple[View, ...]]:
    """By group, the statements that most of it take the same way, but for those that all groups
    share."""
    common = {each.vote for each in shared(found)}
    return {
        name: _first(
            (each for n, each in views.items() if each.share >= SHARED and n not in common),
            lambda each: each.share,
        )
        for name, views in _views(found).items()
    }


def parting(found: Opinions) -> tuple[Parting, ...]:
    """The statements on which the groups are furthest apart, but for those that all share."""
    common = {each.vote for each in shared(found)}
    every = _views(found)
    told = [
        Parting(n, _gap(views), views)
        for n in _votes(found)
        if n not in common
        and (views := {name: mine[n] for name, mine in every.items() if n in mine})
    ]
    told.sort(key=lambda each: (-each.gap, each.vote))
    return tuple(each for each in told[:LIMIT_SHOWN] if each.gap >= DIFFERENT)


def shared(found: Opinions) -> tuple[Shared, ...]:
    """The statements that most of every group take the same way, the most widely shared first."""
    every = _views(found).values()
    told = []
    for n in _votes(found):
        views = [mine[n] for mine in every if n in mine]
        if len(views) == len(found.groups) and len({each.side for each in views}) == 1:
            told.append(Shared(n, views[0].side, min(each.share for each in views)))
    told.sort(key=lambda each: (-each.least, each.vote))
    return tuple(each for each in told if each.least >= SHARED)


# ── Shares ────────────────────────────────────────────────────────────────────────────────────


def _views(found: Opinions) -> Mapping[str, Mapping[str, View]]:
    """By group and statement."""
    return {group.value: {each.vote: each for each in _of(group)} for group in found.groups}


def _of(group: Group) -> Iterator[View]:
    for each in group.questions:
        if isinstance(each, Counts):
            shares = {cell.id: cell.percent for cell in each.cells}
            yield View(each.step, shares.get(AGREE), shares.get(DISAGREE))


def _votes(found: Opinions) -> list[str]:
    return sorted({each.step for group in found.groups for each in group.questions})


def _first(views: Iterator[View], key: Callable[[View], int]) -> tuple[View, ...]:
    ordered = sorted(views, key=lambda each: (-key(each), each.vote))
    return tuple(each for each in ordered[:LIMIT_SHOWN] if key(each))


def _apart(name: str, every: Mapping[str, Mapping[str, View]]) -> Iterator[View]:
    for n, mine in every[name].items():
        others = [views[n] for other, views in every.items() if other != name and n in views]
        apart = max(map(round, (_between(mine, others, side) for side in SIDES))) if others else 0
        yield View(n, mine.agree, mine.disagree, apart)


def _between(mine: View, others: Sequence[View], side: str) -> float:
    """Points, at least, between one group and the mean of others."""
    least, most = mine.within(side)
    lows, highs = (sum(each.within(side)[end] for each in others) for end in (0, 1))
    return max(0.0, least - highs / len(others), lows / len(others) - most)


def _gap(views: Mapping[str, View]) -> int:
    return max(
        max(each.within(side)[0] for each in views.values())
        - min(each.within(side)[1] for each in views.values())
        for side in SIDES
    )

"""Shared ground: statements that people agree on, or reject, whatever group they are of.

Rule: made of published figures alone, so that it can tell nothing that they do not; a group of
which a figure is hidden is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from bot.questions.stance import AGREE, DISAGREE
from bot.questions.statements import step_of
from bot.results.summary import Counts, Figures, Summary

BY = ("language", "area")
"""The groups that must share it."""
SHARED = 60
"""Percent of every group, at least. Ours; it is told wherever shared ground is shown."""


class Leaning(Struct, frozen=True):
    """What one group made of a statement."""

    by: str
    value: str
    agree: int
    """Percent of those who voted on it, from published counts."""
    disagree: int


class Ground(Struct, frozen=True):
    """One statement, over all groups."""

    vote: str
    """Id of the vote, `step.statement`."""
    agree: int
    disagree: int
    groups: tuple[Leaning, ...] = ()

    @property
    def least(self) -> int:
        """The smallest share that leans as the whole does, of any group or of the whole: rounded
        as they are, all groups can pass a share that the whole does not."""
        if not self.groups:
            return 0
        if self.agree >= self.disagree:
            return min(self.agree, *(each.agree for each in self.groups))
        return min(self.disagree, *(each.disagree for each in self.groups))

    @property
    def shared(self) -> str:
        """`agree` or `disagree`, where two groups or more are known and all lean that way."""
        kinds = {by: sum(each.by == by for each in self.groups) for by in BY}
        if max(kinds.values()) < 2 or self.least < SHARED:
            return ""
        return AGREE if self.agree >= self.disagree else DISAGREE


def shared_ground(figures: Figures) -> tuple[Ground, ...]:
    """Every statement with published votes, the most widely shared first."""
    groups: dict[str, list[Leaning]] = {}
    for vote, leaning in _leanings(figures):
        groups.setdefault(vote, []).append(leaning)
    found = [
        Ground(vote, agree, disagree, tuple(groups.get(vote, ())))
        for vote, (agree, disagree) in _shares(figures.questions)
    ]
    return tuple(sorted(found, key=lambda each: (not each.shared, -each.least, each.vote)))


def _leanings(figures: Figures) -> Iterator[tuple[str, Leaning]]:
    """What each group that is known made of each statement."""
    facets = (facet for facet in figures.facets if facet.by in BY)
    for by, group in ((each.by, group) for each in facets for group in each.groups):
        for vote, (agree, disagree) in _shares(group.questions) if group.value else ():
            yield vote, Leaning(by, group.value, agree, disagree)


def _shares(questions: tuple[Summary, ...]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Of each vote, percent agreeing and disagreeing; none where either is hidden."""
    for each in questions:
        if not isinstance(each, Counts) or not step_of(each.step)[1]:
            continue
        shares: Mapping[str, int | None] = {cell.id: cell.percent for cell in each.cells}
        agree, disagree = shares.get(AGREE), shares.get(DISAGREE)
        if agree is not None and disagree is not None:
            yield each.step, (agree, disagree)

"""True counts → what is shown of them, given what is hidden.

Rule: rounds, stars and leaves out; decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec.structs import asdict

from bot.questions.delphi import Delphi
from bot.questions.number import Number
from bot.questions.scale import Scale
from bot.results.measures import borda, points, spread, taken
from bot.results.rating import rating, scored, shares
from bot.results.raw import Raw, under
from bot.results.summary import (
    Aside,
    Cell,
    Consensus,
    Counting,
    Counts,
    Marks,
    Numbers,
    Summary,
    Texts,
)
from bot.results.tables import Release, SmallNumbers, percent

_COUNTED_AS: Mapping[str, Counting] = {
    "multi_choice": Counting.PICKS,
    "ranking": Counting.FIRST_CHOICES,
    "points": Counting.PICKS,
}


class Showing:
    """One release, as its reader sees it."""

    def __init__(self, release: Release, people: int) -> None:
        self._limits, self._release, self._people = release.limits, release, people

    def base(self, count: int) -> int | None:
        """Rounded; `None` where it is too small."""
        return self._limits.rounded(count) if count >= self._limits.base else None

    def summary(self, n: str, raw: Raw) -> Summary:
        """A question, for everybody."""
        hidden = self._release.hidden
        if n in hidden.tables:
            return _nothing(raw)
        aside = {
            Aside(cell): None
            if (n, "aside", cell) in hidden.stars
            else self._limits.rounded(count)
            for cell, count in raw.table(self._people).aside.items()
        }
        stars = {cell for step, part, cell in hidden.stars if (step, part) == (n, "cells")}
        return self._shown(raw, raw.cells, stars, aside)

    def row(self, n: str, raw: Raw, at: tuple[str, str]) -> Summary:
        """A question, for one group."""
        group = raw.groups[at[0]][at[1]]
        hidden = self._release.hidden
        stars = {cell for step, by, value, cell in hidden.inner if (step, by, value) == (n, *at)}
        cells = under(raw, group.cells) if raw.is_counted_by_cell else {}
        return self._shown(group, cells, stars, {})

    def _shown(
        self,
        raw: Raw,
        counts: Mapping[str, int],
        stars: Collection[str],
        aside: Mapping[Aside, int | None],
    ) -> Summary:
        step, base, marks = raw.step, self._limits.rounded(raw.base), self._marks(raw)
        if not raw.is_counted_by_cell:
            if isinstance(step.question, Number):
                found = spread(raw.numbers)
                return Numbers(
                    step.id, base, aside, **asdict(found), is_about=step.about, marks=marks
                )
            return Texts(step.id, base, aside, step.about, marks)
        cells = published(counts, base, stars, self._limits)
        if isinstance(step.question, Delphi) and aside:
            return self._rated(raw, step.question, cells, aside)
        measured = isinstance(step.question, Scale | Number)
        found = spread(taken(cells, self._limits) if measured else ())
        return Counts(
            step=step.id,
            counting=_counting(raw),
            base=base,
            cells=cells,
            aside=aside,
            **asdict(found),
            borda=borda(raw.places, self._limits) if aside else (),
            points=points(raw.levels, stars, self._limits) if aside else (),
            is_about=step.about,
            labels=raw.codes,
            marks=marks,
        )

    def _rated(
        self,
        raw: Raw,
        question: Delphi,
        cells: tuple[Cell, ...],
        aside: Mapping[Aside, int | None],
    ) -> Summary:
        """An item, for everybody. What is told of true counts leaves every story as it is."""
        base, marks = self._limits.rounded(raw.base), self._marks(raw)
        found = rating(raw.cells, scored(question), self._limits)
        upper, lower = shares(found, question.agree.share, base)
        least, most = question.agree.within
        return Counts(
            step=raw.step.id,
            counting=_counting(raw),
            base=base,
            cells=cells,
            aside=aside,
            median=found.median,
            quarter=found.quarter,
            three_quarters=found.three_quarters,
            marks=marks,
            consensus=Consensus(least, most, question.agree.share, upper, lower, found.is_settled),
        )

    def _marks(self, raw: Raw) -> Marks:
        return Marks(self._limits.shown(raw.late), self._limits.shown(raw.assisted))


def published(
    counts: Mapping[str, int], base: int, stars: Collection[str], limits: SmallNumbers
) -> tuple[Cell, ...]:
    """Counts with their share of a rounded base."""
    return tuple(
        Cell(cell, None) if cell in stars else Cell(cell, n, percent(n, base) if base else None)
        for cell, n in ((cell, limits.rounded(count)) for cell, count in counts.items())
    )


def _nothing(raw: Raw) -> Summary:
    step = raw.step
    if raw.is_counted_by_cell:
        return Counts(step.id, _counting(raw), None, is_about=step.about)
    if isinstance(step.question, Number):
        return Numbers(step.id, None, is_about=step.about)
    return Texts(step.id, None, is_about=step.about)


def _counting(raw: Raw) -> Counting:
    if raw.codes:
        return Counting.PICKS
    return _COUNTED_AS.get(raw.step.question.type, Counting.PEOPLE)

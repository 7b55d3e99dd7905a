"""When another story is told: in which releases, and who came so that it can be.

Rule: before it, and after, all is as it was. Somebody who came just before it stands elsewhere as
long as it is told; somebody who came just before its end stands where the first had stood, from
then on: those two have only changed answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import NamedTuple, TypeAlias

from bot.results.noticing import count_of, known
from bot.results.tables import NOBODY, UNPICKED, At, Release

Count: TypeAlias = Callable[[Release], int | None]
"""How many people of some kind a release is made of; `None`: it does not tell them apart."""


class Span(NamedTuple):
    """Releases, by place."""

    start: int
    """The first in which the story is told."""
    end: int
    """The first in which it is told no more."""


class Arrivals:
    """Who came between releases, the oldest first."""

    def __init__(self, releases: Sequence[Release]) -> None:
        self._releases = releases

    def spans(
        self, place: int, is_quiet: Callable[[Release], bool] = lambda _: True
    ) -> Iterator[Span]:
        """All with this release in them, and with quiet ones only."""

        def quiet(places: range) -> Sequence[int]:
            return list(takewhile(lambda n: is_quiet(self._releases[n]), places))

        ends = quiet(range(place, len(self._releases)))
        return (Span(start, n + 1) for start in quiet(range(place, -1, -1)) for n in ends)

    def allow(self, n: str, down: str, up: str, span: Span) -> bool:
        """Whether somebody came to one cell just before, and to the other just before the end."""
        return self._rose(partial(_stood, n, down, up), partial(_stood, n, up, down), span)

    def allow_row(self, at: At, down: str, up: str, span: Span) -> bool:
        """The same, in one group."""
        count = partial(_stood_in_row, at)
        return self._rose(partial(count, down, up), partial(count, up, down), span)

    def allow_groups(self, left: At, joined: At, cell: str, span: Span) -> bool:
        """Whether somebody who stands here came to one group just before, and to the other just
        before the end."""
        came, back = (partial(_stood_in_row, at, cell, "") for at in (left, joined))
        return self._rose(came, back, span)

    def allow_sizes(self, facet: str, left: str, joined: str, span: Span) -> bool:
        """The same, whatever they answered."""
        return self._rose(partial(_size, facet, left), partial(_size, facet, joined), span)

    def _rose(self, came: Count, back: Count, span: Span) -> bool:
        """Whether one is more from the start on than before, and the other from the end on."""
        return self._rose_at(came, span.start) and self._rose_at(back, span.end)

    def _rose_at(self, count: Count, place: int) -> bool:
        """Of what is not known on both sides, nothing is noticed."""
        if not 0 < place < len(self._releases):
            return True
        then = next(filter(_is_known, map(count, reversed(self._releases[:place]))), None)
        now = next(filter(_is_known, map(count, self._releases[place:])), None)
        return then is None or now is None or now > then


def _is_known(count: int | None) -> bool:
    return count is not None


def _stood(n: str, cell: str, other: str, release: Release) -> int | None:
    """People who stand in a cell of a question, or have not picked the other."""
    if n not in release.tables:
        return None
    table = release.tables[n]
    if cell == UNPICKED:
        return table.base - count_of(table, other)
    return count_of(table, known(table, cell))


def _stood_in_row(at: At, cell: str, other: str, release: Release) -> int | None:
    """The same of a group; of asides no more is known than how many have not answered."""
    n, facet, group = at
    if n not in release.tables or facet not in release.tables[n].facets:
        return None
    table, size = release.tables[n], release.sizes[facet].get(group, 0)
    row = table.facets[facet].get(group, NOBODY)
    if cell == UNPICKED:
        return row.base - row.cells.get(other, 0)
    at_cell = known(table, cell)
    return row.cells.get(at_cell, 0) if at_cell in table.cells else size - row.base


def _size(facet: str, group: str, release: Release) -> int | None:
    """People of a group."""
    return release.sizes[facet].get(group, 0) if facet in release.sizes else None

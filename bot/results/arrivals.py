"""When another story is told: in which releases, and who came so that it can be.

Rule: before it, and after, all is as it was. Somebody who came just before it stands elsewhere as
long as it is told; somebody who came just before its end stands where the first had stood, from
then on: those two have only changed answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple, TypeAlias

from bot.results.noticing import count_of, known
from bot.results.tables import NOBODY, UNPICKED, Release, Table

At: TypeAlias = tuple[str, str, str]
"""Step, facet and group."""


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
        """All that have this release in them; of others, only quiet ones."""
        before = takewhile(lambda n: is_quiet(self._releases[n]), reversed(range(place)))
        after = takewhile(
            lambda n: is_quiet(self._releases[n]), range(place + 1, len(self._releases))
        )
        ends = [place + 1, *(n + 1 for n in after)]
        return (Span(start, end) for start in (place, *before) for end in ends)

    def allow(self, n: str, down: str, up: str, span: Span) -> bool:
        """Whether somebody came to one cell just before, and to the other just before the end."""

        def stood(release: Release, cell: str, other: str) -> int | None:
            return _stood(release.tables[n], cell, other) if n in release.tables else None

        return self._rose(lambda each: stood(each, down, up), span.start) and self._rose(
            lambda each: stood(each, up, down), span.end
        )

    def allow_row(self, at: At, down: str, up: str, span: Span) -> bool:
        """The same, in one group."""
        return self._rose(lambda each: _stood_in_row(each, at, down, up), span.start) and (
            self._rose(lambda each: _stood_in_row(each, at, up, down), span.end)
        )

    def allow_groups(self, left: At, joined: At, cell: str, span: Span) -> bool:
        """Whether somebody who stands here came to one group just before, and to the other just
        before the end."""
        return self._rose(lambda each: _stood_in_row(each, left, cell, ""), span.start) and (
            self._rose(lambda each: _stood_in_row(each, joined, cell, ""), span.end)
        )

    def allow_sizes(self, facet: str, left: str, joined: str, span: Span) -> bool:
        """The same, whatever they answered."""

        def size(release: Release, group: str) -> int | None:
            return release.sizes[facet].get(group, 0) if facet in release.sizes else None

        return self._rose(lambda each: size(each, left), span.start) and self._rose(
            lambda each: size(each, joined), span.end
        )

    def _rose(self, count: Callable[[Release], int | None], place: int) -> bool:
        """Whether it is more from this place on than before; of a count that is not known on both
        sides nothing is noticed."""
        if not 0 < place < len(self._releases):
            return True
        then = next(filter(_is_known, map(count, reversed(self._releases[:place]))), None)
        now = next(filter(_is_known, map(count, self._releases[place:])), None)
        return then is None or now is None or now > then


def _is_known(count: int | None) -> bool:
    return count is not None


def _stood(table: Table, cell: str, other: str) -> int:
    """People who stand in a cell, or have not picked the other."""
    if cell == UNPICKED:
        return table.base - count_of(table, other)
    return count_of(table, known(table, cell))


def _stood_in_row(release: Release, at: At, cell: str, other: str) -> int | None:
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

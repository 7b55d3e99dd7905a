"""Stories in which one person is of another group, with all that they answered.

Rule: as all stories: what is published stays the same to the last figure, and who was asked a
question answered another so that they could be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.results.arrivals import Arrivals, Span
from bot.results.noticing import base_looks_same, gains, room, row_unnoticed
from bot.results.tables import NOBODY, SKIPPED, At, Release, Route


class Belonging:
    """All releases of a consultation, the one to be judged last."""

    def __init__(self, releases: Sequence[Release], routes: Sequence[Route]) -> None:
        self._releases = releases
        self._routes = routes
        self._arrivals = Arrivals(releases)

    def of_size(self, facet: str, group: str) -> bool:
        """How many are of a hidden group, last, has a story: one of them is of another group,
        with all that they answered."""
        return self._belongs((facet, group), {}, len(self._releases) - 1)

    def of_another(self, at: At, cell: str, place: int) -> bool:
        """The same of release `place`, of somebody who answered this question; with this cell, if
        one is named."""
        n, facet, group = at
        release = self._releases[place]
        if (facet, group) not in release.hidden.groups:
            return False
        row = release.tables[n].facets.get(facet, {}).get(group, NOBODY)
        cells = [cell] if cell else [*row.cells]
        return any(self._belongs((facet, group), {n: each}, place) for each in cells)

    def _belongs(self, at: tuple[str, str], said: Mapping[str, str], place: int) -> bool:
        """`said`: what they are known to have answered, by step."""
        facet, group = at
        return any(
            self._joins((facet, left), (facet, joined), said, span)
            for other in self._releases[place].sizes[facet]
            if other != group
            for left, joined in ((group, other), (other, group))
            for span in self._arrivals.spans(place)
        )

    def _joins(
        self,
        left: tuple[str, str],
        joined: tuple[str, str],
        said: Mapping[str, str],
        span: Span,
    ) -> bool:
        return self._arrivals.allow_sizes(*left, joined[1], span) and all(
            self._joins_release(release, left, joined, said, span)
            for release in self._releases[slice(*span)]
            if left[0] in release.sizes
        )

    def _joins_release(
        self,
        release: Release,
        left: tuple[str, str],
        joined: tuple[str, str],
        said: Mapping[str, str],
        span: Span,
    ) -> bool:
        sizes = release.sizes[left[0]]
        if sizes.get(left[1], 0) < 1:
            return False
        for group, by in ((left, -1), (joined, 1)):
            size, is_shown = sizes.get(group[1], 0), group not in release.hidden.groups
            if is_shown and not base_looks_same(release.limits, size, size + by):
                return False
        ways = {
            n: tuple(
                way
                for way in _ways(release, (n, said.get(n)), left, joined)
                if self._arrivals.allow_groups((n, *left), (n, *joined), way, span)
            )
            for n, table in release.tables.items()
            if left[0] in table.facets and release.hidden.splits(n, left[0])
        }
        routes = [each for each in self._routes if each.of in ways and each.asked in ways]
        return all(ways.values()) and _agree(release, ways, routes, left)


def _ways(
    release: Release,
    asked: tuple[str, str | None],
    left: tuple[str, str],
    joined: tuple[str, str],
) -> Iterator[str]:
    """Where somebody can have stood who changes groups: in a cell, or nowhere."""
    n, said = asked
    table, hidden = release.tables[n], release.hidden
    rows = table.facets[left[0]]
    row, to = rows.get(left[1], NOBODY), rows.get(joined[1], NOBODY)
    if said is None and row.base < release.sizes[left[0]][left[1]]:
        yield SKIPPED
    for cell in row.cells if said is None else (said,):
        if row_unnoticed(release, (n, *left), cell, SKIPPED) and (
            not hidden.shows(n, *joined) or gains(release, (n, *joined), to, cell)
        ):
            yield cell


def _agree(
    release: Release,
    ways: Mapping[str, Sequence[str]],
    routes: Sequence[Route],
    left: tuple[str, str],
) -> bool:
    """Whether somebody can have stood in one of the ways at each question, asked as they were."""
    names = list(dict.fromkeys(n for each in routes for n in (each.of, each.asked)))

    def holds(route: Route, said: Mapping[str, str]) -> bool:
        before, after = said[route.of], said[route.asked]
        if after != SKIPPED:
            return before not in route.bars
        return before in route.bars or room(release, route, left) >= 1

    def goes_on(said: dict[str, str]) -> bool:
        if len(said) == len(names):
            return True
        n = names[len(said)]
        for way in ways[n]:
            now = {**said, n: way}
            known = (e for e in routes if n in (e.of, e.asked) and e.of in now and e.asked in now)
            if all(holds(each, now) for each in known) and goes_on(now):
                return True
        return False

    return goes_on({})

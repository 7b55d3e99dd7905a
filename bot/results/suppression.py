"""Which counts may be shown: small ones never, nor anything from which they follow.

Rule: for every count that is hidden because it is small there is another story, in which it is one
more or one less, and in which all that is ever published is the same to the last figure: every
sum, every group, every earlier snapshot. `stories` looks for it; where there is none, more is
hidden here.

The method is that of NHS hospital statistics: star 1 to 7, round the rest to 5, or stricter. What
was published under other limits is judged by those: each release has its own. Rounding alone
does not keep the promise: cells 8, 8 and 1 are shown as 10, 10 and a star under a base of 15, and
only 1 fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from bot.results.stories import Stories
from bot.results.tables import Hidden, InnerKey, Key, Release, SmallNumbers, Table, after, before


def protect(fresh: Release, earlier: Sequence[Release] = ()) -> Hidden:
    """What to hide so that tables about the same people can be shown side by side.

    Args:
        fresh: the true counts of all that will be shown together; `hidden` is not read.
        earlier: what was published of the same consultation, the oldest first.

    Returns:
        What is starred or hidden. A table, a row or a group whose base is too small is hidden.
    """
    hiding = _Hiding(fresh, earlier)
    for facet in fresh.sizes:
        hiding.hide_groups(facet)
    for n in fresh.tables:
        hiding.hide_counts(n)
    return hiding.now


class _Hiding:
    """What is hidden so far: begins with what is small, and grows until every story is told."""

    def __init__(self, fresh: Release, earlier: Sequence[Release]) -> None:
        self._fresh, self._earlier = fresh, earlier
        self._limits = limits = fresh.limits
        tables = fresh.tables.items()
        self.now = Hidden(
            stars=frozenset(key for n, table in tables for key in _small(n, table, limits)),
            tables=frozenset(n for n, table in tables if table.base < limits.base),
            groups=frozenset(
                (facet, group)
                for facet, sizes in fresh.sizes.items()
                for group, size in sizes.items()
                if size < limits.base
            ),
            rows=frozenset(
                (n, facet, group)
                for n, table in tables
                for facet, rows in table.facets.items()
                for group, row in rows.items()
                if row.base < limits.base
            ),
            inner=frozenset(key for n, table in tables for key in _inner(n, table, limits)),
        )

    @property
    def _stories(self) -> Stories:
        return Stories((*self._earlier, replace(self._fresh, hidden=self.now)))

    # ── Groups ────────────────────────────────────────────────────────────────────────────────

    def hide_groups(self, facet: str) -> None:
        """Hide groups until nobody's size can be worked out of the others'."""
        sizes = self._fresh.sizes[facet]
        while self._size_is_open(facet):
            shown = [g for g in sizes if (facet, g) not in self.now.groups]
            more = {(facet, min(shown, key=lambda group: (sizes[group], group)))}
            self.now = replace(self.now, groups=self.now.groups | more)

    def _size_is_open(self, facet: str) -> bool:
        sizes = self._fresh.sizes[facet]
        gone = [group for group in sizes if (facet, group) in self.now.groups]
        if not any(sizes[group] for group in gone) or len(gone) == len(sizes):
            return False
        if len(gone) > 1 and sum(sizes[group] for group in gone) >= self._limits.base:
            return False  # one of them could be in another of them
        stories = self._stories
        return not all(stories.belonging.of_size(facet, group) for group in gone if sizes[group])

    # ── One question ──────────────────────────────────────────────────────────────────────────

    def hide_counts(self, n: str) -> None:
        """Hide more of one question, until there is a story for each small count; and of those
        because of which it is asked, where only they give away what was published earlier."""
        for each in (n, *sorted(before(self._fresh.routes, n) - {n})):
            while each not in self.now.tables:
                stories = self._stories
                inner = next(stories.inner_without(n), None)
                if inner is None and next(stories.without(n), None) is None:
                    return
                if inner is not None and each == n and self._is_split(n, inner[1]):
                    self._hide_inner(inner)
                else:
                    self._hide_overall(each)
            self._forget(each)

    def _is_split(self, n: str, facet: str) -> bool:
        return facet in self._fresh.tables[n].facets and self.now.splits(n, facet)

    def _hide_overall(self, n: str) -> None:
        """Star the smallest count still shown; failing that, show nothing of what is asked
        because of it; failing that, split by nothing; failing that, show nothing of it."""
        table = self._fresh.tables[n]
        beside = [
            (count, part, cell)
            for part, cell, count in table.counts()
            if count and (n, part, cell) not in self.now.stars
        ]
        crossed = {(n, facet) for facet in table.facets} - self.now.crossed
        routed = self._routed(n) - self.now.tables
        if beside:
            least, _, _ = min(beside)
            # All that are as small: to choose one of them by its place would tell which it is.
            more = {(n, part, cell) for count, part, cell in beside if count == least}
            self.now = replace(self.now, stars=self.now.stars | more)
        elif routed:
            self.now = replace(self.now, tables=self.now.tables | routed)
            for each in routed:
                self._forget(each)
        elif crossed:
            self.now = replace(self.now, crossed=self.now.crossed | {min(crossed)})
        else:
            self.now = replace(self.now, tables=self.now.tables | {n})

    def _hide_inner(self, leak: InnerKey) -> None:
        """In the row that gave way, else in its column, star the smallest count still shown; else
        leave unsplit what is asked because of it; else hide the smallest row; failing that, the
        split."""
        n, facet, group, cell = leak
        rows = self._fresh.tables[n].facets[facet]
        shown = [g for g in rows if self.now.shows(n, facet, g)]
        beside = [
            (rows[g].cells[o], g, o)
            for g in shown
            for o in rows[g].cells
            if rows[g].cells[o] and (n, facet, g, o) not in self.now.inner
        ]
        same_row = [each for each in beside if each[1] == group]
        same_column = [each for each in beside if each[2] == cell]
        routed = {(each, facet) for each in self._routed(n)} - self.now.crossed
        if same_row or same_column:
            beside = same_row or same_column
            least, _, _ = min(beside)
            more = {(n, facet, g, o) for count, g, o in beside if count == least}
            self.now = replace(self.now, inner=self.now.inner | more)
        elif routed:
            self.now = replace(self.now, crossed=self.now.crossed | routed)
        elif len(shown) > 1:
            smallest = min(shown, key=lambda g: (rows[g].base, g))
            self.now = replace(self.now, rows=self.now.rows | {(n, facet, smallest)})
        else:
            self.now = replace(self.now, crossed=self.now.crossed | {(n, facet)})

    def _routed(self, n: str) -> frozenset[str]:
        """Questions that are asked because of what is answered to this one."""
        return after(self._fresh.routes, n) - {n}

    def _forget(self, n: str) -> None:
        """A table of which nothing is shown has no stars."""
        self.now = replace(
            self.now,
            stars=frozenset(key for key in self.now.stars if key[0] != n),
            inner=frozenset(key for key in self.now.inner if key[0] != n),
        )


def _small(n: str, table: Table, limits: SmallNumbers) -> Iterable[Key]:
    for part, cell, count in table.counts():
        if limits.is_small(count) and table.base >= limits.base:
            yield n, part, cell


def _inner(n: str, table: Table, limits: SmallNumbers) -> Iterable[InnerKey]:
    for facet, group, row, cell, count in table.inner():
        if limits.is_small(count) and row.base >= limits.base:
            yield n, facet, group, cell

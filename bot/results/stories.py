"""Other stories: what else may be true where all that is published is the same.

Rule: one story differs from the truth by one person who answered otherwise, or by two who changed
places; it leaves alone how many took part, how many stand in each group, and every other question.
So it stands even before a reader who knows all of that exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.results.tables import (
    NOBODY,
    InnerKey,
    Key,
    Release,
    Row,
    SmallNumbers,
    Table,
)

ELSEWHERE = "elsewhere"
"""The cell of all that is too small to be named."""
_UNPICKED = ""
"""Where a pick comes from, or goes to, of somebody who picks one more or one less."""
_SKIPPED = "-"
"""Where somebody of a row comes from, or goes to, who does not answer."""


class Stories:
    """All releases of a consultation, the one to be judged last."""

    def __init__(self, releases: Sequence[Release]) -> None:
        self._releases = releases
        self._now = releases[-1]
        self._seen: dict[tuple[str, str, str, int], Mapping[str, frozenset[str]] | None] = {}

    # ── What has none ─────────────────────────────────────────────────────────────────────────

    def without(self, n: str) -> Iterator[Key]:
        """Small counts of a question, of this release or an earlier one, that have no story."""
        for place, release in enumerate(self._releases):
            if not release.hidden.has(release, n):
                continue
            for part, cell, count in release.tables[n].counts():
                if release.limits.is_small(count) and not self._has_story(n, cell, place):
                    yield n, part, cell

    def inner_without(self, n: str) -> Iterator[InnerKey]:
        """Small counts of the rows of a question, shown or hidden, that have no story."""
        if n in self._now.hidden.tables:
            return
        for facet, rows in self._now.tables[n].facets.items():
            if not self._now.hidden.splits(n, facet):
                continue
            if not any(self._now.hidden.shows(n, facet, group) for group in rows):
                continue
            for group, row in rows.items():
                yield from self._row_without((n, facet, group), row)

    def _row_without(self, at: tuple[str, str, str], row: Row) -> Iterator[InnerKey]:
        n, facet, group = at
        is_small = self._now.limits.is_small
        if is_small(row.base) and not (self._skips(at) or self._is_of_another(at, "")):
            yield n, facet, group, ""
        for cell, count in row.cells.items():
            if is_small(count) and not (self._changes(at, cell) or self._is_of_another(at, cell)):
                yield n, facet, group, cell

    # ── One person answered otherwise ─────────────────────────────────────────────────────────

    def _has_story(self, n: str, cell: str, place: int) -> bool:
        """Somebody who answered before release `place` stands elsewhere than in this cell, or
        here rather than elsewhere."""
        return any(
            self._moved(n, down, up, start) is not None
            for start in range(place, -1, -1)
            for other in self._columns(n, cell)
            for down, up in ((cell, other), (other, cell))
        )

    def _columns(self, n: str, but: str) -> Iterator[str]:
        table = self._now.tables[n]
        if table.picks is not None and but not in table.aside:
            yield _UNPICKED
        yield from (each for each in (*table.cells, *table.aside) if each != but)

    def _moved(
        self, n: str, down: str, up: str, start: int
    ) -> Mapping[str, frozenset[str]] | None:
        """By facet, the groups that such a person may be of; `None`: somebody would notice."""
        key = (n, down, up, start)
        if key not in self._seen:
            self._seen[key] = self._looked_for(*key)
        return self._seen[key]

    def _looked_for(
        self, n: str, down: str, up: str, start: int
    ) -> Mapping[str, frozenset[str]] | None:
        if start and not self._grew(n, down, start):
            return None
        allowed: dict[str, frozenset[str]] = {}
        for release in self._releases[start:]:
            if not release.hidden.has(release, n):
                continue
            if not self._unnoticed(release, n, down, up):
                return None
            for facet, rows in release.tables[n].facets.items():
                if release.hidden.splits(n, facet):
                    found = frozenset(
                        g for g in rows if self._row_unnoticed(release, (n, facet, g), down, up)
                    )
                    allowed[facet] = allowed.get(facet, found) & found
        return allowed if all(allowed.values()) else None

    def _grew(self, n: str, down: str, start: int) -> bool:
        """Whether somebody came to this cell between two releases, so that one less who did
        leaves no count falling."""
        if down == _UNPICKED:
            return True
        now, then = (self._releases[place].tables for place in (start, start - 1))
        if n not in now or n not in then:
            return False
        return _count(now[n], _known(now[n], down)) > _count(then[n], _known(then[n], down))

    def _unnoticed(self, release: Release, n: str, down: str, up: str) -> bool:
        table, hidden = release.tables[n], release.hidden
        down, up = _known(table, down), _known(table, up)
        for cell, by in ((down, -1), (up, 1)):
            count = _count(table, cell)
            key = (n, "cells" if cell in table.cells else "aside", cell)
            is_starred = key in hidden.stars
            if cell and not _looks_same(release.limits, count, count + by, is_starred=is_starred):
                return False
        by = _change_of_base(table, down, up)
        return (
            _base_looks_same(release.limits, table.base, table.base + by)
            and _fits(table, Row(table.base + by, table.cells), down, up)
            and _keeps_limits(table, down, up)
            and _keeps_places(table, down, up, release.limits)
        )

    def _row_unnoticed(
        self, release: Release, at: tuple[str, str, str], down: str, up: str
    ) -> bool:
        n, facet, group = at
        table, hidden, limits = release.tables[n], release.hidden, release.limits
        row = table.facets[facet][group]
        down, up = _known(table, down), _known(table, up)
        by = _change_of_base(table, down, up)
        size = release.sizes[facet][group]
        if row.cells.get(down, 1) < 1 or not 0 <= row.base + by <= size:
            return False
        if not _fits(table, Row(row.base + by, row.cells), down, up):
            return False
        if not hidden.shows(n, facet, group):
            return True
        return _base_looks_same(limits, row.base, row.base + by) and all(
            _looks_same(limits, count, count + one, is_starred=(*at, cell) in hidden.inner)
            for cell, one in ((down, -1), (up, 1))
            if (count := row.cells.get(cell)) is not None
        )

    # ── Two people changed places ─────────────────────────────────────────────────────────────

    def _changes(self, at: tuple[str, str, str], cell: str) -> bool:
        """A count of a row has a story: two people changed answers across groups, or one of this
        group answered otherwise."""
        n, facet, group = at
        others = (*self._columns(n, cell), _SKIPPED)
        return any(
            self._swapped(at, down, up) or group in self._groups(n, facet, down, up)
            for other in others
            for down, up in ((cell, other), (other, cell))
        )

    def _groups(self, n: str, facet: str, down: str, up: str) -> frozenset[str]:
        if _SKIPPED in (down, up):
            return frozenset()
        return (self._moved(n, down, up, 0) or {}).get(facet, frozenset())

    def _swapped(self, at: tuple[str, str, str], down: str, up: str) -> bool:
        n, facet, group = at
        return self._always(at, down, up) and any(
            self._always((n, facet, other), up, down)
            for other in self._now.tables[n].facets[facet]
            if other != group
        )

    def _always(self, at: tuple[str, str, str], down: str, up: str) -> bool:
        """Whether nobody notices it in any release that has this row."""
        n, facet, group = at
        return all(
            self._row_unnoticed(release, at, down, up)
            for release in self._releases
            if n in release.tables
            and release.hidden.splits(n, facet)
            and group in release.tables[n].facets.get(facet, {})
        )

    def _skips(self, at: tuple[str, str, str]) -> bool:
        """How many of a group answered has a story: one of them skipped, and one of another group
        did not."""
        n, facet, group = at
        return any(
            self._swapped(at, cell, _SKIPPED) or self._swapped(at, _SKIPPED, cell)
            for cell in self._now.tables[n].facets[facet][group].cells
        )

    # ── One person is of another group ────────────────────────────────────────────────────────

    def of_size(self, facet: str, group: str) -> bool:
        """How many are of a hidden group has a story: one of them is of another group, with all
        that they answered."""
        return self._belongs((facet, group), {})

    def _is_of_another(self, at: tuple[str, str, str], cell: str) -> bool:
        """The same, of somebody who answered this question; with this cell, if one is named."""
        n, facet, group = at
        if (facet, group) not in self._now.hidden.groups:
            return False
        cells = [cell] if cell else [*self._now.tables[n].facets[facet][group].cells]
        return any(self._belongs((facet, group), {n: each}) for each in cells)

    def _belongs(self, at: tuple[str, str], said: Mapping[str, str]) -> bool:
        """`said`: what they are known to have answered, by step."""
        facet, group = at
        return any(
            self._joins((facet, left), (facet, joined), said)
            for other in self._now.sizes[facet]
            if other != group
            for left, joined in ((group, other), (other, group))
        )

    def _joins(
        self, left: tuple[str, str], joined: tuple[str, str], said: Mapping[str, str]
    ) -> bool:
        return all(
            self._joins_release(release, left, joined, said)
            for release in self._releases
            if left[0] in release.sizes
        )

    def _joins_release(
        self,
        release: Release,
        left: tuple[str, str],
        joined: tuple[str, str],
        said: Mapping[str, str],
    ) -> bool:
        sizes = release.sizes[left[0]]
        if sizes.get(left[1], 0) < 1:
            return False
        for group, by in ((left, -1), (joined, 1)):
            size, is_shown = sizes.get(group[1], 0), group not in release.hidden.groups
            if is_shown and not _base_looks_same(release.limits, size, size + by):
                return False
        return all(
            self._joins_table(release, (n, said.get(n)), left, joined)
            for n, table in release.tables.items()
            if left[0] in table.facets and release.hidden.splits(n, left[0])
        )

    def _joins_table(
        self,
        release: Release,
        asked: tuple[str, str | None],
        left: tuple[str, str],
        joined: tuple[str, str],
    ) -> bool:
        n, said = asked
        table, hidden = release.tables[n], release.hidden
        rows = table.facets[left[0]]
        row, to = rows.get(left[1], NOBODY), rows.get(joined[1], NOBODY)
        if said is None and row.base < release.sizes[left[0]][left[1]]:
            return True  # it is somebody who did not answer this
        return any(
            self._row_unnoticed(release, (n, *left), cell, _SKIPPED)
            and (not hidden.shows(n, *joined) or self._gains(release, (n, *joined), to, cell))
            for cell in (row.cells if said is None else (said,))
        )

    def _gains(self, release: Release, at: tuple[str, str, str], row: Row, cell: str) -> bool:
        """As `_row_unnoticed` of somebody who comes, and by whom the group grows too."""
        count, is_starred = row.cells.get(cell, 0), (*at, cell) in release.hidden.inner
        return _base_looks_same(release.limits, row.base, row.base + 1) and _looks_same(
            release.limits, count, count + 1, is_starred=is_starred
        )


def _looks_same(limits: SmallNumbers, count: int, other: int, *, is_starred: bool) -> bool:
    if is_starred:
        return other >= 1 and (not limits.is_small(count) or limits.is_small(other))
    return limits.rounded(count) == limits.rounded(other) and other > limits.star


def _base_looks_same(limits: SmallNumbers, count: int, other: int) -> bool:
    return limits.rounded(count) == limits.rounded(other) and other >= limits.base


def _count(table: Table, cell: str) -> int:
    return table.cells.get(cell, table.aside.get(cell, 0))


def _known(table: Table, cell: str) -> str:
    """The cell under which this one is counted here: a small place is not named."""
    if cell in table.cells or cell in table.aside or cell in {_UNPICKED, _SKIPPED}:
        return cell
    return ELSEWHERE if ELSEWHERE in table.cells else cell


def _change_of_base(table: Table, down: str, up: str) -> int:
    """By how many more people have answered."""
    if _UNPICKED in (down, up):
        return 0
    return (up in table.cells) - (down in table.cells)


def _fits(table: Table, row: Row, down: str, up: str) -> bool:
    """Whether people can have picked so many and no more: each at most once, none too few.
    `row` holds the new base and the old cells."""
    if table.picks is None:
        return True
    fewest, most = table.picks
    after = {cell: n + (cell == up) - (cell == down) for cell, n in row.cells.items()}
    is_once = all(0 <= n <= row.base for n in after.values())
    return is_once and fewest * row.base <= sum(after.values()) <= most * row.base


def _keeps_limits(table: Table, down: str, up: str) -> bool:
    for limit in table.limits:
        by = (up in limit.cells) - (down in limit.cells)
        total = sum(_count(table, cell) for cell in limit.cells)
        if by and not limit.least <= total + by <= limit.most:
            return False
    return True


def _keeps_places(table: Table, down: str, up: str, limits: SmallNumbers) -> bool:
    """Whether somebody can have put one first for the other, and no sum over places moves."""
    if not table.places or down not in table.places[0] or up not in table.places[0]:
        return True
    if sum(at[up] for at in table.places) < table.base:
        return True  # they had not placed it at all
    return any(
        at[up] >= 1
        and limits.shown(at[up]) == limits.shown(at[up] - 1)
        and limits.shown(at[down]) == limits.shown(at[down] + 1)
        for at in table.places[1:]
    )

"""What a reader of one release would notice, if somebody had answered otherwise.

Rule: the strongest reader, who knows all that is shown of the release, and every rule.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.results.rating import rating
from bot.results.tables import (
    NOBODY,
    SKIPPED,
    UNPICKED,
    At,
    Release,
    Route,
    Row,
    SmallNumbers,
    Table,
)

ELSEWHERE = "elsewhere"
"""The cell of all that is too small to be named."""


def unnoticed(release: Release, n: str, down: str, up: str) -> bool:
    """Somebody stands in another cell of a question, for everybody."""
    table, hidden = release.tables[n], release.hidden
    down, up = known(table, down), known(table, up)
    for cell, by in ((down, -1), (up, 1)):
        count = count_of(table, cell)
        key = (n, "cells" if cell in table.cells else "aside", cell)
        is_starred = key in hidden.stars
        if cell and not _looks_same(release.limits, count, count + by, is_starred=is_starred):
            return False
    by = _change_of_base(table, down, up)
    return (
        base_looks_same(release.limits, table.base, table.base + by)
        and _fits(table, Row(table.base + by, table.cells), down, up)
        and _keeps_limits(table, down, up)
        and _keeps_places(table, down, up, release.limits)
        and _keeps_means(release, n, down, up)
        and _keeps_rating(table, down, up, release.limits)
    )


def row_unnoticed(release: Release, at: At, down: str, up: str) -> bool:
    """The same in one row: step, facet and group."""
    n, facet, group = at
    table, hidden, limits = release.tables[n], release.hidden, release.limits
    row = table.facets[facet][group]
    down, up = known(table, down), known(table, up)
    by = _change_of_base(table, down, up)
    size = release.sizes[facet][group]
    if row.cells.get(down, 1) < 1 or not 0 <= row.base + by <= size:
        return False
    if not _fits(table, Row(row.base + by, row.cells), down, up):
        return False
    if not hidden.shows(n, facet, group):
        return True
    return base_looks_same(limits, row.base, row.base + by) and all(
        _looks_same(limits, count, count + one, is_starred=(*at, cell) in hidden.inner)
        for cell, one in ((down, -1), (up, 1))
        if (count := row.cells.get(cell)) is not None
    )


def is_quiet(n: str, move: tuple[str, str], release: Release) -> bool:
    """Whether nothing of a question is shown, or nobody notices the move."""
    return not release.hidden.has(release, n) or unnoticed(release, n, *move)


def is_row_quiet(at: At, move: tuple[str, str], release: Release) -> bool:
    """The same in one row; or there is none."""
    n, facet, group = at
    return (
        n not in release.tables
        or not release.hidden.splits(n, facet)
        or group not in release.tables[n].facets.get(facet, {})
        or row_unnoticed(release, at, *move)
    )


def gains(release: Release, at: At, row: Row, cell: str) -> bool:
    """As `row_unnoticed` of somebody who comes, and by whom the group grows too."""
    count, is_starred = row.cells.get(cell, 0), (*at, cell) in release.hidden.inner
    return base_looks_same(release.limits, row.base, row.base + 1) and _looks_same(
        release.limits, count, count + 1, is_starred=is_starred
    )


def _looks_same(limits: SmallNumbers, count: int, other: int, *, is_starred: bool) -> bool:
    if is_starred:
        return other >= 1 and (not limits.is_small(count) or limits.is_small(other))
    return limits.rounded(count) == limits.rounded(other) and other > limits.star


def base_looks_same(limits: SmallNumbers, count: int, other: int) -> bool:
    """Whether one base is shown as another."""
    return limits.rounded(count) == limits.rounded(other) and other >= limits.base


def room(release: Release, route: Route, of: tuple[str, str]) -> int:
    """How many more of a group can have answered a question than did, by what they answered to
    the other."""
    facet, group = of
    table = release.tables[route.of]
    row = release.tables[route.asked].facets.get(facet, {}).get(group, NOBODY)
    if group not in table.facets.get(facet, {}):
        return 1
    cells = table.facets[facet][group].cells
    if SKIPPED in route.bars:
        return sum(n for cell, n in cells.items() if cell not in route.bars) - row.base
    barred = [n for cell, n in cells.items() if cell in route.bars]
    gone = sum(barred) if table.picks is None else max(barred, default=0)
    return release.sizes[facet][group] - gone - row.base


def count_of(table: Table, cell: str) -> int:
    """Of a cell, or of an aside."""
    return table.cells.get(cell, table.aside.get(cell, 0))


def known(table: Table, cell: str) -> str:
    """The cell under which this one is counted here: a small place is not named."""
    if cell in table.cells or cell in table.aside or cell in {UNPICKED, SKIPPED}:
        return cell
    return ELSEWHERE if ELSEWHERE in table.cells else cell


def _change_of_base(table: Table, down: str, up: str) -> int:
    """By how many more people have answered."""
    if UNPICKED in (down, up):
        return 0
    return (up in table.cells) - (down in table.cells)


def _fits(table: Table, row: Row, down: str, up: str) -> bool:
    """Whether people can have picked so many and no more: each at most once, none too few.
    `row` holds the new base and the old cells."""
    if table.picks is None:
        return True
    fewest, most = table.picks
    after = {cell: n + (cell == up) - (cell == down) for cell, n in row.cells.items()}
    alone = after.pop(table.alone, 0)
    others = row.base - alone
    is_once = alone >= 0 and all(0 <= n <= others for n in after.values())
    return is_once and fewest * others <= sum(after.values()) <= most * others


def _keeps_limits(table: Table, down: str, up: str) -> bool:
    for limit in table.limits:
        by = (up in limit.cells) - (down in limit.cells)
        total = sum(count_of(table, cell) for cell in limit.cells)
        if by and not limit.least <= total + by <= limit.most:
            return False
    return True


def _keeps_means(release: Release, n: str, down: str, up: str) -> bool:
    """Whether somebody can have given points to the one option and not to the other, and no level
    moves of an option whose mean is shown."""
    table = release.tables[n]
    by = _change_of_base(table, down, up)
    return all(
        _keeps_levels(levels, by, (option == up) - (option == down), release.limits)
        for option, levels in table.levels.items()
        if (n, "cells", option) not in release.hidden.stars
    )


def _keeps_levels(levels: Sequence[int], answered: int, gave: int, limits: SmallNumbers) -> bool:
    """`answered`: by how many more people; `gave`: of them, to this option."""
    none, *some = levels
    return _taken_the_same(limits, none, answered - gave) and (
        not gave or any(_taken_the_same(limits, count, gave) for count in some)
    )


def _keeps_rating(table: Table, down: str, up: str, limits: SmallNumbers) -> bool:
    if table.scored is None:
        return True
    after = {cell: n + (cell == up) - (cell == down) for cell, n in table.cells.items()}
    return rating(after, table.scored, limits) == rating(table.cells, table.scored, limits)


def _keeps_places(table: Table, down: str, up: str, limits: SmallNumbers) -> bool:
    """Whether somebody can have put one first for the other, or have put all in order or none, and
    no place is taken for another number."""
    if not table.places:
        return True
    first, *rest = table.places
    moved = [(cell, by) for cell, by in ((down, -1), (up, 1)) if cell in first]
    if not all(_taken_the_same(limits, first[cell], by) for cell, by in moved):
        return False
    if len(moved) == 1:
        (cell, by), *_ = moved
        return _in_order(table, [each for each in first if each != cell], by, limits)
    if not moved or sum(at[up] for at in table.places) < table.base:
        return True  # they had not placed it at all
    return any(
        _taken_the_same(limits, at[up], -1) and _taken_the_same(limits, at[down], 1) for at in rest
    )


def _in_order(table: Table, options: Sequence[str], by: int, limits: SmallNumbers) -> bool:
    """Whether one person more, or less, can have put these after their first: to every place
    another (a matching, by augmenting paths)."""
    full = [at for at in table.places[1:] if sum(at.values()) == table.base]
    held: dict[str, int] = {}

    def placed(n: int, tried: set[str]) -> bool:
        for option in options:
            if option not in tried and _taken_the_same(limits, full[n][option], by):
                tried.add(option)
                if option not in held or placed(held[option], tried):
                    held[option] = n
                    return True
        return False

    return all(placed(n, set()) for n in range(len(full)))


def _taken_the_same(limits: SmallNumbers, count: int, by: int) -> bool:
    """Whether a measure is made of the same number where a count is another."""
    return count + by >= 0 and limits.shown(count) == limits.shown(count + by)

"""Which counts may be shown: bases under 10 never, 1 to 7 never, nothing from which they follow.

Rule: a reader who knows every rule here, and adds and subtracts all that is published together,
is left with at least two possible values for every count of 1 to 7.

The method is the one of NHS hospital statistics: star 1 to 7, round the rest to 5. Rounding alone
does not keep the promise: cells 8, 8 and 1 are shown as 10, 10 and a star under a base of 15, and
only 1 fits. So the reader's sums are done here first, and where a star gives way another cell is
starred with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct, field

LEAST_BASE = 10
LARGEST_STARRED = 7
ROUNDED_TO = 5
_SLACK = ROUNDED_TO // 2
_NO_END = 10**12
_CAPS = (LARGEST_STARRED, _NO_END)
"""A reader may take every star for 1 to 7, or know that a larger count can be behind one."""


class Table(Struct, frozen=True):
    """One question's true counts."""

    cells: Mapping[str, int]
    """People by option."""
    base: int
    """People who answered. The sum of `cells`, unless a person can stand in several."""
    aside: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """People who took part and did not answer, by reason; with the base, everybody."""
    picks: tuple[int, int] | None = None
    """Fewest and most cells that one person stands in; `None`: exactly one."""


Key: TypeAlias = tuple[int, str, str]
"""Table number, `cells` or `aside`, and the cell."""
Span: TypeAlias = tuple[int, int]
"""Least and most that a count can be."""


class Hidden(Struct, frozen=True):
    """What must not be shown."""

    stars: frozenset[Key]
    tables: frozenset[int]
    """Tables of which nothing but their existence is shown."""


def rounded(count: int) -> int:
    """To the nearest 5."""
    return (count + _SLACK) // ROUNDED_TO * ROUNDED_TO


def percent(count: int, base: int) -> int:
    """Whole percent of two rounded figures, halves upward."""
    return (200 * count + base) // (2 * base)


def protect(people: int, tables: Sequence[Table]) -> Hidden:
    """What to hide so that tables about the same people can be shown side by side.

    Args:
        people: who took part; shown rounded. At least `LEAST_BASE`.
        tables: all that will be shown together.

    Returns:
        Stars and hidden tables. A table whose base is under 10 is hidden.
    """
    small = {n for n, table in enumerate(tables) if table.base < LEAST_BASE}
    stars = {key for n, table in enumerate(tables) for key in _primary(n, table) if n not in small}
    hidden = Hidden(frozenset(stars), frozenset(small))
    while leak := _first_leak(people, tables, hidden):
        hidden = _hide_more(leak, tables, hidden)
    return hidden


def bounds(people: Span, tables: Sequence[Table], hidden: Hidden, cap: int) -> Mapping[Key, Span]:
    """What a reader can work out of every starred cell, if no star stands for more than `cap`.

    Everything hangs together as a tree: the people who took part are, for each table, its base
    and those aside; the base is its cells. Sums of spans along a tree are exact: upward first,
    then back down.

    Args:
        people: what is known of the number of people.
    """
    shown = [
        _Seen(n, table, hidden, cap) for n, table in enumerate(tables) if n not in hidden.tables
    ]
    for seen in shown:
        people = _both(people, seen.total())
    found: dict[Key, Span] = {}
    for seen in shown:
        found.update(seen.stars(people))
    return found


def shown_as(count: int, *, least: int = 0) -> Span:
    """What a reader knows of a count that is shown rounded."""
    if count == 0:
        return 0, 0
    return max(rounded(count) - _SLACK, least, LARGEST_STARRED + 1), rounded(count) + _SLACK


# ── The reader's sums ─────────────────────────────────────────────────────────────────────────


class _Seen:
    """One table as a reader sees it."""

    def __init__(self, number: int, table: Table, hidden: Hidden, cap: int) -> None:
        self._number = number
        self._picks = table.picks
        self._stars = hidden.stars
        self._cells = self._spans("cells", table.cells, cap)
        self._aside = self._spans("aside", table.aside, cap)
        base = shown_as(table.base, least=LEAST_BASE)
        self._base = _both(base, self._base_from_cells()) if table.cells else base

    def total(self) -> Span:
        """What this table says of the number of people."""
        return _added([self._base, *self._aside.values()])

    def stars(self, people: Span) -> dict[Key, Span]:
        """What is left for each starred cell, given what all tables say of the people."""
        base = _both(self._base, _less(people, self._aside.values()))
        found = {
            (self._number, "aside", cell): _both(
                span, _less(people, [self._base, *_others(self._aside, cell)])
            )
            for cell, span in self._aside.items()
        }
        found |= {
            (self._number, "cells", cell): _both(span, self._cell_from_base(cell, base))
            for cell, span in self._cells.items()
        }
        return {key: span for key, span in found.items() if key in self._stars}

    def _spans(self, part: str, counts: Mapping[str, int], cap: int) -> dict[str, Span]:
        return {
            cell: (1, cap) if (self._number, part, cell) in self._stars else shown_as(count)
            for cell, count in counts.items()
        }

    def _base_from_cells(self) -> Span:
        low, high = _added(self._cells.values())
        if self._picks is None:
            return low, high
        fewest, most = self._picks
        largest = max(span[0] for span in self._cells.values())
        return max(largest, -(-low // most)), high // fewest

    def _cell_from_base(self, cell: str, base: Span) -> Span:
        others = _others(self._cells, cell)
        if self._picks is None:
            return _less(base, others)
        low, high = _added(others)
        fewest, most = self._picks
        return fewest * base[0] - high, min(base[1], most * base[1] - low)


def _others(spans: Mapping[str, Span], but: str) -> list[Span]:
    return [span for cell, span in spans.items() if cell != but]


def _added(spans: Iterable[Span]) -> Span:
    pairs = list(spans)
    return sum(low for low, _ in pairs), sum(high for _, high in pairs)


def _less(whole: Span, parts: Iterable[Span]) -> Span:
    low, high = _added(parts)
    return whole[0] - high, whole[1] - low


def _both(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


# ── Hiding more ───────────────────────────────────────────────────────────────────────────────


def _primary(number: int, table: Table) -> Iterable[Key]:
    for part, counts in (("cells", table.cells), ("aside", table.aside)):
        for cell, count in counts.items():
            if 1 <= count <= LARGEST_STARRED:
                yield number, part, cell


def _first_leak(people: int, tables: Sequence[Table], hidden: Hidden) -> Key | None:
    """A starred cell that a reader could work out."""
    known = shown_as(people, least=LEAST_BASE)
    for cap in _CAPS:
        for key, (low, high) in sorted(bounds(known, tables, hidden, cap).items()):
            if low == high == _count(tables, key):
                return key
    return None


def _count(tables: Sequence[Table], key: Key) -> int:
    number, part, cell = key
    table = tables[number]
    return (table.cells if part == "cells" else table.aside)[cell]


def _hide_more(leak: Key, tables: Sequence[Table], hidden: Hidden) -> Hidden:
    """Star the smallest count beside the one that gave way; failing that, hide the table."""
    number, part, _ = leak
    for group in (part, "aside" if part == "cells" else "cells"):
        beside = _still_shown(number, group, tables, hidden.stars)
        if beside:
            smallest = min(beside, key=lambda key: (_count(tables, key), key))
            return Hidden(hidden.stars | {smallest}, hidden.tables)
    gone = {key for key in hidden.stars if key[0] == number}
    return Hidden(hidden.stars - gone, hidden.tables | {number})


def _still_shown(
    number: int, part: str, tables: Sequence[Table], stars: Collection[Key]
) -> list[Key]:
    table = tables[number]
    counts = table.cells if part == "cells" else table.aside
    return [
        (number, part, cell)
        for cell, count in counts.items()
        if count > 0 and (number, part, cell) not in stars
    ]

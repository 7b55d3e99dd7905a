"""True counts as `suppression` wants them, and what is hidden of them.

Rule: nothing here leaves the package but what was rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field

NO_END = 10**12


class SmallNumbers(Struct, frozen=True):
    """What is too small to show. An installation may be stricter, never laxer."""

    base: int = 10
    """Fewer people than this: nothing of them is shown."""
    star: int = 7
    """Counts from 1 to this are starred."""
    to: int = 5
    """Other counts are rounded to multiples of this."""

    @property
    def starred_as(self) -> int:
        """What a starred count is taken for where a mean needs one: the middle of them."""
        return (1 + self.star) // 2

    def is_small(self, count: int) -> bool:
        """Whether a count is starred for itself."""
        return 1 <= count <= self.star

    def rounded(self, count: int) -> int:
        """To the nearest multiple, halves upward."""
        return (count + self.to // 2) // self.to * self.to

    def shown(self, count: int) -> int | None:
        """A count that stands by itself: rounded, or starred."""
        return None if self.is_small(count) else self.rounded(count)

    def strictest(self, others: Iterable[SmallNumbers]) -> SmallNumbers:
        """What is at least as strict as this and as all of the others."""
        every = (self, *others)
        return SmallNumbers(
            base=max(each.base for each in every),
            star=max(each.star for each in every),
            to=max(each.to for each in every),
        )


USUAL = SmallNumbers()
"""As laxly as anything may be shown."""


class Row(Struct, frozen=True):
    """The answers of one group to one question."""

    base: int
    """People who answered."""
    cells: Mapping[str, int]


NOBODY = Row(0, {})


class Limit(Struct, frozen=True):
    """What everybody knows of the sum of some cells."""

    cells: frozenset[str]
    least: int = 0
    most: int = NO_END


class Scored(Struct, frozen=True):
    """What is told of an item's true counts beside its cells: see `rating`."""

    high: tuple[str, ...]
    """Cells of the upper end of the scale."""
    low: tuple[str, ...]
    share: int
    """Percent of those who rated it who make it settled, at either end."""


class Table(Struct, frozen=True):
    """One question's true counts."""

    cells: Mapping[str, int]
    """People by option."""
    base: int
    """People who answered. The sum of `cells`, unless a person can stand in several."""
    aside: Mapping[str, int] = field(default_factory=dict)
    """People who took part and did not answer, by reason; with the base, everybody."""
    picks: tuple[int, int] | None = None
    """Fewest and most cells that one person stands in; `None`: exactly one."""
    alone: str = ""
    """The cell in which a person stands alone or not at all, where there is one."""
    facets: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    """The same answers by what people are split by, and by group."""
    places: tuple[Mapping[str, int], ...] = ()
    """Of a ranking: by place, how many put which option there; shown in one sum only."""
    levels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Of points: by option, how many gave it none, one, two…; shown in a mean only."""
    limits: tuple[Limit, ...] = ()
    scored: Scored | None = None
    """Of an item that is rated in rounds."""

    def counts(self) -> Iterator[tuple[str, str, int]]:
        """`cells` or `aside`, the cell, and its count."""
        for part, found in (("cells", self.cells), ("aside", self.aside)):
            yield from ((part, cell, count) for cell, count in found.items())

    def inner(self) -> Iterator[tuple[str, str, Row, str, int]]:
        """Facet, group, its row, the cell, and its count."""
        for facet, rows in self.facets.items():
            for group, row in rows.items():
                yield from ((facet, group, row, cell, n) for cell, n in row.cells.items())


class Route(Struct, frozen=True):
    """That one question is asked only after certain answers to another, as everybody knows who
    has read the flow. Cells are those of the table, asides, `UNPICKED` and `SKIPPED`."""

    of: str
    asked: str
    kinds: Mapping[str, str]
    """By cell. Whoever moves between cells of one kind is asked as before."""
    lets: frozenset[str]
    """After which it is asked, whatever else was said."""
    bars: frozenset[str]
    """After which it is never asked."""
    is_only: bool = True
    """Whether nothing else decides."""

    def turns(self, down: str, up: str) -> bool:
        """Whether it may be asked of somebody other than before, who moves so."""
        return self.kinds.get(down, down) != self.kinds.get(up, up)

    def ends(self, down: str, up: str) -> bool:
        """Whether it is certain that whoever moves so was asked it, and is no more."""
        return self.is_only and down in self.lets and up in self.bars


def after(routes: Sequence[Route], n: str) -> frozenset[str]:
    """A question, and all that is asked because of it."""
    return frozenset({n}).union(*(after(routes, e.asked) for e in routes if e.of == n))


def before(routes: Sequence[Route], n: str) -> frozenset[str]:
    """A question, and all that it is asked because of."""
    return frozenset({n}).union(*(before(routes, e.of) for e in routes if e.asked == n))


NOT_ASKED = "not_asked"
UNPICKED = ""
"""Where a pick comes from, or goes to, of somebody who picks one more or one less."""
SKIPPED = "-"
"""Where somebody of a row comes from, or goes to, who does not answer."""


At: TypeAlias = tuple[str, str, str]
"""A row: step, facet and group."""
Key: TypeAlias = tuple[str, str, str]
"""Step, `cells` or `aside`, and the cell."""
InnerKey: TypeAlias = tuple[str, str, str, str]
"""Step, facet, group and cell; an empty cell: the base of the row."""


class Hidden(Struct, frozen=True):
    """What must not be shown."""

    stars: frozenset[Key] = frozenset()
    tables: frozenset[str] = frozenset()
    """Steps of which nothing but their existence is shown."""
    groups: frozenset[tuple[str, str]] = frozenset()
    """Facet and group of which nothing is shown in any table."""
    rows: frozenset[At] = frozenset()
    """Step, facet and group."""
    crossed: frozenset[tuple[str, str]] = frozenset()
    """Step and facet by which it is not split."""
    inner: frozenset[InnerKey] = frozenset()
    """Starred cells of rows."""

    def shows(self, n: str, facet: str, group: str) -> bool:
        """Whether a row is shown at all."""
        return (
            n not in self.tables
            and (n, facet) not in self.crossed
            and (facet, group) not in self.groups
            and (n, facet, group) not in self.rows
        )

    def has(self, release: Release, n: str) -> bool:
        """Whether anything of a table is shown."""
        return n in release.tables and n not in self.tables

    def splits(self, n: str, facet: str) -> bool:
        """Whether a table is split by a facet at all."""
        return n not in self.tables and (n, facet) not in self.crossed


class Release(Struct, frozen=True):
    """What was published at one moment, and the truth behind it."""

    tables: Mapping[str, Table]
    """By step."""
    sizes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By facet and group, who took part."""
    hidden: Hidden = Hidden()
    limits: SmallNumbers = USUAL
    """What was too small to show at that moment."""
    routes: tuple[Route, ...] = ()


def percent(count: int, base: int) -> int:
    """Whole percent of two rounded figures, halves upward."""
    return (200 * count + base) // (2 * base)

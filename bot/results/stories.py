"""Other stories: what else may be true where all that is published is the same.

Rule: one story differs from the truth by one person who answered otherwise, or by two who changed
places; it leaves alone how many took part, how many stand in each group, and every other question,
but for those that are asked, or not, because of that answer. So it stands even before a reader who
knows all of that exactly. It need not be told in all releases: see `arrivals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from typing import TypeAlias

from bot.results.arrivals import Arrivals, Span
from bot.results.belonging import Belonging
from bot.results.noticing import is_quiet, is_row_quiet, room, row_unnoticed, unnoticed
from bot.results.tables import (
    NOT_ASKED,
    SKIPPED,
    UNPICKED,
    At,
    InnerKey,
    Key,
    Release,
    Route,
    Row,
    after,
    before,
)

Move: TypeAlias = tuple[str, str, str]
"""Step, and from which cell to which."""
Allowed: TypeAlias = Mapping[str, frozenset[str]]
"""By facet, the groups that somebody may be of."""


class Stories:
    """All releases of a consultation, the one to be judged last."""

    def __init__(self, releases: Sequence[Release]) -> None:
        self._releases = releases
        self._now = releases[-1]
        self._seen: dict[tuple[Move, Span, str], Sequence[Allowed]] = {}
        routes = {(e.of, e.asked): e for each in releases for e in each.routes}
        self._routes = tuple(routes.values())
        self.belonging = Belonging(releases, self._routes)
        self._arrivals = Arrivals(releases)

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
        """The same of the rows of a question, shown or hidden; those of this release first."""
        for place in reversed(range(len(self._releases))):
            for at, row in _rows(self._releases[place], n):
                yield from self._row_without(at, row, place)

    def _row_without(self, at: At, row: Row, place: int) -> Iterator[InnerKey]:
        is_small, of_another = self._releases[place].limits.is_small, self.belonging.of_another
        if is_small(row.base) and not (self._skips(at, row, place) or of_another(at, "", place)):
            yield *at, ""
        for cell, count in row.cells.items():
            if is_small(count) and not (
                self._changes(at, cell, place) or of_another(at, cell, place)
            ):
                yield *at, cell

    # ── One person answered otherwise ─────────────────────────────────────────────────────────

    def _has_story(self, n: str, cell: str, place: int) -> bool:
        """Somebody stands elsewhere than in this cell in release `place`, or here rather than
        elsewhere."""
        return any(
            self._moved((n, *move), span)
            for move in self._moves(n, cell)
            for span in self._arrivals.spans(place, partial(is_quiet, n, move))
        )

    def _moves(self, n: str, cell: str) -> Iterator[tuple[str, str]]:
        """Out of a cell, and into it."""
        for other in self._columns(n, cell):
            yield from ((cell, other), (other, cell))

    def _columns(self, n: str, but: str) -> Iterator[str]:
        table = self._now.tables[n]
        if table.picks is not None and but not in {*table.aside, table.alone}:
            yield UNPICKED
        yield from (each for each in (*table.cells, *table.aside) if each != but)

    def _moved(self, move: Move, span: Span, but: str = "") -> Sequence[Allowed]:
        """By facet, the groups that such a person may be of, for each way in which the questions
        that follow from that answer can tell the same; none: somebody would notice.

        Args:
            move: step, and from which cell to which.
            span: the releases in which they are told to have moved.
            but: the step that has been thought of already.
        """
        key = (move, span, but)
        if key not in self._seen:
            own = self._looked_for(move, span)
            self._seen[key] = () if own is None else self._with_routed(own, move, span, but)
        return self._seen[key]

    def _with_routed(self, own: Allowed, move: Move, span: Span, but: str) -> Sequence[Allowed]:
        found: Sequence[Allowed] = (own,)
        for route in self._turned(move, span):
            if route.asked != but:
                found = _both(found, self._moved_at(route, move, span))
        if NOT_ASKED in move[1:]:
            for route in self._asking(move[0], span):
                if route.of != but:
                    found = _both(found, self._moved_before(route, move, span))
        return found

    def _turned(self, move: Move, span: Span) -> Iterator[Route]:
        """Routes to questions that are shown, and that this decides."""
        n, down, up = move
        for route in self._routes:
            follow = after(self._routes, route.asked)
            if route.of == n and route.turns(down, up) and self._have(follow, span):
                yield route

    def _asking(self, n: str, span: Span) -> Iterator[Route]:
        """Routes from questions that are shown, or rest on one that is."""
        for route in self._routes:
            if route.asked == n and self._have(before(self._routes, route.of), span):
                yield route

    def _have(self, names: Iterable[str], span: Span) -> bool:
        """Whether one of these questions is shown."""
        told = self._releases[slice(*span)]
        return any(each.hidden.has(each, n) for n in names for each in told)

    def _moved_at(self, route: Route, move: Move, span: Span) -> Iterator[Allowed]:
        """They are asked a question no more, or are asked it."""
        n, down, up = move
        for cell in self._cells(route.asked):
            if route.ends(down, up):
                yield from self._moved((route.asked, cell, NOT_ASKED), span, n)
            elif route.ends(up, down):
                yield from self._moved((route.asked, NOT_ASKED, cell), span, n)

    def _moved_before(self, route: Route, move: Move, span: Span) -> Iterator[Allowed]:
        """They are asked no more, or are asked, because of what they answered before."""
        n, _, up = move
        for one, other in product(self._cells(route.of), repeat=2):
            if route.ends(*((one, other) if up == NOT_ASKED else (other, one))):
                yield from self._moved((route.of, one, other), span, n)

    def _cells(self, n: str) -> Sequence[str]:
        """Where somebody can stand, in the last release that has it."""
        table = next(e.tables[n] for e in reversed(self._releases) if n in e.tables)
        return (*table.cells, *(each for each in table.aside if each != NOT_ASKED))

    def _looked_for(self, move: Move, span: Span) -> Allowed | None:
        n, down, up = move
        told = [each for each in self._releases[slice(*span)] if each.hidden.has(each, n)]
        if not self._arrivals.allow(n, down, up, span):
            return None
        if not all(unnoticed(each, n, down, up) for each in told):
            return None
        allowed: dict[str, frozenset[str]] = {}
        for release in told:
            for facet, rows in release.tables[n].facets.items():
                if release.hidden.splits(n, facet):
                    found = frozenset(
                        g for g in rows if row_unnoticed(release, (n, facet, g), down, up)
                    )
                    allowed[facet] = allowed.get(facet, found) & found
        for facet, groups in allowed.items():
            came = (g for g in groups if self._arrivals.allow_row((n, facet, g), down, up, span))
            allowed[facet] = frozenset(came)
        return allowed if all(allowed.values()) else None

    # ── Two people changed places ─────────────────────────────────────────────────────────────

    def _changes(self, at: At, cell: str, place: int) -> bool:
        """A count of a row has a story: two people changed answers across groups, or one of this
        group answered otherwise."""
        n = at[0]
        moves = (*self._moves(n, cell), (cell, SKIPPED), (SKIPPED, cell))
        return any(
            self._swapped(at, move, span) or self._may_be_of(at, (n, *move), span)
            for move in moves
            for span in self._arrivals.spans(place, partial(is_row_quiet, at, move))
        )

    def _may_be_of(self, at: At, move: Move, span: Span) -> bool:
        _, facet, group = at
        found = () if SKIPPED in move else self._moved(move, span)
        return any(group in each.get(facet, ()) for each in found)

    def _swapped(self, at: At, move: tuple[str, str], span: Span) -> bool:
        n, facet, group = at
        tables = [each.tables[n] for each in self._releases if n in each.tables]
        # In whichever release splits them so: the last one need not.
        others = {other for each in tables for other in each.facets.get(facet, {})} - {group}
        return any(self._exchanged((n, *move), (facet, group, other), span) for other in others)

    def _exchanged(
        self, move: Move, between: tuple[str, str, str], span: Span, but: str = ""
    ) -> bool:
        """Whether somebody of one group can have moved so, and somebody of the other back."""
        n, down, up = move
        facet, one, other = between
        return (
            self._always((n, facet, one), down, up, span)
            and self._always((n, facet, other), up, down, span)
            and all(
                self._exchanged_at(route, move, between, span)
                for route in self._turned(move, span)
                if route.asked != but and self._splits(route.asked, facet, span)
            )
            and (bool(but) or self._has_room(move, between, span))
        )

    def _exchanged_at(
        self, route: Route, move: Move, between: tuple[str, str, str], span: Span
    ) -> bool:
        n, down, up = move
        moves = (
            (route.asked, cell, SKIPPED) if route.ends(down, up) else (route.asked, SKIPPED, cell)
            for cell in self._cells(route.asked)
            if route.ends(down, up) or route.ends(up, down)
        )
        return any(self._exchanged(each, between, span, n) for each in moves)

    def _has_room(self, move: Move, between: tuple[str, str, str], span: Span) -> bool:
        """Whether whoever answers more can have been asked, in their group."""
        n, down, up = move
        facet, one, other = between
        if SKIPPED not in (down, up):
            return True
        gaining = one if down == SKIPPED else other
        return all(
            room(release, route, (facet, gaining)) >= 1
            for route in self._asking(n, span)
            for release in self._releases[slice(*span)]
            if n in release.tables and route.of in release.tables
        )

    def _splits(self, n: str, facet: str, span: Span) -> bool:
        return any(
            each in release.tables and release.hidden.splits(each, facet)
            for each in after(self._routes, n)
            for release in self._releases[slice(*span)]
        )

    def _always(self, at: At, down: str, up: str, span: Span) -> bool:
        """Whether nobody notices it in any release that has this row."""
        return self._arrivals.allow_row(at, down, up, span) and all(
            is_row_quiet(at, (down, up), release) for release in self._releases[slice(*span)]
        )

    def _skips(self, at: At, row: Row, place: int) -> bool:
        """How many of a group answered has a story: one of them skipped, and one of another group
        did not."""
        return any(
            self._swapped(at, move, span)
            for cell in row.cells
            for move in ((cell, SKIPPED), (SKIPPED, cell))
            for span in self._arrivals.spans(place, partial(is_row_quiet, at, move))
        )


def _rows(release: Release, n: str) -> Iterator[tuple[At, Row]]:
    """Rows of a question, where at least one of the split is shown."""
    if release.hidden.has(release, n):
        for facet, rows in release.tables[n].facets.items():
            if any(release.hidden.shows(n, facet, group) for group in rows):
                yield from (((n, facet, group), row) for group, row in rows.items())


def _both(some: Iterable[Allowed], others: Iterable[Allowed]) -> Sequence[Allowed]:
    """Every way in which both can be told of one person."""
    found = {}
    for one, other in product(some, tuple(others)):
        met = {**one, **other} | {f: one[f] & other[f] for f in one.keys() & other.keys()}
        if all(met.values()):
            found[tuple(sorted(met.items()))] = met
    return tuple(found.values())

"""No count of 1 to 7 can be worked out of what is shown."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.results.suppression import (
    LARGEST_STARRED,
    LEAST_BASE,
    Hidden,
    Table,
    bounds,
    percent,
    protect,
    rounded,
    shown_as,
)

NOTHING = Hidden(frozenset(), frozenset())
counts = st.one_of(st.integers(0, 12), st.integers(0, 12), st.integers(0, 400))


def parts(*cells: int, aside: int = 0) -> Table:
    named = {f"o{n}": count for n, count in enumerate(cells)}
    return Table(named, sum(cells), {"skipped": aside} if aside else {})


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (8, 10), (10, 10), (12, 10), (13, 15), (17, 15), (243, 245)]
)
def test_counts_are_rounded_to_five(count: int, shown: int) -> None:
    assert rounded(count) == shown


@given(st.integers(8, 10_000))
def test_a_reader_knows_a_rounded_count_to_within_two(count: int) -> None:
    low, high = shown_as(count)

    assert low <= count <= high
    assert high - low == 4


@pytest.mark.parametrize(
    ("count", "base", "shown"), [(10, 60, 17), (15, 40, 38), (5, 200, 3), (60, 60, 100)]
)
def test_percentages_are_whole(count: int, base: int, shown: int) -> None:
    assert percent(count, base) == shown


def test_small_cells_are_starred_and_zero_is_not() -> None:
    hidden = protect(60, [parts(0, 7, 1, 52)])

    assert {cell for _, _, cell in hidden.stars} == {"o1", "o2"}


def test_a_base_under_ten_hides_its_table() -> None:
    assert protect(30, [parts(4, 5, aside=21)]).tables == {0}


def test_rounding_alone_would_have_given_the_one_away() -> None:
    table = parts(8, 8, 1)
    only_one_star = Hidden(frozenset({(0, "cells", "o2")}), frozenset())
    assert bounds(shown_as(17), [table], only_one_star, 10**9)[0, "cells", "o2"] == (1, 1)

    hidden = protect(17, [table])

    assert len(hidden.stars) == 2


def _published(people: int, tables: list[Table]) -> tuple[object, ...]:
    """All that a reader sees."""
    hidden = protect(people, tables)
    seen: list[object] = [rounded(people)]
    for n, table in enumerate(tables):
        if n in hidden.tables:
            seen.append("hidden")
            continue
        seen.append(rounded(table.base))
        for part, cells in (("cells", table.cells), ("aside", table.aside)):
            seen += [
                "*" if (n, part, cell) in hidden.stars else rounded(count)
                for cell, count in cells.items()
            ]
    return tuple(seen)


def test_nobody_who_tries_every_possible_truth_finds_a_starred_count() -> None:
    """The strongest reader: lists all truths that would be published as this one was."""
    truths = defaultdict(list)
    for cells in product(range(23), repeat=3):
        if sum(cells) >= LEAST_BASE:
            truths[_published(sum(cells), [parts(*cells)])].append(cells)

    found = [
        (seen, place)
        for seen, alike in truths.items()
        for place in range(3)
        if len({cells[place] for cells in alike}) == 1 and 1 <= alike[0][place] <= LARGEST_STARRED
    ]
    assert found == []


def test_nor_where_a_person_may_stand_in_several_cells() -> None:
    truths = defaultdict(list)
    for base, *cells in product(range(10, 26), range(14), range(14), range(26)):
        if max(cells) <= base <= sum(cells) <= 3 * base:
            table = Table({f"o{n}": c for n, c in enumerate(cells)}, base, picks=(1, 3))
            truths[_published(base, [table])].append(cells)

    found = [
        (seen, place)
        for seen, alike in truths.items()
        for place in range(3)
        if len({cells[place] for cells in alike}) == 1 and 1 <= alike[0][place] <= LARGEST_STARRED
    ]
    assert found == []


@st.composite
def consultations(draw: st.DrawFn) -> tuple[int, list[Table]]:
    """Questions about the same people, each with those who did not answer it."""
    people = draw(st.integers(LEAST_BASE, 500))
    tables = []
    for _ in range(draw(st.integers(1, 4))):
        cells = draw(st.lists(counts, min_size=1, max_size=6))
        aside = draw(st.lists(counts, max_size=3))
        while sum(cells) + sum(aside) > people:
            cells = [count // 2 for count in cells]
            aside = [count // 2 for count in aside]
        left = people - sum(cells) - sum(aside)
        named = {f"o{n}": count for n, count in enumerate(cells)}
        others = {f"a{n}": count for n, count in enumerate(aside)} | {"not_asked": left}
        tables.append(Table(named, sum(cells), others))
    return people, tables


@given(consultations())
@settings(max_examples=500, deadline=None)
def test_no_sum_or_difference_over_a_whole_consultation_finds_a_starred_count(
    consultation: tuple[int, list[Table]],
) -> None:
    people, tables = consultation
    hidden = protect(people, tables)
    known = shown_as(people, least=LEAST_BASE)

    for cap in (LARGEST_STARRED, 10**9):
        for (n, part, cell), (low, high) in bounds(known, tables, hidden, cap).items():
            table = tables[n]
            truth = (table.cells if part == "cells" else table.aside)[cell]
            assert not low == high == truth


@given(consultations())
@settings(max_examples=300, deadline=None)
def test_every_small_count_is_hidden_and_every_small_base(
    consultation: tuple[int, list[Table]],
) -> None:
    people, tables = consultation
    hidden = protect(people, tables)

    for n, table in enumerate(tables):
        if table.base < LEAST_BASE:
            assert n in hidden.tables
        elif n not in hidden.tables:
            small = {cell for cell, count in table.cells.items() if 1 <= count <= 7}
            assert {(n, "cells", cell) for cell in small} <= hidden.stars


@given(consultations())
@settings(max_examples=200, deadline=None)
def test_the_truth_is_always_possible_to_a_reader(consultation: tuple[int, list[Table]]) -> None:
    people, tables = consultation
    hidden = protect(people, tables)

    seen = bounds(shown_as(people, least=LEAST_BASE), tables, hidden, 10**9)

    for (n, part, cell), (low, high) in seen.items():
        table = tables[n]
        assert low <= (table.cells if part == "cells" else table.aside)[cell] <= high

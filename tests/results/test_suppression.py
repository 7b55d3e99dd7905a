"""No count of 1 to 7 can be worked out of what is shown."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.results.suppression import protect
from bot.results.tables import (
    Hidden,
    Release,
    Row,
    SmallNumbers,
    Table,
    percent,
)

STAR = SmallNumbers().star
BASE = SmallNumbers().base


def parts(*cells: int, aside: int = 0) -> Table:
    named = {f"o{n}": count for n, count in enumerate(cells)}
    return Table(named, sum(cells), {"skipped": aside} if aside else {})


def hidden_of(*tables: Table) -> Hidden:
    return protect(Release({str(n): table for n, table in enumerate(tables)}))


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (8, 10), (10, 10), (12, 10), (13, 15), (17, 15), (243, 245)]
)
def test_counts_are_rounded_to_five(count: int, shown: int) -> None:
    assert SmallNumbers().rounded(count) == shown


@pytest.mark.parametrize(
    ("count", "base", "shown"), [(10, 60, 17), (15, 40, 38), (5, 200, 3), (60, 60, 100)]
)
def test_percentages_are_whole(count: int, base: int, shown: int) -> None:
    assert percent(count, base) == shown


def test_small_cells_are_starred_and_zero_is_not() -> None:
    assert {cell for _, _, cell in hidden_of(parts(0, 7, 1, 52)).stars} == {"o1", "o2"}


def test_a_base_under_ten_hides_its_table() -> None:
    assert hidden_of(parts(4, 5, aside=21)).tables == {"0"}


def test_rounding_alone_would_have_given_the_one_away() -> None:
    assert len(hidden_of(parts(8, 8, 1)).stars) > 1


def test_an_installation_may_ask_for_more_to_be_hidden() -> None:
    table = Release({"q": parts(9, 30, 12)}, limits=SmallNumbers(base=20, star=10))

    assert protect(table).stars == {("q", "cells", "o0")}


@pytest.mark.parametrize(
    ("to", "shown"), [(10, (10, 10, 20)), (7, (7, 14, 14)), (20, (0, 20, 20))], ids=str
)
def test_counts_are_rounded_to_what_was_chosen(to: int, shown: tuple[int, ...]) -> None:
    """Of halves upward."""
    assert tuple(SmallNumbers(to=to).rounded(count) for count in (9, 14, 15)) == shown


def test_of_several_limits_the_strictest_holds_in_each() -> None:
    others = (SmallNumbers(base=30), SmallNumbers(star=14), SmallNumbers(to=10))

    assert SmallNumbers().strictest(others) == SmallNumbers(base=30, star=14, to=10)


# ── By group ──────────────────────────────────────────────────────────────────────────────────


def split(**groups: tuple[int, ...]) -> Release:
    rows = {
        name: Row(sum(cells), {f"o{n}": count for n, count in enumerate(cells)})
        for name, cells in groups.items()
    }
    whole = [sum(column) for column in zip(*groups.values(), strict=True)]
    table = Table(
        {f"o{n}": count for n, count in enumerate(whole)}, sum(whole), facets={"area": rows}
    )
    return Release({"q": table}, {"area": {name: row.base for name, row in rows.items()}})


def test_in_a_table_by_group_small_cells_are_starred_and_small_groups_left_out() -> None:
    hidden = protect(split(east=(30, 3), west=(20, 21), north=(2, 4)))

    assert ("q", "area", "east", "o1") in hidden.inner
    assert ("area", "north") in hidden.groups


def test_a_star_that_the_other_groups_would_give_away_does_not_stand_alone() -> None:
    """Of 8, 8 and 1 the column's 17 would leave only 1: one of the others is starred with it."""
    hidden = protect(split(east=(8, 40), west=(8, 43), north=(1, 42)))

    starred = {(group, cell) for _, _, group, cell in hidden.inner}
    assert ("north", "o0") in starred
    assert len(starred) > 1


def test_later_figures_that_are_split_otherwise_hide_nothing_for_what_was_split_before() -> None:
    """Small counts by area, starred then, are not given away by the same answers split by
    nothing, or by something else."""
    by_area = split(east=(60, 6), west=(60, 7))
    published = replace(by_area, hidden=protect(by_area))
    table = by_area.tables["q"]
    by_age = {"young": Row(100, {"o0": 90, "o1": 10}), "old": Row(33, {"o0": 30, "o1": 3})}

    for facets in ({}, {"age": by_age}):
        sizes = {"age": {"young": 100, "old": 33}} if facets else {}
        later = Release({"q": replace(table, facets=facets)}, sizes)
        assert protect(later, [published]) == protect(later)


# ── The strongest reader ──────────────────────────────────────────────────────────────────────


def _published(*tables: Table) -> tuple[object, ...]:
    """All that a reader sees."""
    hidden = hidden_of(*tables)
    seen: list[object] = []
    for n, table in enumerate(tables):
        if str(n) in hidden.tables:
            seen.append("hidden")
            continue
        seen.append(SmallNumbers().rounded(table.base))
        seen += [
            "*" if (str(n), part, cell) in hidden.stars else SmallNumbers().rounded(count)
            for part, cell, count in table.counts()
        ]
    return tuple(seen)


def test_nobody_who_tries_every_possible_truth_finds_a_starred_count() -> None:
    """Who knows how we hide lists all truths that would be published as this one was."""
    truths = defaultdict(list)
    for cells in product(range(23), repeat=3):
        if sum(cells) >= BASE:
            truths[_published(parts(*cells))].append(cells)

    found = [
        (seen, place)
        for seen, alike in truths.items()
        for place in range(3)
        if len({cells[place] for cells in alike}) == 1 and 1 <= alike[0][place] <= STAR
    ]
    assert found == []


def test_nor_where_a_person_may_stand_in_several_cells() -> None:
    truths = defaultdict(list)
    for base, *cells in product(range(1, 33), range(33), range(33)):
        if max(cells) <= base <= sum(cells) <= 2 * base:
            table = Table({f"o{n}": c for n, c in enumerate(cells)}, base, picks=(1, 2))
            truths[_published(table)].append(cells)

    found = [
        (seen, place)
        for seen, alike in truths.items()
        for place in range(2)
        if len({cells[place] for cells in alike}) == 1 and 1 <= alike[0][place] <= STAR
    ]
    assert found == []


counts = st.one_of(st.integers(0, 12), st.integers(0, 12), st.integers(0, 400))


@given(st.lists(counts, min_size=1, max_size=6), st.lists(counts, max_size=3))
def test_every_small_count_is_hidden_and_every_small_base(
    cells: list[int], aside: list[int]
) -> None:
    named = {f"o{n}": count for n, count in enumerate(cells)}
    table = Table(named, sum(cells), {f"a{n}": count for n, count in enumerate(aside)})
    hidden = hidden_of(table)

    if table.base < BASE:
        assert hidden.tables == {"0"}
    elif not hidden.tables:
        small = {cell for _, cell, count in table.counts() if 1 <= count <= STAR}
        assert small <= {cell for _, _, cell in hidden.stars}

"""Whether we heard people right: two cells, of which one that is small hides both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.results.echo import heard_right
from bot.results.summary import Cell
from bot.results.tables import USUAL, SmallNumbers


@pytest.mark.parametrize(
    ("agree", "disagree", "base", "shown"),
    [
        pytest.param(6, 3, None, {}, id="fewer_than_ten"),
        pytest.param(0, 0, None, {}, id="nobody"),
        pytest.param(41, 7, 50, {"agree": None, "disagree": None}, id="a_small_one_hides_both"),
        pytest.param(2, 98, 100, {"agree": None, "disagree": None}, id="whichever_it_is"),
        pytest.param(43, 8, 50, {"agree": 45, "disagree": 10}, id="both_are_large"),
        pytest.param(12, 0, 10, {"agree": 10, "disagree": 0}, id="nobody_disagrees"),
    ],
)
def test_what_is_shown_of_two_counts(
    agree: int, disagree: int, base: int | None, shown: dict[str, int | None]
) -> None:
    found = heard_right(agree, disagree, USUAL)

    assert found.base == base
    assert {cell.id: cell.n for cell in found.cells} == shown


def test_percentages_come_from_what_is_shown() -> None:
    assert heard_right(43, 8, USUAL).cells == (Cell("agree", 45, 90), Cell("disagree", 10, 20))


@given(st.integers(0, 300), st.integers(1, 7))
def test_no_small_count_can_be_worked_out(large: int, small: int) -> None:
    for found in (heard_right(large, small, USUAL), heard_right(small, large, USUAL)):
        assert all(cell.n is None for cell in found.cells)


def test_an_installation_may_hide_more() -> None:
    strict = SmallNumbers(base=30, star=9, to=10)

    assert heard_right(20, 9, strict).base is None
    assert heard_right(43, 9, strict).cells == (Cell("agree", None), Cell("disagree", None))
    assert heard_right(43, 16, strict).cells == (Cell("agree", 40, 67), Cell("disagree", 20, 33))

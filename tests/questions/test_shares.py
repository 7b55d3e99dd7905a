"""Points by option, out of the ways in which people write them."""

from __future__ import annotations

import pytest

from bot.questions.menu import menu_of
from bot.questions.shares import read_shares
from tests.questions.hearing import hearing, said

LABELS = {"bus": ("Later buses", "bus"), "park": ("The park", "park"), "gp": ("GP", "doctor")}


def shared(reply: str, tag: str = "en") -> dict[str, int] | None:
    """What each was given, those that were given nothing left out."""
    found = read_shares(said(reply), menu_of(hearing(LABELS, tag), tuple(LABELS)), 10)
    return None if found is None else {option: n for option, n in found.items() if n}


@pytest.mark.parametrize(
    ("reply", "given_"),
    [
        pytest.param("1:5 2:3 3:2", {"bus": 5, "park": 3, "gp": 2}, id="signs"),
        pytest.param("1=5, 2=3, 3=2", {"bus": 5, "park": 3, "gp": 2}, id="equals"),
        pytest.param("1-5; 2-5", {"bus": 5, "park": 5}, id="dashes"),
        pytest.param("1) 5\n2) 3\n3) 2", {"bus": 5, "park": 3, "gp": 2}, id="brackets"),
        pytest.param("3:10", {"gp": 10}, id="one_pair"),
        pytest.param("5 3 2", {"bus": 5, "park": 3, "gp": 2}, id="in_order"),
        pytest.param("5,3,2", {"bus": 5, "park": 3, "gp": 2}, id="commas"),
        pytest.param("5/3/2", {"bus": 5, "park": 3, "gp": 2}, id="slashes"),
        pytest.param("five three two", {"bus": 5, "park": 3, "gp": 2}, id="number_words"),
        pytest.param("0 0 10", {"gp": 10}, id="noughts_are_left_out"),
        pytest.param("5 3 1", {"bus": 5, "park": 3, "gp": 1}, id="under_spent"),
        pytest.param("1 5 2 5", {"bus": 5, "park": 5}, id="pairs_without_signs"),
        pytest.param("bus 5 park 3 gp 2", {"bus": 5, "park": 3, "gp": 2}, id="labels"),
        pytest.param("5 for the bus and 5 for the doctor", {"bus": 5, "gp": 5}, id="sentence"),
        pytest.param("all on 2", {"park": 10}, id="all_on_a_number"),
        pytest.param("all to the park", {"park": 10}, id="all_on_a_label"),
        pytest.param("all 10 on 2", {"park": 10}, id="all_ten"),
        pytest.param("10 on 2", {"park": 10}, id="ten_on"),
        pytest.param("none", {}, id="none"),
        pytest.param("0", {}, id="nought"),
        pytest.param("none please", {}, id="none_please"),
        pytest.param("5 5", None, id="too_few_to_know_which"),
        pytest.param("2 8", None, id="option_or_points"),
        pytest.param("7", None, id="one_number"),
        pytest.param("1:5 1:5", None, id="twice_the_same"),
        pytest.param("4:5 1:5", None, id="no_such_option"),
        pytest.param("bus park", None, id="no_points"),
        pytest.param("not 5 3 2", None, id="denied"),
        pytest.param("5 3 2?", None, id="asked_back"),
        pytest.param("2.5 2.5 5", None, id="fractions"),
        pytest.param("lots", None, id="words"),
    ],
)
def test_what_is_certain_is_taken_and_nothing_else(
    reply: str, given_: dict[str, int] | None
) -> None:
    assert shared(reply) == given_


@pytest.mark.parametrize(
    ("reply", "given_"),
    [
        pytest.param("৫ ৩ ২", {"bus": 5, "park": 3, "gp": 2}, id="digits"),
        pytest.param("১:৫ ২:৫", {"bus": 5, "park": 5}, id="pairs"),
        pytest.param("সব ২", {"park": 10}, id="all"),
        pytest.param("shob 2", {"park": 10}, id="all_romanised"),
        pytest.param("কোনোটাই না", {}, id="none"),
        pytest.param("০", {}, id="nought"),
        pytest.param("pach tin dui", {"bus": 5, "park": 3, "gp": 2}, id="romanised_numbers"),
    ],
)
def test_bengali_is_read_as_english_is(reply: str, given_: dict[str, int]) -> None:
    assert shared(reply, "bn") == given_

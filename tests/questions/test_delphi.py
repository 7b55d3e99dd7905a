"""What is asked in which round, what counts as agreement, and how people say "the same"."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.model import Accepted, GroupRating, Outcome, Rejected, Round
from bot.questions.delphi import Agree, Delphi
from tests.questions.hearing import hearing, said

ASKED = Delphi(
    items=("a", "b", "c"), each=timedelta(days=14), agree=Agree(share=80, within=(7, 9))
)
TOLD = GroupRating(5, 4, 6)


def test_agreement_lies_at_either_end() -> None:
    assert (list(ASKED.high), list(ASKED.low)) == ([7, 8, 9], [1, 2, 3])
    of_five = replace(ASKED, to=5, agree=Agree(share=75, within=(4, 5)))
    assert (list(of_five.high), list(of_five.low)) == ([4, 5], [1, 2])


def test_what_is_settled_is_asked_no_more() -> None:
    second = ASKED.after((Round({"a": TOLD, "b": TOLD}, ("b",)),))

    assert (second.number, second.pool()) == (2, ("a", "c"))
    assert (second.group("a"), second.group("c")) == (TOLD, None)


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param((Round(), Round(), Round()), id="last_round_has_ended"),
        pytest.param((Round({}, ("a", "c")), Round({}, ("b",))), id="all_is_settled"),
    ],
)
def test_then_it_is_over(ended: tuple[Round, ...]) -> None:
    assert ASKED.after(ended).pool() == ()


def test_an_item_keeps_the_figures_of_the_round_in_which_it_was_settled() -> None:
    third = ASKED.after((Round({"a": TOLD}, ("a",)), Round({"b": GroupRating(7, 7, 8)})))

    assert third.group("a") == TOLD


@pytest.mark.parametrize(
    "reply",
    ["same", "SAME", "Keep it please", "no change", "একই", "আগের মতো", "eki", "bodlabo na"],
)
def test_the_same_is_what_they_gave_before(reply: str) -> None:
    again = replace(hearing(tag="bn"), own=6)

    assert ASKED.read(said(reply), again) == Accepted(6)
    assert isinstance(ASKED.read(said(reply), hearing(tag="bn")), Rejected)


@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        pytest.param("8", Accepted(8), id="another_number"),
        pytest.param("৪", Accepted(4), id="bengali_digit"),
        pytest.param("don't know", Accepted(None, Outcome.DONT_KNOW), id="no_longer_knows"),
    ],
)
def test_another_answer_takes_its_place(reply: str, meant: Accepted) -> None:
    assert ASKED.read(said(reply), replace(hearing(tag="bn"), own=6)) == meant


@pytest.mark.parametrize("reply", ["same or 8", "not the same", "12", "the same as my sister"])
def test_doubt_is_asked_again(reply: str) -> None:
    assert isinstance(ASKED.read(said(reply), replace(hearing(tag="en"), own=6)), Rejected)

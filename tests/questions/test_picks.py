"""Multiple choice and ranking: several options in one reply."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.model import Accepted, Other, Outcome, Rejected
from bot.questions.keys import read as read_keys
from bot.questions.multi_choice import MultiChoice
from bot.questions.ranking import Ranking
from tests.questions.hearing import hearing, said, value_of

BARRIERS = {
    "letter": ("চিঠি পাইনি", "No letter"),
    "language": ("চিঠি আমার ভাষায় নয়", "Letter not in my language"),
    "travel": ("অনেক দূর", "Too far"),
    "time": ("সময় মেলে না", "Bad time"),
    "drops": ("ড্রপ নিয়ে ভয়", "Worried about the drops"),
    "other": ("অন্য কিছু", "Something else"),
    "none": ("কোনোটি নয়", "None of these"),
}
BARRIER = MultiChoice(
    choices=("letter", "language", "travel", "time", "drops"), other=True, none_of_these=True
)
GIVEN = hearing(BARRIERS)

PICKED = [
    *[(text, ("letter", "travel")) for text in (
        "1 3", "1,3", "1, 3", "1 and 3", "1 & 3", "1+3", "1/3", "1. 3.", "1;3", "1\n3",
        "13", "3 1",
        "3 and 1", "1 and 3 please", "number 1 and number 3", "no 1 and no 3",
        "no letter, too far",
        "No letter and too far", "1 no letter, 3 too far", "one and three",
        "one three", "1st and 3rd", "1, 3 thanks x", "১ ৩", "১,৩", "১ ও ৩", "১ আর ৩",
        "১ এবং ৩", "১, ৩ নম্বর",
        "১৩", "এক আর তিন", "ek ar tin", "1 ar 3", "1 o 3", "1 r 3", "ek, tin",
        "চিঠি পাইনি, অনেক দূর", "চিঠি পাইনি ও অনেক দূর", "no letter + 3",
        "options 1 and 3", "1 n 3",
        "too far, no leter", "1️⃣ 3️⃣", "its 1 and 3", "1 also 3", "1 plus 3",
    )],
    *[(text, ("letter", "travel", "drops")) for text in (
        "1 3 5", "1, 3 and 5", "135", "1,3,5", "1-3-5", "5 3 1", "১ ৩ ৫", "1, 3, drops",
    )],
    *[(text, ("travel",)) for text in (
        "3", "৩", "too far", "Too far!", "only 3", "just 3", "3 please", "অনেক দূর",
        "tin", "too farr",
        "number 3", "3 too far", "travel",
    )],
    *[(text, ("letter", "language", "travel", "time", "drops")) for text in (
        "all", "all of them", "All of the above", "সব", "সবগুলো", "shob", "sobgula",
        "12345",
        "everything", "1 2 3 4 5",
    )],
    *[(text, ("none",)) for text in (
        "none", "none of these", "None of them", "7", "৭", "কোনোটাই না", "konotai na",
        "nothing",
        "কোনোটি নয়",
    )],
    ("1 6", ("letter", Other(""))),
    ("1 and other", ("letter", Other(""))),
    ("6 The Parking", (Other("The Parking"),)),
    ("other: the parking costs", (Other("the parking costs"),)),
    ("1, 3, other: My son works", ("letter", "travel", Other("My son works"))),
    ("something else", (Other(""),)),
]  # fmt: skip

NOT_PICKED = [
    "", "?", "8", "1 9", "1 or 3", "1-3", "1 to 3", "not 1", "all but 2", "all except 2",
    "1 not 2",
    "everything apart from 3", "maybe 1", "1 3?", "1 maybe 3", "11", "1 too far", "yes",
    "no", "ok", "asdf", "1 asdf", "১ বা ৩", "১ না ৩", "1 naki 3", "first two", "any",
    "between 1 and 3",
    "1 3 but not 5", "ha", "accha", "1 and something i cannot say", "100", "0", "1 7",
    "none and 1",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), PICKED, ids=[text for text, _ in PICKED])
def test_picks_are_found_in_any_separator(text: str, value: tuple[object, ...]) -> None:
    assert value_of(BARRIER, text, GIVEN) == value


@pytest.mark.parametrize("text", NOT_PICKED)
def test_nothing_is_picked_where_any_of_it_is_unclear(text: str) -> None:
    assert not isinstance(BARRIER.read(said(text), GIVEN), Accepted)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("1 2 3 4", "bot.hint.too_many", id="too_many"),
        pytest.param("1", "bot.hint.too_few", id="too_few"),
        pytest.param("1 7", "bot.hint.alone", id="none_is_alone"),
        pytest.param("asdf", "bot.hint.many", id="unknown"),
    ],
)
def test_the_hint_says_what_is_wrong(text: str, key: str) -> None:
    question = replace(BARRIER, at_least=2, at_most=3)

    verdict = question.read(said(text), GIVEN)

    assert isinstance(verdict, Rejected)
    assert verdict.hint.key == key


def test_a_bound_may_be_an_earlier_answer() -> None:
    question = read_keys(
        MultiChoice,
        {"choices": ("letter", "language", "travel"), "at_most": {"answer": "how_many"}},
    )
    bound = hearing(BARRIERS, answers={"how_many": 1})

    assert isinstance(question.read(said("1 2"), bound), Rejected)
    assert isinstance(question.read(said("1 2"), hearing(BARRIERS)), Accepted)


@pytest.mark.parametrize(
    "text", ["no far", "not far", "no drops", "1 and no travel", "no bad time"]
)
def test_a_denied_option_is_not_picked(text: str) -> None:
    labels = {key: each for key, each in BARRIERS.items() if key != "letter"}
    question = MultiChoice(choices=("language", "travel", "time", "drops"))

    assert not isinstance(question.read(said(text), hearing(labels)), Accepted)


def test_not_knowing_is_an_answer() -> None:
    assert BARRIER.read(said("jani na"), GIVEN) == Accepted(None, Outcome.DONT_KNOW)


WISHES = {
    "evening": ("সন্ধ্যা বা শনিবার", "Evenings or Saturdays"),
    "nearer": ("কাছের ক্লিনিক", "A nearer clinic"),
    "speaker": ("বাংলাভাষী কর্মী", "Bengali-speaking staff"),
}
WISH = Ranking(choices=tuple(WISHES))

RANKED = [
    "312", "3 1 2", "3,1,2", "3, 1, 2", "3-1-2", "3/1/2", "3>1>2", "3 > 1 > 2", "3.1.2",
    "3;1;2",
    "3 then 1 then 2", "3 and 1 and 2", "three one two",
    "3 1 and 2 thanks", "3\n1\n2", "৩১২", "৩ ১ ২", "৩, ১, ২", "৩ তারপর ১ তারপর ২",
    "তিন এক দুই",
    "tin ek dui", "3 tarpor 1 tarpor 2", "3️⃣1️⃣2️⃣", "3rd 1st 2nd",
    "number 3, number 1, number 2",
    "bengali speaking staff, evenings or saturdays, a nearer clinic",
    "Bengali-speaking staff, evenings or saturdays then nearer clinic",
    "speaker, evening, nearer", "বাংলাভাষী কর্মী, সন্ধ্যা বা শনিবার, কাছের ক্লিনিক",
    "3 → 1 → 2",
]  # fmt: skip
NOT_RANKED = [
    "", "3", "3 1", "1 1 2", "112", "3 1 2 4", "3124", "3 or 1 then 2", "3 1 2?", "all",
    "yes",
    "3 1", "1 2 3 4 5", "not 3 1 2", "asdf", "9 8 7", "no", "maybe 312 or 321", "accha",
]  # fmt: skip


@pytest.mark.parametrize("text", RANKED)
def test_a_ranking_is_read_in_any_separator(text: str) -> None:
    assert value_of(WISH, text, hearing(WISHES)) == ("speaker", "evening", "nearer")


@pytest.mark.parametrize("text", NOT_RANKED)
def test_an_incomplete_ranking_is_asked_again(text: str) -> None:
    verdict = WISH.read(said(text), hearing(WISHES))

    assert isinstance(verdict, Rejected)
    assert verdict.hint.key == "bot.hint.ranking"


def test_a_ranking_may_ask_for_the_first_few() -> None:
    question = Ranking(choices=tuple(WISHES), at_most=2)

    assert value_of(question, "3 1", hearing(WISHES)) == ("speaker", "evening")
    assert isinstance(question.read(said("3 1 2"), hearing(WISHES)), Rejected)


@pytest.mark.parametrize("text", ["all 5", "all five", "all of them"])
def test_all_with_its_count_is_all(text: str) -> None:
    picked = ("letter", "language", "travel", "time", "drops")

    assert value_of(BARRIER, text, GIVEN) == picked


@pytest.mark.parametrize("text", ["all 3", "all three"])
def test_all_with_another_count_is_asked_again(text: str) -> None:
    assert not isinstance(BARRIER.read(said(text), GIVEN), Accepted)

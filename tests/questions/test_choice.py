"""One option: by number, label, alias, meaning, near miss; and what must be asked again."""

from __future__ import annotations

import pytest

from bot.model import Accepted, Other, Outcome, Rejected, Unsure
from bot.questions.choice import Choice
from tests.questions.hearing import hearing, said

PLACES = {
    "gp": "GP surgery",
    "pharmacy": ("The pharmacy", "chemist"),
    "hospital": "Hospital eye clinic",
    "mosque": "At the mosque",
    "other": "Somewhere else",
}
BENGALI_PLACES = {
    "gp": ("জিপি সার্জারি", "GP surgery"),
    "pharmacy": ("ফার্মেসি", "The pharmacy"),
    "hospital": ("হাসপাতাল", "Hospital"),
    "mosque": ("মসজিদ", "Mosque"),
    "other": ("অন্য কোথাও", "Somewhere else"),
}
PLACE = Choice(choices=("gp", "pharmacy", "hospital", "mosque"), other=True)

TAKEN = [
    *[("en", text, "pharmacy") for text in (
        "2", " 2 ", "2.", "2)", "(2)", "[2]", "#2", "no 2", "no. 2", "No.2", "nr 2",
        "number 2",
        "number 2 pls", "Number two please", "option 2", "opt 2", "2nd", "2nd one",
        "second",
        "the second one", "two", "TWO", "ans 2", "answer: 2", "my answer is 2",
        "i choose 2",
        "I pick number 2", "its 2", "it's 2", "2 please", "2 thanks", "2 x", "2 2",
        "2️⃣", "②",
        "２", "٢", "२", "the pharmacy", "pharmacy", "Pharmacy.", "PHARMACY", "chemist",
        "pharmcy",
        "pharmacey", "pharnacy", "the pharmcy please", "2 pharmacy", "2 - the pharmacy",
        "2. The pharmacy", "pharmacy 2", "2, pharmacy pls", "hi 2",
        "id say 2", "2 love", "put me down for 2", "number 2, thank you very much",
    )],
    *[("bn", text, "pharmacy") for text in (
        "২", "২।", "২ নং", "২ নম্বর", "২নং", "২ নাম্বার", "নম্বর ২", "দুই", "দুই নম্বর",
        "দ্বিতীয়",
        "দ্বিতীয়টা", "২য়", "২ নম্বরটা", "উত্তর ২", "২ আপা", "২ প্লিজ", "dui",
        "dui number", "2 number", "2 no",
        "dui nombor", "number dui", "2 nombor ta", "2 number ta", "ditio", "2nd",
        "ফার্মেসি",
        "pharmacy", "ফার্মেসী", "২ ফার্মেসি", "duita", "2 plz bhai", "আমি চাই ২",
        "ami chai 2",
    )],
    ("en", "gp", "gp"), ("en", "GP", "gp"), ("en", "gp surgery", "gp"),
    ("en", "g p surgery", "gp"),
    ("en", "hospital eye clinic", "hospital"), ("en", "hospitel eye clinic", "hospital"),
    ("en", "3 hospital", "hospital"), ("en", "mosque", "mosque"),
    ("en", "at mosque", "mosque"),
    ("en", "the mosque", "mosque"), ("en", "mosqe", "mosque"), ("bn", "মসজিদ", "mosque"),
    ("bn", "হাসপাতাল", "hospital"), ("bn", "হাসপাতল", "hospital"), ("bn", "৩", "hospital"),
    ("bn", "tin", "hospital"), ("bn", "tin number ta", "hospital"),
    ("bn", "char", "mosque"),
    ("bn", "চাইর", "mosque"), ("bn", "first one", "gp"), ("bn", "prothom ta", "gp"),
    ("bn", "প্রথমটি", "gp"), ("bn", "ek", "gp"),
]  # fmt: skip

NOT_TAKEN = [
    *[("en", text) for text in (
        "", "?", "...", "6", "0", "22", "99999999999999999999", "1 or 2", "1 2", "1,2",
        "1 and 2",
        "2 or 3", "2-3", "not 2", "not the pharmacy", "anything but 2", "maybe 2", "2?",
        "2 maybe",
        "either", "any", "dont mind", "yes", "no", "ok", "2 hospital", "1 pharmacy",
        "pharmacy or gp",
        "pharmacy and gp", "home", "the clinic is shut", "not gp", "no pharmacy", "NA",
        "asdf",
        "hospital or mosque", "2 no not 2", "i think 2", "2 if it is open",
        "neither", "none", "more than 2", "x", "2.5", "10", "b", "not 2 but 3", "except 2",
        "no 2 no 3", "2 sometimes", "up to 2",
    )],
    *[("bn", text) for text in (
        "২ না ৩", "২ বা ৩", "হয়তো ২", "আচ্ছা", "ঠিক আছে", "হুম", "জি", "না", "২ নয়",
        "accha",
        "hoyto 2", "2 naki 3", "মসজিদ না", "১ আর ২", "৭", "shat", "kichu ekta",
    )],
]  # fmt: skip


@pytest.mark.parametrize(("tag", "text", "option"), TAKEN, ids=[f"{t}-{x}" for t, x, _ in TAKEN])
def test_an_option_is_found_however_it_is_said(tag: str, text: str, option: str) -> None:
    menu = BENGALI_PLACES if tag == "bn" else PLACES

    assert PLACE.read(said(text), hearing(menu, tag)) == Accepted(option)


@pytest.mark.parametrize(("tag", "text"), NOT_TAKEN, ids=[f"{t}-{x}" for t, x in NOT_TAKEN])
def test_no_option_is_taken_where_the_reply_is_unclear(tag: str, text: str) -> None:
    menu = BENGALI_PLACES if tag == "bn" else PLACES

    assert not isinstance(PLACE.read(said(text), hearing(menu, tag)), Accepted)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        pytest.param("farmacy", ("pharmacy",), id="another_first_letter"),
        pytest.param("surgery", ("gp",), id="part_of_a_label"),
        pytest.param("1 or 2", ("gp", "pharmacy"), id="one_of_two"),
        pytest.param("2?", ("pharmacy",), id="a_question"),
        pytest.param("maybe 3", ("hospital",), id="hedged"),
        pytest.param("1 pharmacy", ("gp", "pharmacy"), id="number_and_label_disagree"),
    ],
)
def test_a_doubt_asks_which_was_meant(text: str, candidates: tuple[str, ...]) -> None:
    assert PLACE.read(said(text), hearing(PLACES, "en")) == Unsure(candidates)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("other", "", id="word"),
        pytest.param("somewhere else", "", id="label"),
        pytest.param("5", "", id="number"),
        pytest.param("other: My Mosque", "My Mosque", id="word_and_words"),
        pytest.param("5 the library", "the library", id="number_and_words"),
        pytest.param("somewhere else - the library", "the library", id="label_and_words"),
    ],
)
def test_other_takes_the_words_along(text: str, words: str) -> None:
    assert PLACE.read(said(text), hearing(PLACES, "en")) == Accepted(Other(words))


def test_a_tap_on_other_waits_for_the_words() -> None:
    assert PLACE.tapped("other") == Accepted(Other(""))
    assert PLACE.tapped("gp") == Accepted("gp")


def test_the_number_is_read_in_the_order_that_person_saw() -> None:
    shuffled = {option: PLACES[option] for option in ("hospital", "gp", "mosque", "pharmacy")}

    assert PLACE.read(said("1"), hearing(shuffled, "en")) == Accepted("hospital")


SURE = {"definitely": "Yes, definitely", "partly": "Yes, to some extent", "no": "No",
        "unsure": "Not sure"}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        pytest.param("no", Accepted("no"), id="no"),
        pytest.param("nope", Accepted("no"), id="nope"),
        pytest.param("na", Accepted("no"), id="na"),
        pytest.param("yes", Unsure(("definitely", "partly")), id="yes_is_two_options"),
        pytest.param("dont know", Accepted("unsure"), id="dont_know_is_an_option"),
        pytest.param("jani na", Accepted("unsure"), id="jani_na"),
        pytest.param("yes definitely", Accepted("definitely"), id="label"),
    ],
)
def test_yes_no_and_dont_know_find_the_option_that_says_so(text: str, verdict: object) -> None:
    question = Choice(choices=tuple(SURE))

    assert question.read(said(text), hearing(SURE)) == verdict


def test_dont_know_without_such_an_option_is_an_answer() -> None:
    verdict = PLACE.read(said("idk"), hearing(PLACES, "en"))

    assert verdict == Accepted(None, Outcome.DONT_KNOW)


def test_never_is_no_plain_no() -> None:
    often = {"often": "Often", "rarely": "Rarely", "never": "Never"}
    question = Choice(choices=tuple(often))

    assert isinstance(question.read(said("no"), hearing(often)), Rejected)
    assert question.read(said("never"), hearing(often)) == Accepted("never")


CHILDREN = {"none": "None", "one": "1", "more": "2 or more"}


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        pytest.param("1", ("none", "one"), id="one_is_a_label_and_a_number"),
        pytest.param("2", ("one", "more"), id="two_begins_a_label"),
    ],
)
def test_a_number_that_is_also_another_label_is_asked(
    text: str, candidates: tuple[str, ...]
) -> None:
    question = Choice(choices=tuple(CHILDREN))

    assert question.read(said(text), hearing(CHILDREN, "en")) == Unsure(candidates)


CLOSE = {"sat": "Satisfied", "dis": "Dissatisfied", "can": "I can get there",
         "cannot": "I can't get there", "with": "With my daughter's help",
         "happy": "Comfortable", "twelve": "In the last 12 months"}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "not_taken"),
    [
        pytest.param("unsatisfied", "sat", id="un"),
        pytest.param("uncomfortable", "happy", id="un_of_the_only_one"),
        pytest.param("i cant get ther", "can", id="cant"),
        pytest.param("without my daughters help", "with", id="without"),
        pytest.param("in the last 2 months", "twelve", id="another_number"),
        pytest.param("not comfortable", "happy", id="not"),
        pytest.param("not in the last 12 months", "twelve", id="not_in"),
    ],
)
def test_a_near_miss_never_crosses_a_denial_or_a_number(text: str, not_taken: str) -> None:
    labels = {key: label for key, label in CLOSE.items() if key != "cannot"}
    question = Choice(choices=tuple(labels))

    assert question.read(said(text), hearing(labels, "en")) != Accepted(not_taken)


def test_labels_a_letter_apart_are_asked_about() -> None:
    labels = {"a": "Monday", "b": "Sunday"}
    question = Choice(choices=tuple(labels))

    assert question.read(said("munday"), hearing(labels, "en")) == Unsure(("a", "b"))


def test_part_of_a_label_is_asked_about_before_what_only_sounds_alike() -> None:
    labels = {"m": "Weekday mornings", "e": "Evenings"}
    question = Choice(choices=tuple(labels))

    assert question.read(said("mornings"), hearing(labels, "en")) == Unsure(("m",))
    assert question.read(said("only evenings"), hearing(labels, "en")) == Accepted("e")


def test_the_hint_says_how_many_there_are() -> None:
    verdict = PLACE.read(said("asdf"), hearing(PLACES, "en"))

    assert isinstance(verdict, Rejected)
    assert (verdict.hint.key, verdict.hint.values) == ("bot.hint.choice", {"last": "5"})

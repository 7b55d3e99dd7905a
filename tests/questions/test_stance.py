"""Agree, disagree, pass: as people say it, in every language, and never one for the other."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.catalogue import Catalogue
from bot.language.lexicon import STANCES, Lexicon
from bot.questions.stance import NO_STANCE, Stance, stance
from tests.questions.hearing import LOCALES, said


@cache
def ours() -> Catalogue:
    return Catalogue.load(LOCALES)


def lexicon(tag: str) -> Lexicon:
    return ours().lexicon(tag)


TAGS = sorted(ours().words)

SAID = {
    "en": {
        "agree": [
            "a",
            "A",
            "Agree",
            "I agree",
            "yes i do",
            "yes",
            "agreed.",
            "AGREE please",
            "👍",
        ],
        "disagree": ["d", "Disagree!", "i dont agree", "I don't agree", "no", "nope", "dissagree"],
        "pass": ["p", "Pass", "not sure", "don't know", "no opinion", "neutral", "depends"],
    },
    "bn": {
        "agree": ["একমত", "আমি একমত", "ekmot", "ami ekmot", "হ্যাঁ", "ha", "a", "রাজি", "সহমত"],
        "disagree": ["একমত নই", "একমত না", "ekmot na", "dimot", "না", "দ্বিমত", "raji na", "d"],
        "pass": ["পাস", "জানি না", "jani na", "মতামত নেই", "p"],
    },
    "syl": {"agree": ["একমত", "অয়"], "disagree": ["একমত নায়", "ekmot nay"], "pass": ["জানি না"]},
    "ur": {
        "agree": ["متفق", "muttafiq", "main muttafiq hun", "جی ہاں"],
        "disagree": ["متفق نہیں", "muttafiq nahi", "اختلاف", "nahi"],
        "pass": ["پاس", "koi rai nahi", "معلوم نہیں"],
    },
    "pl": {
        "agree": ["zgadzam się", "zgadzam sie", "tak"],
        "disagree": ["nie zgadzam się", "nie zgadzam sie", "nie"],
        "pass": ["pas", "bez zdania", "nie wiem"],
    },
    "cy": {
        "agree": ["cytuno", "dwi'n cytuno", "c", "agree"],
        "disagree": ["anghytuno", "dwi ddim yn cytuno", "disagree"],
        "pass": ["pasio", "dim barn"],
    },
    "zh-Hans": {
        "agree": ["同意", "我同意。"],
        "disagree": ["不同意", "反对"],
        "pass": ["跳过", "中立"],
    },
    "so": {
        "agree": ["waan raacsanahay", "haa"],
        "disagree": ["ma raacsani", "maya"],
        "pass": ["ka bood", "ma garanayo"],
    },
}


@pytest.mark.parametrize("tag", SAID)
def test_each_is_heard_as_people_say_it(tag: str) -> None:
    for meaning, replies in SAID[tag].items():
        for reply in replies:
            assert stance(said(reply), lexicon(tag)) == Stance(meaning, is_sure=True), reply


@pytest.mark.parametrize("tag", TAGS)
def test_every_language_has_words_for_all_three_and_hears_them(tag: str) -> None:
    for meaning in STANCES:
        listed = ours().words[tag].lists[meaning]
        assert listed
        for phrase in listed:
            heard = stance(said(phrase), lexicon(tag)).meaning
            assert heard in {meaning, ""}, phrase  # "" where English says another with it


@pytest.mark.parametrize("tag", TAGS)
def test_no_yes_disagrees_and_no_no_agrees(tag: str) -> None:
    wrong = {"yes": "disagree", "no": "agree"}
    for role, contrary in wrong.items():
        for phrase in ours().words[tag].roles[role]:
            assert stance(said(phrase), lexicon(tag)).meaning != contrary, phrase


def test_a_letter_that_begins_two_of_them_decides_nothing() -> None:
    assert stance(said("a"), lexicon("cy")) == NO_STANCE
    assert stance(said("a"), lexicon("en")).meaning == "agree"


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        pytest.param("agree, it is too far", Stance("agree", is_sure=True), id="goes_on"),
        pytest.param("agree, but not on Sundays", Stance("agree"), id="but"),
        pytest.param("agree?", Stance("agree"), id="asks"),
        pytest.param("agree, disagree", NO_STANCE, id="both"),
        pytest.param("agree and disagree", NO_STANCE, id="both_joined"),
        pytest.param("agree 👎", NO_STANCE, id="a_thumb_down"),
        pytest.param("I would rather the bus ran later", NO_STANCE, id="something_else"),
        pytest.param("", NO_STANCE, id="nothing"),
    ],
)
def test_what_is_doubtful_is_not_taken(reply: str, heard: Stance) -> None:
    assert stance(said(reply), lexicon("en")) == heard


@given(
    st.sampled_from(sorted(SAID)),
    st.sampled_from(["agree", "disagree"]),
    st.lists(st.sampled_from(["please", "thanks", "but", "not", "maybe", "1", "?", ",", "no"])),
)
def test_whatever_stands_beside_it_turns_nothing_round(
    tag: str, meaning: str, beside: list[str]
) -> None:
    contrary = {"agree": "disagree", "disagree": "agree"}[meaning]

    heard = stance(said(" ".join([meaning, *beside])), lexicon(tag))

    assert not (heard.is_sure and heard.meaning == contrary)

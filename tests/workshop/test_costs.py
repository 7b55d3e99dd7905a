"""Costs are counted on the texts that people would get."""

from __future__ import annotations

from bot.channels import LIMITS
from bot.flow.load import load
from bot.language.catalogue import Catalogue
from bot.language.segments import count
from bot.workshop.costs import Message, costs, messages
from tests.flow.files import BLOCKS, EYES, ROOT

DOCUMENT = load(EYES, BLOCKS)
WRITTEN = tuple(messages(DOCUMENT, Catalogue.load(ROOT / "locales"), LIMITS["sms"]))


def test_every_question_is_written_in_every_language() -> None:
    steps = {step.id for step in DOCUMENT.flow.steps}

    assert {(each.language, each.step) for each in WRITTEN} == {
        (language, step) for language in DOCUMENT.plan.languages for step in steps
    }
    assert all(each.body and each.parts == count(each.body).segments for each in WRITTEN)


def test_the_invitation_and_the_first_question_are_one_text() -> None:
    first = [each for each in WRITTEN if each.is_first]

    assert {each.step for each in first} == {"consent__agree"}
    assert all("Example NHS Trust" in each.body or each.language != "en" for each in first)


def test_the_longest_way_is_the_sum_of_its_texts() -> None:
    english, bengali, *_ = costs(DOCUMENT, WRITTEN, LIMITS["sms"])

    assert english.messages == bengali.messages
    assert english.messages <= english.parts < bengali.parts


def test_a_single_odd_letter_is_named_and_a_whole_script_is_not() -> None:
    fete = Message("en", "a", False, "fête", count("fête").segments)
    bengali = Message("bn", "a", False, "কেমন আছেন", 1)

    assert fete.stray == "ê"
    assert fete.parts_without_stray == 1
    assert bengali.stray == ""

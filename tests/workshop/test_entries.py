from __future__ import annotations

import pytest

from bot.language.languages import Language
from bot.language.po import Entry
from bot.workshop.entries import CHECKS, entry_problems

EN = Language("en", "English", "ltr", "latn", (), "Latn")
BN = Language("bn", "বাংলা", "ltr", "beng", (), "Beng", avoid=("তোমার", "তুমি"))


def _codes(source: str, text: str, language: Language = BN) -> list[str]:
    entry = Entry("x.title", source, text, is_fuzzy=False, file="bn/x.po", line=7)
    return [problem.code for problem in entry_problems(entry, language)]


@pytest.mark.parametrize(
    ("source", "text", "codes"),
    [
        pytest.param("Yes", "হ্যাঁ", [], id="sound"),
        pytest.param("Yes", "", [], id="not_translated_yet"),
        pytest.param("Hi {name}", "হাই", ["W-205"], id="blank_gone"),
        pytest.param("Hi {name}", "হাই {nam}", ["W-205", "W-205"], id="blank_misspelt"),
        pytest.param("Hi {a|you}", "হাই {a|আপনি}", [], id="fallback_translated"),
        pytest.param("{a} {b}", "{b} {a}", [], id="blanks_in_another_order"),
        pytest.param("Hi", "হাই }", ["W-205"], id="lone_brace"),
        pytest.param("See https://x.uk/a", "দেখুন https://x.uk/b", ["W-206"], id="address"),
        pytest.param("Yes", "হ\u09af\u09cb", [], id="already_normal"),
        pytest.param("Yes", "ড\u09bc ে\u09be", ["W-207"], id="not_normal"),
        pytest.param("Yes", "\u09dc", ["W-207"], id="a_composed_letter_is_not_normal"),
        pytest.param("Yes", "\u200eহ্যাঁ", ["W-208"], id="bidi_mark"),
        pytest.param("Yes", "ত\u09cd\u200d", ["W-208"], id="joiner_at_the_edge"),
        pytest.param("Yes", "র\u200d\u09cdযাব", [], id="joiner_inside"),
        pytest.param("Yes", "“হ্যাঁ”", [], id="curly_quotes_cost_bengali_nothing"),
        pytest.param("Yours", "তোমার মতামত", ["W-210"], id="too_familiar"),
        pytest.param("Yours", "তোমারই", [], id="another_word"),
    ],
)
def test_each_fault_of_a_translation_has_its_code(
    source: str, text: str, codes: list[str]
) -> None:
    assert _codes(source, text) == codes


def test_curly_quotes_double_the_price_of_english() -> None:
    assert _codes("Dont", "Don’t", EN) == ["W-209"]


def test_a_problem_says_where_and_what_to_do() -> None:
    entry = Entry("x.title", "Hi {name}", "হাই", is_fuzzy=False, file="bn/x.po", line=7)

    assert [str(problem) for problem in entry_problems(entry, BN)] == [
        "bn/x.po:7:1: W-205 x.title: {name} is gone from the translation. Put it back."
    ]


def test_every_check_is_explained_to_translators() -> None:
    from pathlib import Path

    manual = (Path(__file__).parents[2] / "locales" / "README.md").read_text(encoding="utf-8")

    assert [code for code in CHECKS if code not in manual] == []

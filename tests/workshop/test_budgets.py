from __future__ import annotations

from pathlib import Path

import pytest

from bot.flow.load import load
from bot.language.catalogue import Catalogue
from bot.workshop.budgets import by_sms, cheaper, plain, spent

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("letter", "instead"),
    [
        ("’", "'"),
        ("“", '"'),
        ("–", "-"),
        ("…", "..."),
        ("ł", "l"),
        ("ș", "s"),
        ("ŵ", "w"),
        ("ক", ""),
    ],
)
def test_a_letter_outside_the_cheap_alphabet_has_a_plain_one(letter: str, instead: str) -> None:
    assert plain(letter) == instead


def test_the_one_letter_that_makes_a_text_dear_is_named() -> None:
    assert cheaper("It’s " + "x" * 80) == {"’": "'"}


@pytest.mark.parametrize("body", ["plain", "It’s short", "কেমন আছেন? " * 20, "é" * 100], ids=str)
def test_what_costs_no_more_or_is_another_script_is_not_told(body: str) -> None:
    assert cheaper(body) == {}


def test_every_question_is_counted_with_its_options() -> None:
    path = ROOT / "flows" / "eye-screening-access"
    document = load(path, ROOT / "flows" / "_blocks")
    scene = by_sms(document, Catalogue.load(ROOT / "locales"))
    found = {each.step: each for each in spent(document, scene, "bn")}

    asked = [step.id for step in document.flow.steps if not step.question.is_silent]
    assert [*found] == asked
    assert "কখনও না" in found["last_visit"].body
    assert found["last_visit"].language == "bn"

"""The language of a bubble, from its letters and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.catalogue import Catalogue
from bot.web.tongue import chosen, language_of

OFFERED = ("en", "bn", "syl", "ur", "ar", "pl", "tr", "zh-Hans")
LOCALES = Path(__file__).parents[2] / "locales"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(LOCALES)


@pytest.mark.parametrize(
    ("text", "before", "language"),
    [
        pytest.param("শেষ কবে? ১ কখনো না", "bn", "bn", id="bengali_to_a_bengali_reader"),
        pytest.param("শেষ কবে?", "en", "bn", id="bengali_to_an_english_reader"),
        pytest.param("When was it?", "bn", "en", id="english_to_a_bengali_reader"),
        pytest.param("Example NHS Trust আপনার মতামত জানতে চায় আজ", "bn", "bn", id="mostly_bengali"),
        pytest.param("২", "bn", "bn", id="digits_alone_are_the_readers"),
        pytest.param("👍", "bn", "bn", id="no_letter_at_all"),
        pytest.param("何时?你去过吗", "en", "zh-Hans", id="chinese"),
        pytest.param("Kiedy to było? Czy nie w tym roku?", "bn", "pl", id="polish_by_its_words"),
        pytest.param("آپ کا آخری معائنہ کب ہوا؟", "ar", "ur", id="urdu_by_its_letters"),
    ],
)
def test_letters_and_words_tell_the_language(
    catalogue: Catalogue, text: str, before: str, language: str
) -> None:
    assert language_of(text, before, OFFERED, catalogue) == language


def test_who_picked_a_language_that_is_read_in_anothers_words_keeps_it(
    catalogue: Catalogue,
) -> None:
    assert chosen("bn", "syl", catalogue) == "syl"
    assert chosen("pl", "syl", catalogue) == "pl"
    assert chosen("bn", "", catalogue) == "bn"

"""The language of a bubble, from its script."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.language.catalogue import Catalogue
from bot.web.tongue import language_of

LOCALES = Path(__file__).parents[2] / "locales"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(LOCALES)


@pytest.mark.parametrize(
    ("text", "own", "language"),
    [
        pytest.param("শেষ কবে? ১ কখনো না", "bn", "bn", id="bengali_to_a_bengali_reader"),
        pytest.param("শেষ কবে?", "en", "bn", id="bengali_to_an_english_reader"),
        pytest.param("When was it?", "bn", "en", id="english_to_a_bengali_reader"),
        pytest.param("Example NHS Trust আপনার মতামত জানতে চায় আজ", "bn", "bn", id="mostly_bengali"),
        pytest.param("২", "bn", "bn", id="digits_alone_are_the_readers"),
        pytest.param("👍", "bn", "bn", id="no_letter_at_all"),
    ],
)
def test_the_script_tells_the_language(
    catalogue: Catalogue, text: str, own: str, language: str
) -> None:
    assert language_of(text, own, catalogue) == language

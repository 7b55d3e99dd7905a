from __future__ import annotations

import pytest

from bot.language.english import agreed, counted


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 people"), (1, "1 person"), (2, "2 people"), (1200, "1,200 people")],
)
def test_a_number_agrees_with_what_it_counts(number: int, said: str) -> None:
    assert counted(number, "person", "people") == said


def test_most_words_take_an_s() -> None:
    assert [counted(n, "text") for n in (1, 2)] == ["1 text", "2 texts"]


def test_a_verb_agrees_too() -> None:
    assert [agreed(n, "is", "are") for n in (0, 1, 2)] == ["are", "is", "are"]

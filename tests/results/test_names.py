"""What values are called: by their words, and by themselves where they have none."""

from __future__ import annotations

import pytest

from bot.model import Other
from bot.questions.yes_no import YesNo
from bot.results.names import label_of, name_of
from tests.results.test_respondents import document, step


@pytest.mark.parametrize(
    ("value", "name"),
    [(True, "yes"), (False, "no"), (3.0, "3"), (2.5, "2.5"), ("a", "a"), (Other("x"), "other")],
)
def test_a_coded_value_names_its_option(value: object, name: str) -> None:
    assert name_of(value) == name


@pytest.mark.parametrize(
    ("option", "label"), [("a", "Swings"), ("yes", "Yes"), ("elsewhere", "elsewhere"), ("z", "z")]
)
def test_an_option_is_called_by_its_words(option: str, label: str) -> None:
    asked = step("q", YesNo())

    assert label_of(option, asked, document(asked)) == label

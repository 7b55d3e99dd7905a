"""Digits with marks: what is one number, and what could be two."""

from __future__ import annotations

import pytest

from bot.language.numerals import measure, parse_numeral
from tests.questions.hearing import lexicon


@pytest.mark.parametrize(
    ("written", "decimal", "value"),
    [
        ("40", ".", 40),
        ("1,000", ".", 1000),
        ("1,25,000", ".", 125000),
        ("12,50,000", ".", 1250000),
        ("1,250,000.5", ".", 1250000.5),
        ("2.5", ".", 2.5),
        ("0.125", ".", 0.125),
        ("1٬200", ".", 1200),
        ("3٫5", ".", 3.5),
        ("1.000,5", ",", 1000.5),
        ("2,5", ",", 2.5),
        ("1.000", ".", None),
        ("1,000", ",", None),
        ("1,5", ".", None),
        ("1,00", ".", None),
        ("1,2,3", ".", None),
        ("4.5.6", ".", None),
        ("1,0000", ".", None),
        ("9" * 15, ".", 10**15 - 1),
        ("9" * 16, ".", None),
    ],
)
def test_marks_are_read_one_way_or_not_at_all(
    written: str, decimal: str, value: float | None
) -> None:
    assert parse_numeral(written, decimal) == value


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        pytest.param("1 hour 20 min", [({1}, "hours"), ({20}, "minutes")], id="two_units"),
        pytest.param("between 2 and 3", [({2}, ""), ({3}, "")], id="two_numbers"),
        pytest.param("shat", [({7, 60}, "")], id="an_ambiguous_word"),
        pytest.param("সাড়ে তিন ঘণ্টা", [({3.5}, "hours")], id="added_before"),
        pytest.param("সাড়ে ৩ হাজার", [({3500}, "")], id="multiplied_after_adding"),
        pytest.param("সাড়ে তিনশ", [({350}, "")], id="a_half_of_what_multiplies"),
        pytest.param("hundred twenty five", [({125}, "")], id="hundred_ten_unit"),
        pytest.param("two thousand five hundred", [({2500}, "")], id="thousand_hundred"),
        pytest.param("an hour and a half", [({1.5}, "hours")], id="a_half_after_the_unit"),
        pytest.param("2 hours and 15 minutes", [({2}, "hours"), ({15}, "minutes")], id="and"),
        pytest.param("1 hour and half a minute", [({1}, "hours"), ({0.5}, "minutes")], id="own"),
        pytest.param("１．５", [({1.5}, "")], id="wide"),
        pytest.param("nothing here", [], id="none"),
    ],
)
def test_every_amount_is_found_with_its_unit(
    text: str, amounts: list[tuple[set[float], str]]
) -> None:
    found = measure(text, lexicon()).amounts

    assert [(set(amount.values), amount.unit) for amount in found] == amounts


@pytest.mark.parametrize("text", ["40+", "<5", "2+2", "2 + 2"])
def test_a_comparison_or_a_sum_is_told(text: str) -> None:
    assert measure(text, lexicon()).is_compared

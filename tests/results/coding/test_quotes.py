"""What is taken out of words before they are printed, and what must not be left in."""

from __future__ import annotations

import pytest

from bot.results.coding.quotes import leaks, redacted


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        pytest.param("Dr Shah was late", ["Dr Shah"], "[…] was late", id="a_name"),
        pytest.param("dr shah, DR SHAH", ["Dr Shah"], "[…], […]", id="whatever_its_capitals"),
        pytest.param("Ann and Anna", ["Ann", "Anna"], "[…] and […]", id="the_longer_first"),
        pytest.param("a.b", ["a.b"], "[…]", id="not_a_pattern"),
        pytest.param("axb", ["a.b"], "axb", id="and_only_those_words"),
        pytest.param("ডাক্তার শাহ দেরি করেন", ["ডাক্তার শাহ"], "[…] দেরি করেন", id="bengali"),
    ],
)
def test_words_are_taken_out_wherever_they_stand(text: str, words: list[str], shown: str) -> None:
    assert redacted(text, words) == shown


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("ring 07700 900123", ["a telephone number"], id="telephone"),
        pytest.param("ring ০৭৭০০ ৯০০১২৩", ["a telephone number"], id="in_bengali_digits"),
        pytest.param("write to a.b@example.org", ["an e-mail address"], id="e_mail"),
        pytest.param("I live at E1 4NS", ["a postcode"], id="postcode"),
        pytest.param("see www.example.org/me", ["a web address"], id="web"),
        pytest.param("The 25 bus never comes at 10", [], id="nothing"),
        pytest.param("In 2027 it took 45 minutes", [], id="a_year_is_none"),
    ],
)
def test_what_leads_to_somebody_is_found(text: str, what: list[str]) -> None:
    assert list(leaks(text)) == what

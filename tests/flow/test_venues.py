"""What people make of the word on a poster, and what its link carries."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.venues import LIMIT_WORD_CHARS, Ways, token, ways
from bot.language.folding import fold

EYES = ways({"eyes1": "mosque", "eyes2": "library", "eyes3": "Lea View shop"})
PHRASES = ways({"eyes mosque": "mosque", "eyes library": "library"})
LONE = ways({"the park": "gate", "end1": "hall", "চোখ": "দোকান"})


@pytest.mark.parametrize(
    ("there", "said", "venue"),
    [
        pytest.param(EYES, "EYES1", "mosque", id="as_printed"),
        pytest.param(EYES, "eyes 2", "library", id="parted_by_the_keyboard"),
        pytest.param(EYES, "Eyes-2.", "library", id="with_signs"),
        pytest.param(EYES, "EYES১", "mosque", id="digits_of_another_script"),
        pytest.param(PHRASES, "EyesMosque", "mosque", id="two_words_as_one"),
        pytest.param(LONE, "চোখ", "দোকান", id="another_script"),
        pytest.param(LONE, token("চোখ"), "দোকান", id="its_link"),
        pytest.param(PHRASES, token("EYES MOSQUE"), "mosque", id="the_link_of_two_words"),
        pytest.param(EYES, "EYES", None, id="no_venue"),
        pytest.param(EYES, "EYES9", None, id="not_listed"),
    ],
)
def test_a_listed_word_leads_to_its_venue(there: Ways, said: str, venue: str | None) -> None:
    assert there.venue(fold(said)) == venue


@pytest.mark.parametrize(
    ("there", "said", "source"),
    [
        pytest.param(EYES, "EYES", "EYES", id="the_number_forgotten"),
        pytest.param(EYES, "eyes9", "EYES", id="a_venue_nobody_listed"),
        pytest.param(EYES, "EYES market hall", "EYES", id="a_venue_named_and_not_listed"),
        pytest.param(EYES, "eyes mosque", "mosque", id="a_venue_named"),
        pytest.param(EYES, "EYES lea view SHOP", "Lea View shop", id="a_venue_of_three_words"),
        pytest.param(EYES, "EYES1 please", "EYES1", id="a_listed_word_and_more"),
        pytest.param(PHRASES, "EYES market", "EYES", id="what_two_phrases_begin_with"),
        pytest.param(EYES, "eyesight", None, id="another_word"),
        pytest.param(EYES, "my eyes", None, id="not_at_the_beginning"),
        pytest.param(LONE, "the bus is late", None, id="the_head_of_one_phrase"),
        pytest.param(LONE, "END", None, id="a_word_of_the_provider"),
        pytest.param(EYES, "", None, id="nothing"),
    ],
)
def test_what_begins_like_one_still_leads_in(there: Ways, said: str, source: str | None) -> None:
    assert there.source(fold(said)) == source


@given(st.text(min_size=1, max_size=LIMIT_WORD_CHARS).filter(lambda word: bool(fold(word))))
def test_every_word_has_a_link_that_telegram_takes_and_that_leads_to_its_venue(word: str) -> None:
    carried = token(word)

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", carried)
    assert ways({fold(word): "here"}).venue(fold(carried)) == "here"

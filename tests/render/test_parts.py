from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.language.segments import utf16_units
from bot.render.parts import fit, plain, shortened
from tests.render.scenes import SMS, TELEGRAM

TEXTS = st.text(st.sampled_from([*"ab \n", "ক", "ি", "্", "😀", "\u200d", "👩"]), max_size=200)


@pytest.mark.parametrize(
    ("text", "limit", "bodies"),
    [
        pytest.param("", 10, (), id="nothing"),
        pytest.param("\n \n", 10, (), id="blank"),
        pytest.param("short", 10, ("short",), id="fits"),
        pytest.param("one\ntwo\nthree", 8, ("one\ntwo", "three"), id="between_paragraphs"),
        pytest.param("abcdefghij", 4, ("abcd", "efgh", "ij"), id="a_long_paragraph"),
        pytest.param("abকিকি", 3, ("ab", "কি", "কি"), id="never_inside_a_grapheme"),
        pytest.param("😀😀", 3, ("😀", "😀"), id="counts_utf_16_units"),
    ],
)
def test_a_long_text_is_cut_where_it_hurts_least(
    text: str, limit: int, bodies: tuple[str, ...]
) -> None:
    assert fit(text, replace(SMS, limit_chars=limit)) == bodies


@given(TEXTS, st.integers(min_value=12, max_value=50))
def test_parts_keep_the_limit_and_lose_nothing(text: str, limit: int) -> None:
    bodies = fit(text, replace(SMS, limit_chars=limit))

    assert all(utf16_units(body) <= limit or _is_one_grapheme(body) for body in bodies)
    assert "".join("".join(bodies).split()) == "".join(text.split())


def _is_one_grapheme(body: str) -> bool:
    return len(regex.findall(r"\X", body)) == 1


@given(TEXTS, st.integers(min_value=8, max_value=50))
def test_what_is_shortened_fits_and_is_a_beginning(text: str, limit: int) -> None:
    short = shortened(text, limit)

    assert short == text or text.startswith(short.removesuffix("..."))
    assert len(short) <= limit or _is_one_grapheme(short.removesuffix("..."))


def test_a_text_is_shortened_between_words_where_there_are_any() -> None:
    assert shortened("A nearer clinic and Evenings", 26) == "A nearer clinic and..."


def test_sms_has_typewriter_signs_and_other_channels_keep_theirs() -> None:
    text = "“It’s” – fine…\N{NO-BREAK SPACE}৳"

    assert plain(text, SMS) == '"It\'s" - fine... ৳'
    assert plain(text, TELEGRAM) == text

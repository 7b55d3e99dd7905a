from __future__ import annotations

import pytest

from bot.language.languages import Language
from bot.render.scene import Incomplete, Voice

EN = Language("en", "English", "ltr", "latn", (), "Latn")
BN = Language("bn", "বাংলা", "ltr", "beng", (), "Beng")


def _hash(language: Language, *keys: str, **words: str) -> str:
    voice = Voice(language, words)
    for key in keys:
        voice.words(key)
    return voice.wording


def test_a_voice_without_a_word_says_nothing_at_all() -> None:
    with pytest.raises(Incomplete):
        Voice(EN, {}).words("title")


def test_the_last_resort_leaves_out_what_nobody_can_say() -> None:
    assert Voice(EN, {}, is_lenient=True).words("title") == ""


def test_the_hash_is_the_same_in_whatever_order_the_words_are_read() -> None:
    """Of options in an order of their own it tells nothing."""
    assert _hash(EN, "a", "b", a="x", b="y") == _hash(EN, "b", "a", "b", a="x", b="y")


def test_what_is_said_back_is_no_part_of_the_hash() -> None:
    voice = Voice(EN, {"a": "x", "b": "y"})
    voice.words("a")

    assert voice.quoting().words("b") == "y"
    assert voice.wording == _hash(EN, "a", a="x")


def test_the_hash_is_of_the_language_and_the_words_used() -> None:
    same = _hash(EN, "a", a="x", b="y")

    assert same == _hash(EN, "a", a="x", b="z")
    assert len({same, _hash(BN, "a", a="x"), _hash(EN, "a", a="w"), _hash(EN, a="x")}) == 4
    assert len(same) == 16

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.wording import Wording

WORDING = Wording(
    {
        "en": {"a": "a in English", "b": "b in English", "c": "c in English"},
        "bn": {"a": "a in Bengali", "b": "b in Bengali"},
        "syl": {"a": "a in Sylheti"},
        "pl": {"d": "d in Polish"},
    },
    {"en": ("en",), "bn": ("bn", "en"), "syl": ("syl", "bn", "en"), "pl": ("pl", "en")},
    ("en",),
)


@pytest.mark.parametrize(
    ("tag", "keys", "found"),
    [
        pytest.param("syl", ["a"], "syl", id="its_own_where_complete"),
        pytest.param("syl", ["a", "b"], "bn", id="the_whole_falls_back"),
        pytest.param("syl", ["a", "b", "c"], "en", id="down_to_english"),
        pytest.param("xx", ["a"], "en", id="an_unknown_language_reads_the_source"),
        pytest.param("syl", [], "syl", id="nothing_to_say"),
    ],
)
def test_a_message_falls_back_as_a_whole(tag: str, keys: list[str], found: str) -> None:
    language, words = WORDING.find(tag, keys)

    assert language == found
    assert words == {key: WORDING.texts(found)[key] for key in keys}


def test_where_no_language_has_all_the_best_of_each_is_the_last_resort() -> None:
    assert WORDING.find("pl", ["a", "d"]) == ("pl", {"a": "a in English", "d": "d in Polish"})


def test_a_key_that_nobody_has_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        WORDING.find("bn", ["nobody"])


def test_a_key_alone_is_read_along_the_chain() -> None:
    assert [WORDING.get("syl", key) for key in "abcz"] == [
        "a in Sylheti", "b in Bengali", "c in English", None,
    ]  # fmt: skip


def test_it_knows_which_keys_have_words_at_all() -> None:
    assert (WORDING.has("d"), WORDING.has("z")) == (True, False)


@given(st.sets(st.sampled_from("abc")), st.sampled_from(["en", "bn", "syl", "pl", "xx"]))
def test_what_is_found_is_never_in_two_languages(keys: set[str], tag: str) -> None:
    language, words = WORDING.find(tag, keys)

    assert dict(words).items() <= dict(WORDING.texts(language)).items()

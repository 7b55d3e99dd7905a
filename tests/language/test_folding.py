"""The text made safe, and the key by which it is matched."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.folding import (
    LIMIT_CHARS,
    clauses,
    clean,
    fold,
    fold_all,
    loosen,
    sentences,
    squeeze,
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("  hello \n", "hello", id="stripped"),
        pytest.param("a\x00b\x07c", "abc", id="control_characters"),
        pytest.param("a\ud800b", "ab", id="lone_surrogate"),
        pytest.param("\u202eevil\u202c", "evil", id="bidi_override"),
        pytest.param("\ufeff1\u200b", "1", id="zero_width"),
        pytest.param("line\nbreak\ttab", "line\nbreak\ttab", id="breaks_stay"),
        pytest.param("অর্\u200dধেক", "অর্\u200dধেক", id="joiner_stays"),
        pytest.param("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧", id="emoji_stays"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("ক\u09c7\u09be", "কো", id="bengali_composed"),
        pytest.param("\uf8ff!", "!", id="private_use"),
    ],
)
def test_text_is_made_harmless_and_otherwise_kept(raw: str, text: str) -> None:
    assert clean(raw) == text


def test_text_is_cut_before_anything_else() -> None:
    assert len(clean("a" * 10_000)) == LIMIT_CHARS


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("e" + "\u0301\u0327" * 100_000, id="combining_marks"),
        pytest.param("\u0327\u0301" * 100_000, id="only_marks"),
        pytest.param("ﷺ" * 200_000, id="expanding"),
        pytest.param("\u0958" * 200_000, id="decomposing"),
    ],
)
def test_two_hundred_thousand_marks_cost_milliseconds(raw: str) -> None:
    started = time.process_time()  # of this process alone, however busy the machine is

    fold(clean(raw))

    assert time.process_time() - started < 0.1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("YES!", "yes", id="case_and_punctuation"),
        pytest.param("选第2个。", "选 第 2 个", id="chinese_a_character_a_word"),
        pytest.param("don't", "dont", id="apostrophe"),
        pytest.param("don’t", "dont", id="curly_apostrophe"),
        pytest.param("  a  -  b ", "a b", id="spaces"),
        pytest.param("১২ টা", "12 টা", id="bengali_digits"),
        pytest.param("١٢", "12", id="arabic_digits"),
        pytest.param("２", "2", id="fullwidth"),
        pytest.param("2️⃣", "2", id="keycap"),
        pytest.param("🔟", "10", id="keycap_ten"),
        pytest.param("½", "half", id="half"),
        pytest.param("1½", "1 half", id="one_and_a_half"),
        pytest.param("İPTAL", "iptal", id="turkish_dotted_i"),
        pytest.param("ışık", "isik", id="turkish_dotless_i"),
        pytest.param("Żółw", "zolw", id="polish"),
        pytest.param("không", "khong", id="vietnamese"),
        pytest.param("português não", "portugues nao", id="portuguese"),
        pytest.param("كتاب", "کتاب", id="arabic_kaf"),
        pytest.param("لَا", "لا", id="arabic_vowels"),
        pytest.param("שָׁלוֹם", "שלום", id="hebrew_points"),
        pytest.param("হ্যাঁ", "হ্যাঁ", id="bengali_signs_stay"),
        pytest.param("অর্\u200dধেক", "অর্ধেক", id="joiner_goes"),
        pytest.param("👍🏽👍", "👍", id="only_symbols"),
        pytest.param("yes 👍", "yes", id="symbols_beside_words_go"),
        pytest.param("?!", "", id="only_punctuation"),
        pytest.param("\u200eyes", "yes", id="direction_mark"),
        pytest.param("ｙｅｓ", "yes", id="fullwidth_letters"),
        pytest.param("st\u00adop", "stop", id="soft_hyphen"),
    ],
)
def test_every_form_of_a_word_has_one_key(text: str, key: str) -> None:
    assert fold(text) == key


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    key = fold(clean(text))

    assert fold(key) == key


@given(st.text(max_size=200))
def test_the_normal_form_does_not_matter(text: str) -> None:
    safe = clean(text)

    assert fold(safe) == fold(unicodedata.normalize("NFD", safe))


@given(st.text(max_size=200))
def test_case_does_not_matter_in_ascii(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()

    assert fold(plain.upper()) == fold(plain.lower())


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\u01c0"), max_size=20)))
def test_many_folded_at_once_are_each_folded(texts: list[str]) -> None:
    assert fold_all(texts) == [loosen(fold(text)) for text in texts]


def test_sentences_are_parted_but_not_lists_or_abbreviations() -> None:
    assert sentences("No, I am. Yes!") == [["no"], ["i", "am"], ["yes"]]
    assert sentences("不。是的") == [["不"], ["是", "的"]]
    assert sentences("n/a y.e.s") == [["n", "a", "y", "e", "s"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("জী", "জি", id="long_i"),
        pytest.param("দূই", "দুই", id="long_u"),
        pytest.param("প্রশ্ন", "প্রস্ন", id="sha_sa"),
        pytest.param("হাঁ", "হা", id="chandrabindu"),
        pytest.param("নয়", "নয", id="nukta"),
        pytest.param("জ্বি", "জি", id="jwa"),
        pytest.param("नहीं", "नहि", id="hindi_last_nasal"),
        pytest.param("पाँच", "पांच", id="hindi_nasal_signs"),
        pytest.param("बन्द", "बंद", id="hindi_half_n"),
        pytest.param("ज़रूर", "जरुर", id="hindi_dot_below"),
        pytest.param("चाहिये", "चाहिए", id="hindi_glide"),
        pytest.param("ਨਹੀਂ", "ਨਹਿ", id="punjabi_last_nasal"),
        pytest.param("ਪੰਜ", "ਪਂਜ", id="punjabi_nasal_signs"),
        pytest.param("ਜ਼ਰੂਰ", "ਜਰੁਰ", id="punjabi_dot_below"),
        pytest.param("નહીં", "નહિ", id="gujarati_last_nasal"),
        pytest.param("પન્દર", "પંદર", id="gujarati_half_n"),
        pytest.param("نہیں", "نھین", id="urdu_two_h"),
    ],
)
def test_spellings_that_sound_alike_are_one(one: str, other: str) -> None:
    assert loosen(fold(one)) == loosen(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("बंद", "बद", id="a_nasal_within_a_word"),
        pytest.param("નં", "ન", id="an_abbreviation"),
        pytest.param("ਪਹਿਲਾਂ", "ਪਹਿਲਾ", id="before_and_first"),
        pytest.param("सात", "साठ", id="seven_and_sixty"),
    ],
)
def test_words_that_differ_stay_apart(one: str, other: str) -> None:
    assert loosen(fold(one)) != loosen(fold(other))


def test_a_held_down_key_counts_once() -> None:
    assert squeeze("yesss nooo") == "yes no"
    assert squeeze("good") == "good"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("1, 3", [["1"], ["3"]], id="comma"),
        pytest.param("1.3", [["1", "3"]], id="dot_in_a_number"),
        pytest.param("Too far. Bad time", [["too", "far"], ["bad", "time"]], id="full_stop"),
        pytest.param("a > b\nc", [["a"], ["b"], ["c"]], id="arrows_and_lines"),
        pytest.param("হ্যাঁ। গেছি", [["হ্যাঁ"], ["গেছি"]], id="danda"),
        pytest.param(", ,", [], id="nothing"),
    ],
)
def test_clauses_are_parted_at_punctuation(text: str, parts: list[list[str]]) -> None:
    assert clauses(text) == parts

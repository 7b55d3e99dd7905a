"""What a reply is written in: where that is plain, and nothing where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.guessing import guess
from bot.language.languages import Language
from bot.language.languages_file import load_languages
from tests.service.stage import ROOT

LANGUAGES = tuple(
    each for each in load_languages(ROOT / "locales" / "languages.yaml").values() if not each.chain
)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("আমি যেতে পারি না", "bn"),
        ("হ্যাঁ", "bn"),
        ("ami jete pari nai onek dur", "bn"),
        ("مجھے خط نہیں ملا", "ur"),
        ("لم تصلني الرسالة", "ar"),
        ("ਮੈਨੂੰ ਚਿੱਠੀ ਨਹੀਂ ਮਿਲੀ", "pa"),
        ("મને પત્ર મળ્યો નથી", "gu"),
        ("मुझे चिट्ठी नहीं मिली", "hi"),
        ("我没有收到信", "zh-Hans"),
        ("I did not get the letter", "en"),
        ("nie mam czasu bo pracuję", "pl"),
        ("bir şey yok çünkü çok uzak", "tr"),
        ("não tenho tempo para ir", "pt"),
        ("nu am primit scrisoarea pentru că", "ro"),
        ("tôi không có thời gian", "vi"),
        ("does dim amser gan fi ond dw i eisiau", "cy"),
        ("waan ku faraxsanahay laakiin", "so"),
    ],
)
def test_a_sentence_tells_its_language(text: str, tag: str) -> None:
    assert guess(text, LANGUAGES) == tag


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("1 2 3", id="numbers"),
        pytest.param("৩", id="a_number_in_another_script"),
        pytest.param("no", id="a_word_of_many_languages"),
        pytest.param("nie", id="one_word_is_no_lead"),
        pytest.param("E1 6AN", id="a_postcode"),
        pytest.param("ok yes", id="english_as_everybody_writes_it"),
        pytest.param("clinic ক্লিনিক", id="two_scripts_alike"),
        pytest.param("mujhe nahi pata hai", id="urdu_and_hindi_alike"),
        pytest.param("من نامه را نگرفتم", id="letters_of_two_languages"),
    ],
)
def test_what_could_be_several_is_none(text: str) -> None:
    assert guess(text, LANGUAGES) == ""


@given(st.text(max_size=80))
def test_whatever_is_written_a_language_or_none_comes_out(text: str) -> None:
    assert guess(text, LANGUAGES) in {"", *(each.tag for each in LANGUAGES)}


def test_with_two_plain_languages_of_a_script_there_is_none() -> None:
    twins = [Language(tag, tag, "ltr", "beng", (), "Beng") for tag in ("bn", "as")]

    assert guess("আমি যেতে পারি না", twins) == ""

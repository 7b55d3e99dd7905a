"""In a message that runs right to left, what runs the other way stays whole."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.language.catalogue import Catalogue
from bot.language.segments import count
from bot.model import Phrase, Say
from bot.render import render
from bot.render.bidi import FSI, PDI, isolated, with_isolates
from tests.render import scenes

PHONE = "020 7946 0018"
ARABIC = "للتواصل مع {name}: 020 7946 0018 أو https://example.org/a?b=1."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(f"اتصل {PHONE}.", f"اتصل {FSI}{PHONE}{PDI}.", id="a_spaced_phone"),
        pytest.param("+44 7700 900123", f"{FSI}+44 7700 900123{PDI}", id="with_a_country"),
        pytest.param("020-7946-0018", f"{FSI}020-7946-0018{PDI}", id="with_hyphens"),
        pytest.param("https://a.org/x؟", f"{FSI}https://a.org/x{PDI}؟", id="a_link_alone"),
        pytest.param("gov.uk/eyes.", f"{FSI}gov.uk/eyes{PDI}.", id="a_link_in_short"),
        pytest.param(f"{FSI}{PHONE}{PDI}", f"{FSI}{PHONE}{PDI}", id="once_only"),
        pytest.param("1 3", "1 3", id="numbers_to_choose_by"),
        pytest.param("3.5", "3.5", id="a_decimal"),
        pytest.param("نعم", "نعم", id="plain_words"),
    ],
)
def test_links_and_phones_are_kept_apart(text: str, kept: str) -> None:
    assert with_isolates(text) == kept


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        pytest.param("Example NHS Trust", f"{FSI}Example NHS Trust{PDI}", id="latin_words"),
        pytest.param(PHONE, f"{FSI}{PHONE}{PDI}", id="a_phone"),
        pytest.param("12 مارس 2027", f"{FSI}12 مارس 2027{PDI}", id="a_date"),
        pytest.param("3", "3", id="one_number"),
        pytest.param("45%", "45%", id="a_percentage"),
        pytest.param("مستشفى", "مستشفى", id="words_of_the_same_direction"),
        pytest.param("a\u202eb\u2069", f"{FSI}ab{PDI}", id="marks_of_its_own_are_taken_out"),
    ],
)
def test_a_value_that_could_be_turned_round_is_kept_apart(value: str, kept: str) -> None:
    assert isolated(value) == kept


@given(st.text(st.sampled_from([*"a1 .-/", "ب", FSI, PDI, "0"]), max_size=40))
def test_keeping_apart_only_adds_marks_and_once_is_enough(text: str) -> None:
    marked = with_isolates(text)

    assert marked.count(FSI) - text.count(FSI) == marked.count(PDI) - text.count(PDI)
    assert marked.replace(FSI, "").replace(PDI, "") == text.replace(FSI, "").replace(PDI, "")


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """The scenes' words, and a little Arabic."""
    folder: Path = scenes.locales(tmp_path_factory.mktemp("rtl"))
    listed = folder / "languages.yaml"
    row = "ar: {name: العربية, direction: rtl, digits: latn, script: Arab}\n"
    listed.write_text(listed.read_text("utf-8") + row, encoding="utf-8")
    (folder / "ar").mkdir()
    words = {"bot.who": ("Contact {name}: 020 7946 0018 or https://example.org/a?b=1.", ARABIC)}
    (folder / "ar" / "bot.po").write_text(scenes.po(words), encoding="utf-8")
    english = folder / "en" / "bot.po"
    source = scenes.po({"bot.who": (words["bot.who"][0], "")}).split("\n\n", 1)[1]
    english.write_text(english.read_text("utf-8") + "\n" + source, encoding="utf-8")
    return Catalogue.load(folder)


def _who(catalogue: Catalogue, language: str, *, is_sms: bool) -> str:
    scene = scenes.scene(catalogue, scenes.SMS if is_sms else scenes.TELEGRAM)
    say = Say((Phrase("bot.who", {"name": "Rehana Begum"}),))
    (said,) = render(say, replace(scenes.someone(), language=language), scene)
    return said.body


@pytest.mark.parametrize("is_sms", [True, False], ids=["sms", "telegram"])
def test_variables_phones_and_links_are_kept_apart_on_both_channels(
    arabic: Catalogue, is_sms: bool
) -> None:
    body = _who(arabic, "ar", is_sms=is_sms)

    for whole in ("Rehana Begum", PHONE, "https://example.org/a?b=1"):
        assert f"{FSI}{whole}{PDI}" in body
    assert body.count(FSI) == body.count(PDI) == 3


def test_english_has_no_mark_and_stays_cheap(arabic: Catalogue) -> None:
    body = _who(arabic, "en", is_sms=True)

    assert not any(unicodedata.category(letter) == "Cf" for letter in body)
    assert count(body).encoding == "GSM-7"

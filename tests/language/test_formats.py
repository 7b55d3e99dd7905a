from __future__ import annotations

from datetime import date, time

import pytest

from bot.language import formats
from bot.language.languages import Language

DAY = date(2027, 3, 31)


def _language(tag: str, digits: str = "latn") -> Language:
    return Language(tag, tag, "ltr", digits, (), "Zyyy")


EN, SO = _language("en"), _language("so")
BN, SYL = _language("bn", "beng"), _language("syl", "beng")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        pytest.param(EN, "31 March 2027", id="en"),
        pytest.param(BN, "৩১ মার্চ, ২০২৭", id="bn_in_its_own_digits"),
        pytest.param(SYL, "৩১ মার্চ, ২০২৭", id="sylheti_as_bengali"),
        pytest.param(SO, "31 Maarso 2027", id="somali_day_first"),
        pytest.param(_language("pt"), "31 de março de 2027", id="pt_of_portugal"),
        pytest.param(_language("zh-Hant"), "2027年3月31日", id="zh_hant"),
        pytest.param(_language("ur", "arabext"), "۳۱ مارچ، ۲۰۲۷", id="ur"),
    ],
)
def test_a_date_is_written_as_its_readers_do(language: Language, written: str) -> None:
    assert formats.day(DAY, language) == written


def test_a_time_says_the_part_of_the_day_where_the_language_does() -> None:
    assert formats.clock(time(18, 5), EN) == "18:05"
    assert formats.clock(time(18, 5), BN) == "সন্ধ্যা ৬:০৫"


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        pytest.param(45, BN, "৪৫", id="bengali_digits"),
        pytest.param(3.0, EN, "3", id="whole"),
        pytest.param(2.5, BN, "২.৫", id="fraction"),
        pytest.param(2.5, _language("pl"), "2,5", id="decimal_comma"),
        pytest.param(1985, EN, "1985", id="a_year_is_not_grouped"),
        pytest.param(125000, EN, "125,000", id="thousands"),
        pytest.param(125000, BN, "১,২৫,০০০", id="lakhs"),
    ],
)
def test_a_number_is_written_as_its_readers_do(
    value: float, language: Language, written: str
) -> None:
    assert formats.number(value, language) == written


def test_percentages_follow_the_language() -> None:
    assert [formats.percent(45, each) for each in (EN, BN, _language("tr"))] == [
        "45%", "৪৫%", "%45",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("items", "language", "written"),
    [
        pytest.param([], EN, "", id="none"),
        pytest.param(["a"], EN, "a", id="one"),
        pytest.param(["a", "b", "c"], EN, "a, b and c", id="en"),
        pytest.param(["ক", "খ"], BN, "ক এবং খ", id="bn"),
    ],
)
def test_a_list_reads_as_running_text(items: list[str], language: Language, written: str) -> None:
    assert formats.joined(items, language) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("5", "৫", id="number"),
        pytest.param("45%", "৪৫%", id="percentage"),
        pytest.param("2027-03-31", "৩১ মার্চ, ২০২৭", id="date"),
        pytest.param("2027-02-30", "2027-02-30", id="no_such_day"),
        pytest.param("020 7946 0018", "020 7946 0018", id="a_phone_number_can_be_dialled"),
        pytest.param("E1 6AN", "E1 6AN", id="postcode"),
    ],
)
def test_plain_values_are_put_into_the_readers_digits(text: str, written: str) -> None:
    assert formats.literal(text, BN) == written

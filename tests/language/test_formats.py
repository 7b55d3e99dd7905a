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


@pytest.mark.parametrize(
    ("tag", "digits", "date_", "decimal", "thousands", "percent"),
    [
        ("ur", "latn", "31 مارچ، 2027", "2.5", "125,000", "45%"),
        ("ar", "latn", "31 مارس 2027", "2.5", "125,000", "45%"),
        ("fa", "arabext", "۳۱ مارس ۲۰۲۷", "۲٫۵", "۱۲۵٬۰۰۰", "۴۵٪"),
        ("pl", "latn", "31 marca 2027", "2,5", "125\xa0000", "45%"),
        ("tr", "latn", "31 Mart 2027", "2,5", "125.000", "%45"),
        ("pt", "latn", "31 de março de 2027", "2,5", "125\xa0000", "45%"),
        ("zh-Hans", "latn", "2027年3月31日", "2.5", "125,000", "45%"),
        ("vi", "latn", "31 tháng 3, 2027", "2,5", "125.000", "45%"),
        ("cy", "latn", "31 Mawrth 2027", "2.5", "125,000", "45%"),
        ("so", "latn", "31 Maarso 2027", "2.5", "125,000", "45%"),
        ("pa", "latn", "31 ਮਾਰਚ 2027", "2.5", "1,25,000", "45%"),
        ("gu", "latn", "31 માર્ચ, 2027", "2.5", "1,25,000", "45%"),
        ("ro", "latn", "31 martie 2027", "2,5", "125.000", "45\xa0%"),
    ],
)
def test_dates_and_numbers_in_every_language(
    tag: str, digits: str, date_: str, decimal: str, thousands: str, percent: str
) -> None:
    language = _language(tag, digits)

    assert formats.day(DAY, language) == date_
    assert formats.number(2.5, language) == decimal
    assert formats.number(125_000, language) == thousands
    assert formats.percent(45, language) == percent


@pytest.mark.parametrize(
    ("language", "written"),
    [
        pytest.param(EN, "March 2027", id="en"),
        pytest.param(BN, "মার্চ ২০২৭", id="bn_in_its_own_digits"),
        pytest.param(SYL, "মার্চ ২০২৭", id="sylheti_as_bengali"),
        pytest.param(_language("pl"), "marzec 2027", id="pl_as_it_stands_alone"),
        pytest.param(_language("zh-Hans"), "2027年3月", id="zh_hans"),
        pytest.param(_language("fa", "arabext"), "مارس ۲۰۲۷", id="fa"),
    ],
)
def test_a_month_is_written_as_its_readers_do(language: Language, written: str) -> None:
    assert formats.month(DAY, language) == written


@pytest.mark.parametrize("tag", ["ur", "gu", "hi"])
def test_a_time_is_never_half_in_english(tag: str) -> None:
    assert formats.clock(time(18, 5), _language(tag)) == "18:05"


@pytest.mark.parametrize(
    ("items", "written"),
    [(["te", "llaeth"], "te a llaeth"), (["te", "afal"], "te ac afal")],
    ids=["before_a_consonant", "before_a_vowel"],
)
def test_and_in_welsh_listens_to_what_follows(items: list[str], written: str) -> None:
    assert formats.joined(items, _language("cy")) == written


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
        pytest.param("2027-03-08 09:00", "৮ মার্চ, ২০২৭, সকাল ৯:০০", id="date_and_time"),
        pytest.param("2027-03-08 25:00", "2027-03-08 25:00", id="no_such_hour"),
        pytest.param("020 7946 0018", "020 7946 0018", id="a_phone_number_can_be_dialled"),
        pytest.param("07700900123", "07700900123", id="one_without_gaps_too"),
        pytest.param("9" * 26, "9" * 26, id="a_long_reference"),
        pytest.param("9" * 400, "9" * 400, id="more_digits_than_any_number"),
        pytest.param("123456789012345", "১২,৩৪,৫৬,৭৮,৯০,১২,৩৪৫", id="the_longest_number"),
        pytest.param("E1 6AN", "E1 6AN", id="postcode"),
    ],
)
def test_plain_values_are_put_into_the_readers_digits(text: str, written: str) -> None:
    assert formats.literal(text, BN) == written

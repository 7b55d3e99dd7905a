"""Dates, times, numbers and lists as each language writes them.

Rule: the only module that knows Babel, whose data (CLDR) is put right here where it fails us: it
prints Latin digits in Bengali and Latin points in Persian, has no Sylheti, puts the month first in
Somali, leaves "PM" in English, and says "a(c)" in Welsh. It is imported where it is used, because
most messages need none of it and `kotha chat` starts without.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from types import MappingProxyType

from bot.language.digits import localise
from bot.language.languages import Language

_LOCALES: Mapping[str, str] = MappingProxyType(
    {
        "en": "en_GB",
        "en-XA": "en_GB",
        "ar-XB": "ar",
        "bn-Latn": "en_GB",
        "pt": "pt_PT",
        "pa": "pa_Guru",
        "syl": "bn",
    }
)
"""Tags that CLDR knows under another name, or whose data it takes from elsewhere."""
_DATES: Mapping[str, str] = MappingProxyType({"so": "d MMMM y"})
_TIMES: Mapping[str, str] = MappingProxyType(
    {"bn": "B h:mm", "syl": "B h:mm", **dict.fromkeys(("ur", "gu", "hi"), "HH:mm")}
)
_SIGNS: Mapping[str, dict[int, str]] = MappingProxyType(
    {system: str.maketrans({".": "٫", ",": "٬", "%": "٪"}) for system in ("arab", "arabext")}
)
"""Point, separator and per cent that go with digits."""
_AND_IN_WELSH = re.compile(r"a\(c\) (?=(\w?))")
GROUPED_FROM = 10_000
"""Below it a number may be a year, so it is written without a separator."""

_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?")
"""What begins with a nought, or is longer, is the name of something, and keeps its digits."""
_SHARES = re.compile(r"\d+:\d+(?: \d+:\d+)*")
_PERCENT = re.compile(r"[0-9]{1,3}%")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")


@lru_cache(maxsize=4096)
def day(value: date, language: Language) -> str:
    """A date with the month in words: `31 March 2027`, `৩১ মার্চ, ২০২৭`."""
    from babel.dates import format_date

    text = format_date(value, _DATES.get(language.tag, "long"), locale=_locale(language.tag))
    return _own(text, language.digits)


def month(value: date, language: Language) -> str:
    """A month of a year: `March 2027`, `মার্চ ২০২৭`."""
    from babel.dates import format_skeleton

    text = format_skeleton("yMMMM", value, locale=_locale(language.tag))
    return _own(text, language.digits)


def clock(value: time, language: Language) -> str:
    """A time of day: `18:05`, `সন্ধ্যা ৬:০৫`."""
    from babel.dates import format_time

    pattern = _TIMES.get(language.tag, "short")
    text = format_time(value, pattern, locale=_locale(language.tag))
    return _own(text, language.digits)


@lru_cache(maxsize=4096)
def number(value: float, language: Language) -> str:
    """A number, at most three decimals, thousands grouped from 10,000 on."""
    if value == int(value) and abs(value) < GROUPED_FROM:
        return localise(str(int(value)), language.digits)
    from babel.numbers import format_decimal

    is_grouped = abs(value) >= GROUPED_FROM
    text = format_decimal(value, locale=_locale(language.tag), group_separator=is_grouped)
    return _own(_signed(text, language), language.digits)


@lru_cache(maxsize=4096)
def percent(value: int, language: Language) -> str:
    """A whole percentage: `45%`, `৪৫%`, `%45` in Turkish."""
    from babel.numbers import format_percent

    text = format_percent(value / 100, locale=_locale(language.tag))
    return _own(_signed(text, language), language.digits)


def joined(items: Sequence[str], language: Language) -> str:
    """A list as running text: `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    from babel.lists import format_list

    text = format_list(items, locale=_locale(language.tag))
    return _AND_IN_WELSH.sub(_and_in_welsh, text) if language.tag == "cy" else text


def _and_in_welsh(match: re.Match[str]) -> str:
    """`ac` before a vowel, `a` before any other letter."""
    return "ac " if match[1].casefold() in set("aeiouwyâêîôûŵŷ") else "a "


def _signed(text: str, language: Language) -> str:
    return text.translate(_SIGNS.get(language.digits, {}))


def literal(text: str, language: Language) -> str:
    """A value that came as plain text, as this language writes it where it is a number, a
    percentage, shares (`1:6 2:4`) or an ISO date, with or without its time; anything else (a phone
    number, a name) stays as it is."""
    if _NUMBER.fullmatch(text):
        return number(float(text), language)
    if _SHARES.fullmatch(text):
        return localise(text, language.digits)
    if _PERCENT.fullmatch(text):
        return percent(int(text[:-1]), language)
    if _DAY.fullmatch(text):
        return _iso_day(text, language)
    if _MOMENT.fullmatch(text):
        return _iso_moment(text, language)
    return text


def _iso_day(text: str, language: Language) -> str:
    try:
        return day(date.fromisoformat(text), language)
    except ValueError:
        return text


def _iso_moment(text: str, language: Language) -> str:
    on, _, at = text.partition(" ")
    try:
        return (
            f"{day(date.fromisoformat(on), language)}, {clock(time.fromisoformat(at), language)}"
        )
    except ValueError:
        return text


def _locale(tag: str) -> str:
    return _LOCALES.get(tag, tag.replace("-", "_"))


def _own(text: str, digits: str) -> str:
    return unicodedata.normalize("NFC", localise(text, digits))

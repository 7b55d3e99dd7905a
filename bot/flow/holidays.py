"""Bank holidays of the United Kingdom, by the rules that make them.

Rule: pure arithmetic, since a library that knows them takes longer to import than `kotha chat` to
start; a test holds it against one. A day proclaimed once (a coronation) is put into `quiet_days`.

Source: Banking and Financial Dealings Act 1971, schedule 1, and gov.uk/bank-holidays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias

Region: TypeAlias = Literal["england-and-wales", "scotland", "northern-ireland", "none"]

MONDAY, SATURDAY = 0, 5
_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def bank_holidays(region: Region, year: int) -> frozenset[date]:
    """Every bank holiday of a year there, with those that fall on a weekend and the days kept
    instead of them."""
    return frozenset(_YEARS[region](year))


def easter(year: int) -> date:
    """Easter Sunday of the western churches.

    Source: the anonymous Gregorian computus (Nature, 1876; Meeus, Astronomical Algorithms, 8).
    """
    century, of_century = divmod(year, 100)
    moon = year % 19
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * moon + century - leaps - correction + 15) % 30
    quarter, left = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarter - epact - left) % 7
    shift = (moon + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _england_and_wales(year: int) -> Iterable[date]:
    yield from _kept(date(year, 1, 1))
    yield from (easter(year) - 2 * _DAY, easter(year) + _DAY)
    yield from (_first_monday(year, 5), _last_monday(year, 5), _last_monday(year, 8))
    yield from _christmas(year)


def _scotland(year: int) -> Iterable[date]:
    yield from _kept(date(year, 1, 1), date(year, 1, 2))
    yield easter(year) - 2 * _DAY
    yield from (_first_monday(year, 5), _last_monday(year, 5), _first_monday(year, 8))
    yield from _kept(date(year, 11, 30))
    yield from _christmas(year)


def _northern_ireland(year: int) -> Iterable[date]:
    yield from _england_and_wales(year)
    yield from _kept(date(year, 3, 17))
    yield from _kept(date(year, 7, 12))


def _nowhere(_: int) -> Iterable[date]:
    return ()


_YEARS: Mapping[Region, Callable[[int], Iterable[date]]] = {
    "england-and-wales": _england_and_wales,
    "scotland": _scotland,
    "northern-ireland": _northern_ireland,
    "none": _nowhere,
}


def _christmas(year: int) -> Iterable[date]:
    return _kept(date(year, 12, 25), date(year, 12, 26))


def _kept(*days: date) -> Iterable[date]:
    """These days, and for each that falls on a weekend the next working day that is free."""
    kept = set(days)
    for day in days:
        instead = day
        while day.weekday() >= SATURDAY and (instead.weekday() >= SATURDAY or instead in kept):
            instead += _DAY
        kept.add(instead)
    return kept


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + (MONDAY - first.weekday()) % 7 * _DAY


def _last_monday(year: int, month: int) -> date:
    """Of a month of 31 days."""
    last = date(year, month, 31)
    return last - last.weekday() * _DAY

"""Days as people write them, in the words of their languages.

Rule: a numeric date is day, month, year; whatever could be two days is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import regex
from msgspec import Struct

from bot.language.digits import fold_digits
from bot.language.folding import fold, loosen
from bot.language.lexicon import Lexicon

_ISO = regex.compile(r"\D*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\D*")
_NUMERIC = regex.compile(r"\D*(\d{1,2})\s*[-/. ]\s*(\d{1,2})(?:\s*[-/. ]\s*(\d{4}|\d{2}))?\D*")
_COMPACT = regex.compile(r"\D*(\d{2})(\d{2})(\d{4})\D*")
_TOKEN = regex.compile(r"\d+|\D+")
_LIMIT_DAYS_AGO = 10_000
_CENTURY_AHEAD = 20
"""Two figures for a year mean at most so many years from now."""
_ENDINGS = frozenset(
    {"st", "nd", "rd", "th", "ই", "লা", "রা", "ঠা", "এ", "সে", "i", "la", "ra", "tha", "she"}
)
"""What dates put after the day's number, loosened, in the languages that do."""


class Span(Struct, frozen=True):
    """The days that would do, and today."""

    today: date
    earliest: date | None = None
    latest: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies within the bounds."""
        after = self.earliest is None or day >= self.earliest
        return after and (self.latest is None or day <= self.latest)


def read_date(text: str, lexicon: Lexicon, span: Span) -> date | None:
    """The one day that *text* names, whether or not it lies in *span*; `None` if unclear.

    A missing or short year is settled by the bounds, or by nearness to today, and only where one
    year alone fits.
    """
    digits = fold_digits(text)
    if "?" in digits:
        return None
    tokens = loosen(fold(digits)).split()
    if not tokens or len(tokens) > 12:
        return None
    relative = _relative(tokens, lexicon, span.today)
    if relative is not None:
        return relative
    if any(phrase in lexicon.unclear_days for phrase in tokens):
        return None
    return _named(tokens, lexicon, span) or _numeric(digits, span)


def _relative(tokens: Sequence[str], lexicon: Lexicon, today: date) -> date | None:
    if today == date.min:
        return None
    plain = [token for token in tokens if not _is_polite(token, lexicon)]
    for phrase in (" ".join(tokens), " ".join(plain)):
        offsets = lexicon.values["day"].get(phrase, frozenset())
        if len(offsets) == 1:
            return today + timedelta(days=min(offsets))
    return _days_ago(tokens, lexicon, today)


def _days_ago(tokens: Sequence[str], lexicon: Lexicon, today: date) -> date | None:
    """`3 days ago`, `৫ দিন আগে`."""
    told = [piece for piece in lexicon.pieces(tokens) if "filler" not in piece.roles]
    if len(told) != 2 or "ago" not in told[1].roles or len(told[0].numbers) != 1:
        return None
    days = min(told[0].numbers)
    return today - timedelta(days=days) if 0 < days < _LIMIT_DAYS_AGO else None


def _is_polite(token: str, lexicon: Lexicon) -> bool:
    piece = lexicon.senses.get(token)
    return piece is not None and bool(piece.roles & {"filler", "weak", "article", "frame"})


def _named(tokens: Sequence[str], lexicon: Lexicon, span: Span) -> date | None:
    """`5 March 2027`, `march 5th`, `৫ই মার্চ`."""
    parts = [part for token in tokens for part in _TOKEN.findall(token)]
    months = [_month(part, lexicon) for part in parts]
    found = {month for month in months if month}
    numbers = [int(part) for part in parts if _is_number(part) and len(part) <= 4]
    strange = [
        part
        for part, month in zip(parts, months, strict=True)
        if not (month or _is_number(part) or _is_polite(part, lexicon) or part in _ENDINGS)
    ]
    if len(found) != 1 or strange or not 1 <= len(numbers) <= 2:
        return None
    day, *years = sorted(numbers, key=lambda number: number > 31)
    if len(years) == 1 and years[0] <= 31 and _place(parts, years[0]) < _place(parts, day):
        day, years = years[0], [day]
    return _with_year(day, min(found), years[0] if years else None, span)


def _place(parts: Sequence[str], number: int) -> int:
    """Where *number* stands last, so that `5 March 05` takes its first for the day."""
    return max(at for at, part in enumerate(parts) if _is_number(part) and int(part) == number)


def _is_number(part: str) -> bool:
    """Whether `int` reads it: `isdigit` alone also holds of signs such as a superscript."""
    return part.isascii() and part.isdigit()


def _month(part: str, lexicon: Lexicon) -> int:
    months = lexicon.values["month"].get(part, frozenset())
    return int(min(months)) if len(months) == 1 else 0


def _numeric(digits: str, span: Span) -> date | None:
    if match := _ISO.fullmatch(digits):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _COMPACT.fullmatch(digits):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _NUMERIC.fullmatch(digits):
        return _with_year(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, span)
    return None


def _with_year(day: int, month: int, year: int | None, span: Span) -> date | None:
    if year is not None and year > 99:
        return _day(year, month, day)
    if span.today == date.min:
        return _day(2000 + year, month, day) if year is not None else None
    now = span.today.year
    years = [now - 1, now, now + 1] if year is None else _centuries(year, now)
    days = [found for each in years if (found := _day(each, month, day))]
    fitting = [each for each in days if span.holds(each)]
    if len(fitting) == 1:
        return fitting[0]
    return _likely(fitting, days, span, has_year=year is not None)


def _centuries(short: int, now: int) -> list[int]:
    return [base + short for base in (1900, 2000) if base + short <= now + _CENTURY_AHEAD]


def _likely(
    fitting: Sequence[date], days: Sequence[date], span: Span, *, has_year: bool
) -> date | None:
    """Where several years fit: the latest for two figures; the nearest where a bound is today."""
    if has_year:
        return max(fitting or days, default=None)
    if not fitting:
        return _nearest(days, span.today)  # outside the bounds: the caller says so
    is_bounded = span.earliest is not None or span.latest is not None
    return _nearest(fitting, span.today) if is_bounded else None


def _nearest(days: Iterable[date], today: date) -> date | None:
    return min(days, key=lambda day: abs((day - today).days), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""Days as people write them, in the words of their languages.

Rule: a numeric date is day, month, year; whatever could be two days is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import regex
from msgspec import Struct

from bot.language.digits import fold_digits
from bot.language.folding import fold, loosen, narrow
from bot.language.lexicon import Lexicon
from bot.language.numerals import measure

_ISO = regex.compile(r"\D*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\D*")
_NUMERIC = regex.compile(r"\D*(\d{1,2})\s*[-/. ]\s*(\d{1,2})(?:\s*[-/. ]\s*(\d{4}|\d{2}))?\D*")
_COMPACT = regex.compile(r"\D*(\d{2})(\d{2})(\d{4})\D*")
_TOKEN = regex.compile(r"\d+|\D+")
_LIMIT_DAYS_AGO = 10_000
_CENTURY_AHEAD = 20
"""Two figures for a year mean at most so many years from now."""
_FIRST_YEAR = 1900
"""Below it stand the years of other calendars: 1405 in Iran, 1448 after the Hijra."""
_LONGEST_MONTH = 3
_POLITE = frozenset({"filler", "weak", "article", "frame"})
_DAYS = {"days": 1, "weeks": 7}
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
    digits = fold_digits(narrow(text))
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
    return (
        _named(tokens, lexicon, span) or _labelled(tokens, lexicon, span) or _numeric(digits, span)
    )


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
    """`3 days ago`, `৫ দিন আগে`, `há 3 dias`, `a week ago`."""
    measured = measure(" ".join(tokens), lexicon)
    told = [piece for piece in measured.rest if not piece.roles & _POLITE or "ago" in piece.roles]
    if len(measured.amounts) != 1 or len(told) != 1 or "ago" not in told[0].roles:
        return None
    amount = measured.amounts[0]
    # "days ago" is one phrase in most word lists: its number then has no unit of its own.
    unit = amount.unit or ("days" if " " in told[0].text else "")
    if len(amount.values) != 1 or unit not in _DAYS:
        return None
    days = min(amount.values) * _DAYS[unit]
    is_right = 0 < days < _LIMIT_DAYS_AGO and days == int(days)
    return today - timedelta(days=days) if is_right else None


def _is_polite(token: str, lexicon: Lexicon) -> bool:
    piece = lexicon.senses.get(token)
    return piece is not None and bool(piece.roles & _POLITE)


def _named(tokens: Sequence[str], lexicon: Lexicon, span: Span) -> date | None:
    """`5 March 2027`, `march 5th`, `৫ই মার্চ`."""
    parts = _with_months([p for token in tokens for p in _TOKEN.findall(token)], lexicon)
    months = [_month(part, lexicon) for part in parts]
    found = {month for month in months if month}
    numbers = [int(part) for part in parts if _is_number(part) and len(part) <= 4]
    strange = [
        part
        for part, month in zip(parts, months, strict=True)
        if not (month or _is_number(part) or _is_polite(part, lexicon) or part in _ENDINGS)
        and not _label(part, lexicon)
    ]
    if len(found) != 1 or strange or not 1 <= len(numbers) <= 2:
        return None
    day, *years = sorted(numbers, key=lambda number: number > 31)
    if len(years) == 1 and years[0] <= 31 and _place(parts, years[0]) < _place(parts, day):
        day, years = years[0], [day]
    return _with_year(day, min(found), years[0] if years else None, span)


def _with_months(parts: list[str], lexicon: Lexicon) -> list[str]:
    """The words, a month's name of several being one: `mis bach`."""
    found: list[str] = []
    while parts:
        widths = range(min(_LONGEST_MONTH, len(parts)), 1, -1)
        width = next((w for w in widths if _month(" ".join(parts[:w]), lexicon)), 1)
        found.append(" ".join(parts[:width]))
        parts = parts[width:]
    return found


def _labelled(tokens: Sequence[str], lexicon: Lexicon, span: Span) -> date | None:
    """`2027年3月5日`, `ngày 5 tháng 3 năm 2027`: each number with what it is, on one side."""
    parts = [part for token in tokens for part in _TOKEN.findall(token)]
    parts = [part for part in parts if _label(part, lexicon) or not _is_polite(part, lexicon)]
    marks = [_label(part, lexicon) for part in parts]
    strange = [p for p, mark in zip(parts, marks, strict=True) if not (mark or _is_number(p))]
    if "month" not in marks or strange:
        return None
    step = 1 if marks[-1] else -1
    named: dict[str, int] = {}
    for at, part in enumerate(parts):
        if _is_number(part):
            beside = at + step
            label = marks[beside] if 0 <= beside < len(parts) else ""
            if named.setdefault(label or "day", int(part)) != int(part):
                return None
    if not {"day", "month"} <= set(named):
        return None
    return _with_year(named["day"], named["month"], named.get("year"), span)


def _label(part: str, lexicon: Lexicon) -> str:
    """`day`, `month` or `year`, where the word says which a number beside it is."""
    return next((name for name, words in lexicon.date_labels.items() if part in words), "")


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
        return date(year, month, day) if year >= _FIRST_YEAR else None
    except ValueError:
        return None

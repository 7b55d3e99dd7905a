"""Waits, moments and quiet hours as an author writes them.

Rule: every reader takes text and returns a value, or raises `ValueError` with a sentence that
says what to write instead. Local times are read in the flow's own timezone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.flow.structure import QuietHours

_UNITS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7}
"""In days. Months and years follow the calendar: 12 months are 365 days."""
_MONTHS = {"month": 1, "year": 12}
_WAIT = re.compile(r"(\d{1,5})\s+(minute|hour|day|week|month|year)s?(?:\s+after\s+(\w+))?")
_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*(?:to|-|–|until)\s*(\d{1,2}:\d{2})")
_LONGEST = timedelta(days=365 * 20)


def wait(text: str, *, after: str = "") -> timedelta:
    """A length of time such as "2 days", "3 months" or "90 days after feedback".

    Args:
        after: the event from which it may say that it counts; empty: none.

    Raises:
        ValueError: it is not one, counts from another event, or is over 20 years.
    """
    found = _WAIT.fullmatch(text.strip().casefold())
    if found is None:
        raise ValueError(f'"{text}" is not a length of time. Write it like 2 days or 3 months.')
    number, unit, event = int(found[1]), found[2], found[3]
    if event and event != after:
        remedy = f'Write "after {after}", or leave it out.' if after else "Leave it out."
        raise ValueError(f'"after {event}" cannot stand here. {remedy}')
    days = _UNITS[unit] * number if unit in _UNITS else _MONTHS[unit] * number * 365 / 12
    length = timedelta(days=days) if days < 1 else timedelta(days=round(days, 4))
    if unit in _MONTHS:
        length = timedelta(days=round(days))
    if not timedelta() < length <= _LONGEST:
        raise ValueError(f'"{text}" is out of range. Write at least 1 minute, at most 20 years.')
    return length


def zone(text: str) -> ZoneInfo:
    """The timezone of this name.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f'There is no timezone "{text}". Write one like Europe/London.'
        raise ValueError(message) from error


def moment(text: str, where: ZoneInfo) -> datetime:
    """A local date and time such as "2027-03-02 09:00", aware.

    Raises:
        ValueError: it is not one, or the clocks jump over it.
    """
    try:
        written = text.strip().replace("T", " ")
        naive = datetime.strptime(written, "%Y-%m-%d %H:%M")  # noqa: DTZ007 its zone follows
    except ValueError as error:
        message = f'"{text}" is not a date and time. Write it like 2027-03-02 09:00.'
        raise ValueError(message) from error
    local = naive.replace(tzinfo=where)
    back = local.astimezone(UTC).astimezone(where).replace(tzinfo=None)
    if back != naive:
        raise ValueError(
            f'"{text}" does not exist in {where.key}: the clocks go forward over it. '
            "Choose an hour later."
        )
    return local


def day(text: str) -> date:
    """A date such as "2027-04-28".

    Raises:
        ValueError: it is not one.
    """
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 a day has none
    except ValueError as error:
        raise ValueError(f'"{text}" is not a date. Write it like 2027-04-28.') from error


def hours(text: str) -> tuple[time, time]:
    """The hours between which we are quiet, such as "20:00 to 09:00".

    Raises:
        ValueError: they are not, or they are equal.
    """
    found = _HOURS.fullmatch(text.strip().casefold())
    try:
        start, end = (_clock(part) for part in found.groups()) if found else (None, None)
    except ValueError:
        start = end = None
    if start is None or end is None or start == end:
        raise ValueError(f'"{text}" are not hours. Write them like 20:00 to 09:00.')
    return start, end


def quiet_hours(week: str | None, sunday: str | None) -> QuietHours:
    """Quiet hours of a week; Sunday's, where not given, are at least as long as our default.

    Raises:
        ValueError: as `hours`.
    """
    usual = QuietHours()
    start, end = hours(week) if week else (usual.start, usual.end)
    if sunday:
        sunday_start, sunday_end = hours(sunday)
    else:
        sunday_start = min(start, usual.sunday_start) if start > end else usual.sunday_start
        sunday_end = max(end, usual.sunday_end) if start > end else usual.sunday_end
    return QuietHours(start=start, end=end, sunday_start=sunday_start, sunday_end=sunday_end)


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))

"""Quiet hours: when a message that nobody asked for may leave.

Rule: the local wall clock decides, day by day, so that a change of clocks moves the moment and
never the hour on the wall; everything that enters and leaves is aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.flow.structure import QuietHours

SUNDAY = 6
_DAYS_AHEAD = 9
"""A waking moment lies within two days of any other; nine bear a day that a zone left out."""
_QUARTER = timedelta(minutes=15)
"""Every change of clocks of our age falls on a whole quarter of an hour UTC."""


def is_quiet(at: datetime, quiet: QuietHours, timezone: str) -> bool:
    """Whether nothing unprompted may leave at `at`.

    Hours that begin and end at the same time are none at all. Sunday's own hours hold from
    midnight to midnight of the local Sunday.
    """
    local = at.astimezone(ZoneInfo(timezone))
    start, end = _hours_of(local.date(), quiet)
    wall = local.time()
    if start <= end:
        return start <= wall < end
    return wall >= start or wall < end


def earliest(at: datetime, quiet: QuietHours, timezone: str) -> datetime:
    """The first moment from `at` on that is not in quiet hours; `at` itself if it is not.

    Args:
        at: aware.
        quiet: the consultation's hours.
        timezone: IANA name of the recipient's zone, or of the consultation's.

    Returns:
        Aware, in UTC.
    """
    at = at.astimezone(UTC)
    if not is_quiet(at, quiet, timezone):
        return at
    for candidate in _changes(at, quiet, ZoneInfo(timezone)):
        if candidate >= at and not is_quiet(candidate, quiet, timezone):
            return candidate
    raise AssertionError("every weekday has a waking moment")  # pragma: no cover


def _hours_of(day: date, quiet: QuietHours) -> tuple[time, time]:
    if day.weekday() == SUNDAY:
        return quiet.sunday_start, quiet.sunday_end
    return quiet.start, quiet.end


def _changes(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> Iterator[datetime]:
    """Every moment, in order, at which quiet may give way, day by day."""
    today = at.astimezone(zone).date()
    for ahead in range(_DAYS_AHEAD):
        yield from sorted(_changes_on(today + timedelta(days=ahead), quiet, zone))


def _changes_on(day: date, quiet: QuietHours, zone: ZoneInfo) -> set[datetime]:
    midnight = _in_utc(day, time(0), zone)
    end = _hours_of(day, quiet)[1]
    found = {midnight, _in_utc(day, end, zone), _in_utc(day, end, zone, fold=1)}
    tomorrow = _in_utc(day + timedelta(days=1), time(0), zone)
    if tomorrow - midnight != timedelta(days=1):
        # The clocks change today: an hour that ends inside the hour left out ends with it.
        quarters = int((tomorrow - midnight) / _QUARTER)
        found.update(midnight + n * _QUARTER for n in range(quarters))
    return found


def _in_utc(day: date, wall: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    return datetime.combine(day, wall, zone).replace(fold=fold).astimezone(UTC)

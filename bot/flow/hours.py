"""Quiet hours: when a message that nobody asked for may leave.

Rule: the local wall clock decides, day by day, so that a change of clocks moves the moment and
never the hour on the wall; everything that enters and leaves is aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.flow import times
from bot.flow.holidays import Region, bank_holidays
from bot.flow.structure import Plan, QuietHours

SUNDAY = 6
HORIZON = timedelta(days=9)
"""As far as anyone need know when it will be quiet: nothing unprompted waits longer to leave."""
_DAYS_AHEAD = 120
"""A waking moment lies within so many days of any other: a flow keeps `LIMIT_QUIET_DAYS` at most,
and bank holidays are few."""
_QUARTER = timedelta(minutes=15)
"""Every change of clocks of our age falls on a whole quarter of an hour UTC."""


class Calendar(Struct, frozen=True):
    """When one person may be written to unprompted."""

    quiet: QuietHours
    timezone: str
    """Of the person, or where that is not known of the consultation."""
    days: frozenset[date] = frozenset()
    """Quiet from midnight to midnight, as the consultation says: faith days, a day of mourning."""
    holidays: Region = "none"
    """Whose bank holidays are quiet as well."""
    own: tuple[time, time] | None = None
    """The hours in which the person wants to be written to; all other hours are quiet too."""

    def is_quiet(self, at: datetime) -> bool:
        """Whether nothing unprompted may leave at `at`.

        Hours that begin and end at the same time are none at all. Sunday's own hours hold from
        midnight to midnight of the local Sunday.
        """
        local = at.astimezone(ZoneInfo(self.timezone))
        day, wall = local.date(), local.time()
        if day in self.days or day in bank_holidays(self.holidays, day.year):
            return True
        if self.own is not None and not self.own[0] <= wall < self.own[1]:
            return True
        return _is_between(wall, *_hours_of(day, self.quiet))

    def earliest(self, at: datetime) -> datetime:
        """The first moment from `at` on that is not quiet, in UTC; `at` itself if it is not."""
        at = at.astimezone(UTC)
        if not self.is_quiet(at):
            return at
        for candidate in self._edges(at, _DAYS_AHEAD):
            if candidate >= at and not self.is_quiet(candidate):
                return candidate
        raise AssertionError("every week has a waking moment")  # pragma: no cover

    def quiet_from(self, at: datetime) -> datetime:
        """The first moment from `at` on that is quiet, in UTC, or the `HORIZON` before it."""
        at = at.astimezone(UTC)
        if self.is_quiet(at):
            return at
        until = at + HORIZON
        for candidate in self._edges(at, HORIZON.days + 2):
            if candidate >= until:
                break
            if candidate >= at and self.is_quiet(candidate):
                return candidate
        return until

    def window(self, at: datetime) -> tuple[datetime, datetime]:
        """The first moment from `at` on that is not quiet, and from when on it is again."""
        leaves = self.earliest(at)
        return leaves, self.quiet_from(leaves)

    def _edges(self, at: datetime, days: int) -> Iterator[datetime]:
        """Every moment, in order, at which quiet may begin or end, day by day."""
        today = at.astimezone(ZoneInfo(self.timezone)).date()
        for ahead in range(days):
            yield from _edges_on(today + timedelta(days=ahead), self)


def calendar_of(plan: Plan, timezone: str = "", hours: str = "") -> Calendar:
    """When somebody may be written to about a consultation.

    Args:
        plan: of the consultation.
        timezone: the person's own, where it is known.
        hours: when the person wants to be written to, as `17:00-20:00`. Hours that lie wholly in
            the consultation's quiet ones would silence it for good, and are not heeded.
    """
    own = own_hours(hours)
    if own is not None and not _leaves_room(own, plan.quiet_hours):
        own = None
    return Calendar(
        quiet=plan.quiet_hours,
        timezone=timezone or plan.timezone,
        days=frozenset(plan.quiet_days),
        holidays=plan.bank_holidays,
        own=own,
    )


def own_hours(text: str) -> tuple[time, time] | None:
    """The hours of one day that somebody wrote down; `None` where there are none such."""
    try:
        start, end = times.hours(text)
    except ValueError:
        return None
    return (start, end) if start < end else None


def _leaves_room(own: tuple[time, time], quiet: QuietHours) -> bool:
    """Whether some minute of a weekday is in these hours and not quiet."""
    start, end = own
    return any(
        start <= wall < end and not _is_between(wall, quiet.start, quiet.end)
        for wall in (start, quiet.end)
    )


def _is_between(wall: time, start: time, end: time) -> bool:
    if start <= end:
        return start <= wall < end
    return wall >= start or wall < end


def _hours_of(day: date, quiet: QuietHours) -> tuple[time, time]:
    if day.weekday() == SUNDAY:
        return quiet.sunday_start, quiet.sunday_end
    return quiet.start, quiet.end


@lru_cache(maxsize=4096)
def _edges_on(day: date, calendar: Calendar) -> tuple[datetime, ...]:
    zone = ZoneInfo(calendar.timezone)
    walls = (*_hours_of(day, calendar.quiet), *(calendar.own or ()))
    midnight = _in_utc(day, time(0), zone)
    found = {midnight, *(_in_utc(day, wall, zone, fold) for wall in walls for fold in (0, 1))}
    tomorrow = _in_utc(day + timedelta(days=1), time(0), zone)
    if tomorrow - midnight != timedelta(days=1):
        # The clocks change today: an hour that ends inside the hour left out ends with it.
        quarters = int((tomorrow - midnight) / _QUARTER)
        found.update(midnight + n * _QUARTER for n in range(quarters))
    return tuple(sorted(found))


def _in_utc(day: date, wall: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    return datetime.combine(day, wall, zone).replace(fold=fold).astimezone(UTC)

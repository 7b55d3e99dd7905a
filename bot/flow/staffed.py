"""When our staff answer: the days and hours at which somebody is there.

Rule: the local wall clock decides, as for quiet hours.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.flow.holidays import bank_holidays
from bot.flow.structure import Plan

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS_AHEAD = 30
"""Somebody who is there on one day a week is back by then, whatever holidays lie between."""
_HOURS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d\d:\d\d)-(\d\d:\d\d)")


class StaffHours(Struct, frozen=True):
    """Opening hours, the same on each of the days."""

    first: int = 0
    """Monday is 0."""
    last: int = 4
    opens: time = time(9)
    closes: time = time(17)

    def has(self, day: int) -> bool:
        """Whether somebody is there on a weekday; a week may run over Sunday."""
        return (day - self.first) % 7 <= (self.last - self.first) % 7


def staff_hours(text: str) -> StaffHours:
    """Hours such as `Mon-Fri 09:00-17:00`.

    Raises:
        ValueError: they are not.
    """
    found = _HOURS.fullmatch(" ".join(text.split()).casefold())
    read = _read(*found.groups()) if found else None
    if read is None or read.opens >= read.closes:
        raise ValueError("are not hours like Mon-Fri 09:00-17:00")
    return read


def _read(first: str, last: str | None, opens: str, closes: str) -> StaffHours | None:
    try:
        days = DAYS.index(first), DAYS.index(last or first)
        return StaffHours(*days, time.fromisoformat(opens), time.fromisoformat(closes))
    except ValueError:
        return None


def opening(at: datetime, hours: StaffHours, plan: Plan) -> datetime | None:
    """When somebody will next be there, in the consultation's local time; `None`: somebody is
    there now. Nobody is on its bank holidays."""
    local = at.astimezone(ZoneInfo(plan.timezone))

    def is_worked(day: date) -> bool:
        return hours.has(day.weekday()) and day not in bank_holidays(plan.bank_holidays, day.year)

    if is_worked(local.date()) and hours.opens <= local.time() < hours.closes:
        return None
    starts = (
        datetime.combine(local.date() + timedelta(days=ahead), hours.opens, local.tzinfo)
        for ahead in range(_DAYS_AHEAD)
    )
    return next(each for each in starts if each > local and is_worked(each.date()))

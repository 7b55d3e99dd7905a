"""When each message of a broadcast can leave: as fast as its sender may, and never in quiet time.

Rule: the forecast and the launch itself both ask here, so that the one foretells the other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.flow.hours import calendar_of
from bot.flow.structure import Plan

_STEP = timedelta(minutes=15)


class Pace:
    """One sender's time, message after message."""

    def __init__(self, start: datetime, plan: Plan, units_per_second: float) -> None:
        """`start`: not before; `units_per_second`: segments or messages."""
        self._calendar = calendar_of(plan)
        self._seconds_per_unit = 1 / units_per_second
        self.now = self._awake(start)
        """When the next message can leave."""

    def spend(self, units: int) -> None:
        """Let the time pass that sending `units` takes, nights left out."""
        left = timedelta(seconds=units * self._seconds_per_unit)
        while left > _STEP:
            self.now = self._awake(self.now + _STEP)
            left -= _STEP
        self.now = self._awake(self.now + left)

    def _awake(self, at: datetime) -> datetime:
        return self._calendar.earliest(at)

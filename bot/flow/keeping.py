"""How long what people sent is kept.

Rule: the date that a person is told is the date by which it is gone.
"""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.flow.structure import Plan

USUAL = timedelta(days=365)
"""Where the flow does not say."""


def kept_until(plan: Plan, taken_at: datetime) -> datetime:
    """When a recording that came at *taken_at* must be gone: the flow's `keep: answers` (else
    twelve months) after its closing (else after it came)."""
    begins = max(plan.closes or taken_at, taken_at)
    return begins + (plan.keep.answers if plan.keep else USUAL)


def a_month_after(moment: datetime, timezone: str) -> datetime:
    """One calendar month later, where the consultation is: the same day of the next month, or its
    last day where it has no such day. Source: UK GDPR article 12(3), as the ICO counts it."""
    here = moment.astimezone(ZoneInfo(timezone))
    year, month = (here.year + 1, 1) if here.month == 12 else (here.year, here.month + 1)
    day = min(here.day, calendar.monthrange(year, month)[1])
    return here.replace(year=year, month=month, day=day)

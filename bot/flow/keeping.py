"""How long what people sent is kept.

Rule: the date that a person is told is the date by which it is gone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.flow.structure import Plan

USUAL = timedelta(days=365)
"""Where the flow does not say."""


def kept_until(plan: Plan, taken_at: datetime) -> datetime:
    """When a recording that came at *taken_at* must be gone: the flow's `keep: answers` (else
    twelve months) after its closing (else after it came)."""
    begins = max(plan.closes or taken_at, taken_at)
    return begins + (plan.keep.answers if plan.keep else USUAL)

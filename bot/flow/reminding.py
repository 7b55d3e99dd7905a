"""When silence is answered, by the plan of a consultation.

Rule: pure; the wait since the last question, or the last one before closing, whichever is first.
"""

from __future__ import annotations

from datetime import datetime

from bot.flow.structure import Plan


def reminds_at(plan: Plan, sent: int, asked: datetime, now: datetime) -> datetime | None:
    """When the next reminder is due; `None`: there is no other. The one before closing stands in
    for whatever would come later.

    Args:
        plan: of the consultation.
        sent: how many have gone out since the question was put.
        asked: when it was put, or answered last.
        now: the present moment.
    """
    waits, before = plan.reminders.after, plan.reminders.before_closing
    next_at = asked + waits[sent] if sent < len(waits) else None
    last_at = plan.closes - before if plan.closes and before else None
    if last_at is None or (next_at is not None and next_at < last_at):
        return next_at
    return last_at if last_at > now else None

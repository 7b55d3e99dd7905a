"""Answering back: what was heard, what was decided and why, what happened next.

Rule: each person gets each of them once, on the day that was promised, or is told why not.
"""

from bot.service.feedback.heard import (
    Preview,
    count,
    heard,
    preview,
    previews,
    tell,
    tell_due,
)

__all__ = ["Preview", "count", "heard", "preview", "previews", "tell", "tell_due"]

"""Answering back: what was heard, what was decided and why, what happened next.

Rule: each person gets each of them once, on the day that was promised, or is told why not.
"""

from bot.service.feedback.heard import count
from bot.service.feedback.keeping import tell_due
from bot.service.feedback.publishing import shown, tell_now, upcoming
from bot.service.feedback.saying import Preview

__all__ = ["Preview", "count", "shown", "tell_due", "tell_now", "upcoming"]

"""`info`: says something and waits for nothing.

Rule: it never reads a reply; the engine goes straight on.
"""

from __future__ import annotations

from typing import ClassVar

from bot.model import Accepted, Verdict
from bot.questions.base import Hearing, Question, Said


class Info(Question, frozen=True, kw_only=True):
    """A text without a question. No keys of its own."""

    type: ClassVar[str] = "info"
    is_silent: ClassVar[bool] = True

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """Anything: there is nothing to answer."""
        return Accepted(None)

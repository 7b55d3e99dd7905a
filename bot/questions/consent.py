"""`consent`: the yes or no before anything is stored.

Rule: read like `yes_no`; only what the engine does with a no differs.
"""

from __future__ import annotations

from typing import ClassVar

from bot.model import Accepted, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Said
from bot.questions.yes_no import YesNo


class Consent(YesNo, frozen=True, kw_only=True):
    """Consent. Value: `True` or `False`."""

    type: ClassVar[str] = "consent"

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """As `yes_no`; not knowing is neither, so it is asked again."""
        verdict = super().read(said, hearing)
        is_undecided = isinstance(verdict, Accepted) and not isinstance(verdict.value, bool)
        return Rejected(Phrase("bot.hint.yes_no")) if is_undecided else verdict

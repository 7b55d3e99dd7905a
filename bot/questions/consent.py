"""`consent`: the yes or no before anything is stored.

Rule: read like `yes_no`; only what the engine does with a no differs.
"""

from __future__ import annotations

from typing import ClassVar

from bot.questions.yes_no import YesNo


class Consent(YesNo):
    """Consent. Value: `True` or `False`."""

    type: ClassVar[str] = "consent"

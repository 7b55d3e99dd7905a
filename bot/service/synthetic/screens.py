"""What a resident can tell from the words in front of them.

Rule: only the text and the buttons of one message; nothing from behind the screen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.flow.structure import Flow, Step
from bot.language.catalogue import Wording
from bot.language.digits import fold_digits
from bot.model import Button, OutboundMessage

_NUMBERED = re.compile(r"^\s*(\d{1,2})[.)]?\s+(\S.*)$", re.MULTILINE)
_BLANK = re.compile(r"\{[^}]*\}")


class Screen(Struct, frozen=True):
    """One message that asks something, as its reader sees it."""

    step: Step
    options: Mapping[str, str]
    """Number as shown, in ASCII digits, to label."""
    buttons: tuple[Button, ...]

    @property
    def kind(self) -> str:
        """The type of the question."""
        return type(self.step.question).type


class Screens:
    """Tells from the words on a screen which question is being asked."""

    def __init__(self, flow: Flow, wording: Wording, languages: Sequence[str]) -> None:
        texts = (
            (wording.get(language, step.key("text")) or "", step)
            for step in flow.steps
            for language in languages
            if not type(step.question).is_silent
        )
        self._marks = [(mark, step) for text, step in texts if (mark := _mark(text))]

    def read(self, message: OutboundMessage) -> Screen | None:
        """The question that stands last on the screen; `None`: nothing is asked."""
        found = ((message.body.rfind(mark), len(mark), step) for mark, step in self._marks)
        best = max((f for f in found if f[0] >= 0), key=lambda f: f[:2], default=None)
        if best is None:
            return None
        lines = _NUMBERED.findall(fold_digits(message.body))
        return Screen(best[2], dict(lines), message.buttons)


def _mark(text: str) -> str:
    """The longest run of a text that has no blank to fill."""
    return max((piece.strip() for piece in _BLANK.split(text)), key=len, default="")

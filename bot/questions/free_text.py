"""`free_text`: the person's own words.

Rule: whatever is not a command is kept verbatim.
"""

from __future__ import annotations

from typing import ClassVar

from bot.model import Accepted, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.bounds import CountBound, resolve
from bot.questions.media import unheard


class FreeText(Question, frozen=True, kw_only=True):
    """Words, or a voice note or photo where allowed. Value: the text, or `Media`."""

    type: ClassVar[str] = "free_text"
    media: ClassVar[frozenset[str]] = frozenset({"voice", "photo"})

    at_least: CountBound | None = None
    """Fewest characters."""
    at_most: CountBound | None = None
    """Most characters."""
    voice: bool = False
    """Whether a voice note answers it, where the channel takes one."""
    photo: bool = False

    def takes(self, kind: str) -> bool:
        """A voice note or photo, where this step allows it."""
        return {"voice": self.voice, "photo": self.photo}.get(kind, False)

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(text or Media)`, or a hint."""
        if said.media is not None and self.takes(said.media.kind):
            return Accepted(said.media)
        if not said.text:
            return unheard(said) or Rejected(Phrase("bot.hint.text"))
        least = resolve(self.at_least, hearing.answers)
        if least is not None and len(said.text) < least:
            return Rejected(Phrase("bot.hint.text_short", {"least": f"{least:g}"}))
        most = resolve(self.at_most, hearing.answers)
        if most is not None and len(said.text) > most:
            return Rejected(Phrase("bot.hint.text_long", {"most": f"{most:g}"}))
        return Accepted(said.text)

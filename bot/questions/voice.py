"""`voice`: a voice note.

Rule: where the channel takes none, the step is left out or asked in words, as the flow says.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.model import Limits, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.free_text import FreeText
from bot.questions.media import read_media

OnSms = Literal["skip", "ask_text"]


class Voice(Question, frozen=True, kw_only=True):
    """A voice note. Value: `Media`."""

    type: ClassVar[str] = "voice"
    media: ClassVar[frozenset[str]] = frozenset({"voice"})

    on_sms: OnSms = "ask_text"

    def on(self, limits: Limits) -> Question | None:
        """Itself, or what `on_sms` says where voice notes cannot arrive."""
        if "voice" in limits.media:
            return self
        return FreeText() if self.on_sms == "ask_text" else None

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(Media)`, don't-know, or a hint."""
        return read_media(said, hearing, self.media) or Rejected(Phrase("bot.hint.voice"))

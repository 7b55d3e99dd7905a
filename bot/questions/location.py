"""`location`: a point on the map; on SMS a postcode.

Rule: a typed postcode answers it everywhere, kept no finer than the flow says.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.model import Accepted, Limits, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.postcode import Postcode

_HINT = Phrase("bot.hint.location")


class Location(Question, frozen=True, kw_only=True):
    """A shared location. Value: `Media`, or the postcode as kept."""

    type: ClassVar[str] = "location"
    media: ClassVar[frozenset[str]] = frozenset({"location"})

    keep: Literal["district", "sector", "full"] = "district"
    """Of a postcode typed instead."""

    def on(self, limits: Limits) -> Question | None:
        """Itself, or a postcode where locations cannot arrive."""
        return self if "location" in limits.media else Postcode(keep=self.keep)

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(Media or text)`, don't-know, or a hint."""
        if said.media is not None and said.media.kind in self.media:
            return Accepted(said.media)
        verdict = Postcode(keep=self.keep).read(said, hearing) if said.text else None
        return verdict if isinstance(verdict, Accepted) else Rejected(_HINT)

"""`postcode`: a United Kingdom postcode, kept no finer than the flow needs.

Rule: only what `keep` names leaves this file; the rest of the postcode is never a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Literal

from msgspec import field

from bot.model import Accepted, Outcome, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.codes import Code, find_code
from bot.questions.media import unheard
from bot.questions.polarity import Polarity, polarity

_HINTS: Final = {"district": "bot.hint.postcode_district"}


class Postcode(Question, frozen=True, kw_only=True):
    """A postcode. Value: `E1` (district), `E1 6` (sector), `E1 6AN` (full), or a ward."""

    type: ClassVar[str] = "postcode"

    keep: Literal["district", "sector", "full", "ward"] = "district"
    areas: Mapping[str, str] = field(default_factory=dict)
    """For `ward`: district, sector or full postcode, spaced as above, to its ward; the loader
    reads it from the file that `areas:` names. The finest entry wins."""

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(text)` as kept, don't-know, or a hint."""
        quiet = unheard(said)
        if quiet is not None:
            return quiet
        code = find_code(said.text, hearing.lexicon)
        kept = self._kept(code) if code else None
        if kept:
            return Accepted(kept)
        if code is None and polarity(said, hearing.lexicon) == Polarity("dont_know", is_sure=True):
            return Accepted(None, Outcome.DONT_KNOW)
        return Rejected(Phrase(_HINTS.get(self.keep, "bot.hint.postcode_full")))

    def _kept(self, code: Code) -> str | None:
        match self.keep:
            case "district":
                return code.district
            case "sector":
                return code.sector
            case "full":
                return code.full
            case "ward":
                names = (code.full, code.sector, code.district)
                return next((self.areas[name] for name in names if name in self.areas), None)

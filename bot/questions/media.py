"""Voice notes, photos and locations as replies.

Rule: a caption is read as the words it is; media that a question does not take is never a value.
"""

from __future__ import annotations

from bot.model import Accepted, Outcome, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Said
from bot.questions.polarity import Polarity, polarity


def unheard(said: Said) -> Verdict | None:
    """The hint for media without words where words are asked for; `None` where there are words."""
    if said.media is None or said.text:
        return None
    return Rejected(Phrase("bot.hint.no_media"))


def read_media(said: Said, hearing: Hearing, kinds: frozenset[str]) -> Verdict | None:
    """`Accepted(Media)` where it is one of *kinds*; don't-know where the words say so."""
    if said.media is not None and said.media.kind in kinds:
        return Accepted(said.media)
    if polarity(said, hearing.lexicon) == Polarity("dont_know", is_sure=True):
        return Accepted(None, Outcome.DONT_KNOW)
    return None

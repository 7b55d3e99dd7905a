"""Agree, disagree, pass: which of the three a whole reply says of somebody's statement.

Rule: an agreement is never read as a disagreement, nor the other way round; doubt is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from bot.language.folding import loosen, sentences, squeeze
from bot.language.lexicon import POLAR, Lexicon
from bot.questions.base import Said
from bot.questions.polarity import is_question, polarity, signs

AGREE, DISAGREE, PASS = "agree", "disagree", "pass"
_OF_POLARITY: Final = {"yes": AGREE, "no": DISAGREE, "dont_know": PASS, "": ""}
_CONTRARY: Final = {AGREE: "no", DISAGREE: "yes"}
_NEUTRAL: Final = frozenset({"weak", "filler"})
_DOUBTING: Final = frozenset({"hedge", "unclear", "dont_know"})
_LIMIT_WORDS = 40


class Stance(Struct, frozen=True):
    """`agree`, `disagree` or `pass` (empty: none of them), and how surely."""

    meaning: str = ""
    is_sure: bool = False


NO_STANCE = Stance()


def stance(said: Said, lexicon: Lexicon) -> Stance:
    """Read the whole reply as an agreement, a disagreement or neither.

    A plain yes agrees, a no disagrees, a don't-know passes. Sure: nothing beside it but
    politeness, or after a comma words that do not take it back (`agree, it is too far`).
    """
    words = squeeze(loosen(said.key)).split()
    if not words or len(words) > _LIMIT_WORDS or lexicon.is_unclear(said.text):
        return NO_STANCE
    found = _spoken(said, words, lexicon)
    if _CONTRARY.get(found.meaning) in signs(said.text, lexicon):
        return NO_STANCE  # "agree 👎"
    return Stance(found.meaning, found.is_sure and not is_question(said.text))


def _spoken(said: Said, words: Sequence[str], lexicon: Lexicon) -> Stance:
    whole = _whole(loosen(said.key).split(), lexicon) or _whole(words, lexicon)
    if whole:
        return Stance(whole, is_sure=True)
    polar = polarity(said, lexicon)
    if polar.meaning:
        return Stance(_OF_POLARITY[polar.meaning], polar.is_sure)
    return _leading(
        [squeeze(loosen(" ".join(part))).split() for part in sentences(said.text)], lexicon
    )


def _whole(words: Sequence[str], lexicon: Lexicon) -> str:
    """What the words say, politeness apart."""
    listed = lexicon.stances.get(" ".join(words))
    if listed:
        return listed
    pieces = lexicon.pieces(words)
    told = [p.text for p in pieces if not p.roles & _NEUTRAL or p.roles & POLAR]
    return lexicon.stances.get(" ".join(told), "")


def _leading(parts: Sequence[Sequence[str]], lexicon: Lexicon) -> Stance:
    """`agree, it is too far`: what stands before the first comma, the rest in keeping."""
    first = _whole(parts[0], lexicon) if len(parts) > 1 else ""
    if not first:
        return NO_STANCE
    rest = [word for part in parts[1:] for word in part]
    said_after = {_whole(part, lexicon) for part in parts[1:]} - {"", first}
    pieces = lexicon.pieces(rest)
    is_doubted = lexicon.has_negator(rest) or any(piece.roles & _DOUBTING for piece in pieces)
    return NO_STANCE if said_after else Stance(first, is_sure=not is_doubted)

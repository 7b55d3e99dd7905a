"""Yes, no, don't know: which of the three a whole reply says.

Rule: every word of the reply must be accounted for; one that pulls the other way leaves it open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import regex
from msgspec import Struct

from bot.language.folding import clauses, loosen, squeeze
from bot.language.lexicon import POLAR, Lexicon, Piece
from bot.questions.base import Said

_LETTER = regex.compile(r"[\p{L}--\p{Han}]", regex.VERSION1)
_LIMIT_WORDS = 40
_NEUTRAL: Final = frozenset({"weak", "filler"})
_DOUBTING: Final = frozenset({"hedge", "unclear", "dont_know"})


class Polarity(Struct, frozen=True):
    """What the reply says, `yes`, `no` or `dont_know` (empty: none of them), and how surely."""

    meaning: str = ""
    is_sure: bool = False


NEITHER = Polarity()


def is_question(text: str) -> bool:
    """Whether the reply asks rather than tells; a tentative `yes?` does."""
    return any(mark in text for mark in "?？؟")


def polarity(said: Said, lexicon: Lexicon) -> Polarity:
    """Read the reply as a yes, a no or a don't-know.

    Sure: all its words say one of them, but for politeness (`yes please`, `na bhai`), or it opens
    with one and nothing after takes it back (`No, I was ill`).
    """
    tokens = _spelt(squeeze(loosen(said.key)).split())
    if not tokens or len(tokens) > _LIMIT_WORDS or said.text.strip(" .!") in lexicon.exact_unclear:
        return NEITHER
    pieces = lexicon.pieces(tokens)
    found = _whole(pieces)
    if not found.meaning:
        found = _leading(said, pieces, lexicon)
    if found.meaning and signs(said.text, lexicon) - {found.meaning}:
        return NEITHER  # "yes 👎"
    return Polarity(found.meaning, found.is_sure and not is_question(said.text))


def _spelt(tokens: list[str]) -> list[str]:
    """`Y E S` is one word; `y n` is not."""
    is_spelt = len(tokens) > 2 and all(_LETTER.fullmatch(token) for token in tokens)
    return ["".join(tokens)] if is_spelt else tokens


def signs(text: str, lexicon: Lexicon) -> frozenset[str]:
    """What signs beside the words say: `no` for a thumb down."""
    if text.isascii():
        return frozenset()
    pieces = (lexicon.senses[char] for char in text if char in lexicon.senses)
    return frozenset(
        role for piece in pieces if not piece.text.isalnum() for role in piece.roles & POLAR
    )


def _whole(pieces: Sequence[Piece]) -> Polarity:
    said = [piece for piece in pieces if not _is_neutral(piece)]
    meanings = [piece.roles & POLAR for piece in said]
    if not said or any(len(meaning) != 1 for meaning in meanings):
        return NEITHER
    found = frozenset().union(*meanings)
    if found == {"no", "dont_know"}:
        return Polarity("dont_know", is_sure=True)
    return Polarity(min(found), is_sure=True) if len(found) == 1 else NEITHER


def _is_neutral(piece: Piece) -> bool:
    return bool(piece.roles & _NEUTRAL) and not piece.roles & POLAR and not piece.numbers


def _leading(said: Said, pieces: Sequence[Piece], lexicon: Lexicon) -> Polarity:
    """`Yes, last week`: a word that opens an answer, with the rest in keeping."""
    told = [piece for piece in pieces if not _is_neutral(piece)]
    if len(told) < 2 or "lead" not in told[0].roles:
        return NEITHER
    opening, rest = told[0], told[1:]
    meaning = min(opening.roles & POLAR)
    if _is_taken_back(meaning, rest, lexicon):
        return NEITHER
    is_parted = _opening(said.text, lexicon) == meaning
    follows = rest[0].text.split(" ")[0]
    is_sure = is_parted or meaning == "yes" or lexicon.says(follows, "subject")
    return Polarity(meaning, is_sure=is_sure)


def _opening(text: str, lexicon: Lexicon) -> str:
    """What stands by itself before a comma or the like says; empty where nothing does."""
    first, *others = clauses(text) or [[]]
    opening = lexicon.pieces(loosen(" ".join(first)).split())
    return _whole(opening).meaning if others else ""


def _is_taken_back(meaning: str, rest: Sequence[Piece], lexicon: Lexicon) -> bool:
    return any(_contradicts(meaning, piece, lexicon) for piece in rest)


def _contradicts(meaning: str, piece: Piece, lexicon: Lexicon) -> bool:
    if piece.roles & _DOUBTING or piece.text in lexicon.stops:
        return True
    if meaning == "no" and piece.numbers:
        return True  # "no 2" may be number 2
    if meaning == "yes":
        return "no" in piece.roles or lexicon.is_negator(piece.text)
    return "yes" in piece.roles and "frame" not in piece.roles

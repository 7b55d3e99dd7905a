"""Yes, no, don't know: which of the three a whole reply says.

Rule: every word of the reply must be accounted for; one that pulls the other way leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import regex
from msgspec import Struct
from msgspec.structs import replace

from bot.language.folding import exact, loosen, sentences, squeeze
from bot.language.lexicon import POLAR, Lexicon, Piece
from bot.questions.base import Said

_LETTER = regex.compile(r"[\p{L}--\p{Han}]", regex.VERSION1)
_LIMIT_WORDS = 40
_NEUTRAL: Final = frozenset({"weak", "filler"})
_HEDGING: Final = frozenset({"hedge", "unclear"})
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
    with one and nothing after takes it back (`No, I was ill`). A phrase holds together across a
    comma only where what follows the comma says the same: `jee, nahin`, but not `no, I am`.
    """
    tokens = _spelt(squeeze(loosen(said.key)).split())
    if not tokens or len(tokens) > _LIMIT_WORDS or _is_unclear(said, lexicon):
        return NEITHER
    found = _weigh(_Reply(tokens, _parted(said.text, tokens), lexicon))
    if found.meaning and signs(said.text, lexicon) - {found.meaning}:
        return NEITHER  # "yes 👎"
    return Polarity(found.meaning, found.is_sure and not is_question(said.text))


def _is_unclear(said: Said, lexicon: Lexicon) -> bool:
    """Whether it is said as a whole to mean two things, or has a STOP among its words that only
    its accents tell from a yes: `dừng dừng`."""
    words = set() if said.text.isascii() else set(map(exact, said.text.split()))
    return lexicon.is_unclear(said.text) or bool(words & lexicon.exact_stops)


class _Reply:
    """A reply cut into phrases: as one, and within what its commas part."""

    def __init__(
        self, tokens: Sequence[str], parts: Sequence[Sequence[str]], lexicon: Lexicon
    ) -> None:
        self.lexicon = lexicon
        self.joined = lexicon.pieces(tokens)
        self.parts = [self.joined]
        if len(parts) > 1:
            self.parts = [lexicon.pieces(part) for part in parts]
        self.parted = tuple(piece for part in self.parts for piece in part)


def _parted(text: str, tokens: Sequence[str]) -> list[list[str]]:
    parts = [squeeze(loosen(" ".join(part))).split() for part in sentences(text)]
    return parts if [token for part in parts for token in part] == tokens else [list(tokens)]


def _weigh(reply: _Reply) -> Polarity:
    apart = _read(reply.parted, reply)
    if reply.parted == reply.joined:
        return apart
    joined = _read(reply.joined, reply)
    if joined.meaning and not _agrees(reply.parts[-1], joined.meaning):
        # "no, I have" is no "no I have", nor a no for certain
        is_answered = apart.meaning == joined.meaning and len(reply.parts[-1]) > 1
        return apart if is_answered else NEITHER
    if apart.meaning and joined.meaning and apart.meaning != joined.meaning:
        return NEITHER
    return joined if joined.is_sure and joined.meaning else apart


def _agrees(pieces: Sequence[Piece], meaning: str) -> bool:
    """Whether a last clause by itself says the same, or nothing at all."""
    told = [piece for piece in pieces if not _is_neutral(piece)]
    return all(meaning in piece.roles or "unclear" in piece.roles for piece in told)


def _read(pieces: Sequence[Piece], reply: _Reply) -> Polarity:
    found = _whole(pieces)
    return found if found.meaning else _leading(pieces, reply)


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
    if any(_is_lent(piece) for piece in said):
        return NEITHER
    found = frozenset().union(*meanings)
    if found == {"no", "dont_know"}:
        return Polarity("dont_know", is_sure=True)
    return Polarity(min(found), is_sure=True) if len(found) == 1 else NEITHER


def _is_lent(piece: Piece) -> bool:
    """Whether only English hears an answer in a word that says "or" or "if": Urdu `ya`."""
    return bool(piece.roles & _HEDGING - piece.lent) and piece.roles & POLAR <= piece.lent


def _is_neutral(piece: Piece) -> bool:
    return bool(piece.roles & _NEUTRAL) and not piece.roles & POLAR and not piece.numbers


def _leading(pieces: Sequence[Piece], reply: _Reply) -> Polarity:
    """`Yes, last week`: a word that opens an answer, with the rest in keeping."""
    told = [piece for piece in pieces if not _is_neutral(piece)]
    if len(told) < 2 or len(told[0].roles & POLAR) != 1:
        return NEITHER
    opening, rest = told[0], told[1:]
    meaning = min(opening.roles & POLAR)
    is_parted = _opening(reply) == meaning
    if not ("lead" in opening.roles or (is_parted and "lead_alone" in opening.roles)):
        return NEITHER
    if _is_taken_back(meaning, rest, reply, is_parted=is_parted):
        return NEITHER
    follows = rest[0].text.split(" ")[0]
    is_sure = is_parted or meaning == "yes" or reply.lexicon.says(follows, "subject")
    return Polarity(meaning, is_sure=is_sure)


def _opening(reply: _Reply) -> str:
    """What stands by itself before the first comma says; empty where nothing does."""
    return _whole(reply.parts[0]).meaning if len(reply.parts) > 1 else ""


def _is_taken_back(meaning: str, rest: Sequence[Piece], reply: _Reply, *, is_parted: bool) -> bool:
    if any(_contradicts(meaning, piece, reply.lexicon) for piece in _unlent(rest)):
        return True
    if meaning == "no" and any(piece.numbers for piece in rest) and not is_parted:
        return True  # "no 2" may be number 2
    opposite = "no" if meaning == "yes" else "yes"
    return all(opposite in piece.roles for piece in rest)  # "no, I am"


def _unlent(rest: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, without what English alone reads into a word that leads on to another: the
    Portuguese "no" in `sim, no hospital`."""
    for at, piece in enumerate(rest):
        yield replace(piece, roles=piece.roles - piece.lent) if rest[at + 1 :] else piece


def _contradicts(meaning: str, piece: Piece, lexicon: Lexicon) -> bool:
    if piece.roles & _DOUBTING or piece.text in lexicon.stops:
        return True
    if meaning == "yes":
        return "no" in piece.roles or lexicon.is_negator(piece.text)
    return "yes" in piece.roles and "frame" not in piece.roles

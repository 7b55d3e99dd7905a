"""The words by which one person's replies are read, and a reply cut into those it knows.

Rule: the longest phrase known comes first; a word in no list is kept, and means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

import regex
from msgspec import Struct, field
from msgspec.structs import replace

from bot.language.folding import exact, narrow, squeeze
from bot.language.stopping import StopTalk
from bot.model import Command

POLAR: Final = frozenset({"yes", "no", "dont_know"})
STANCES: Final = ("agree", "disagree", "pass")
"""What can be said to somebody's statement."""
_DENYING: Final = frozenset({"negator"})
_AFFIRMING: Final = frozenset({"yes", "filler", "weak", "article"})
"""Roles of known words that do not deny, whatever their ending."""
HONOUR: Final = frozenset({"filler", "polite"})
"""What an honorific is once something stands before it."""
_BESIDE_NUMBERS: Final = frozenset({"classifier", "pick", "article", "filler", "weak"})
"""What a unit may still be where it follows a number."""
_LIMIT_DIGITS = 15
_DIGITS_FIRST = regex.compile(r"(\d+)(\D+)")
_DIGITS_LAST = regex.compile(r"(\D+)(\d+)")
_DIGITS_JOINED = regex.compile(r"(\d+)(\D+)(\d+)")
_DIGIT_FOR_LETTER = regex.compile(r"\d[a-z]")
_SHORTEST_STEM = 3
_LONGEST_GROWN = 4
"""Letters of the longest word that is written as one with the next."""
_SPELT_WITH_DIGITS = 12
"""So many words of a session that begin with a digit make it a letter: Arabic 3andi."""


class Piece(Struct, frozen=True):
    """One stretch of a reply: a phrase we know, or a single word we do not (no roles)."""

    text: str
    roles: frozenset[str] = frozenset()
    numbers: frozenset[float] = frozenset()
    """What it may stand for as a number; several where the word is ambiguous."""
    ordinal: int = 0
    unit: str = ""
    is_digits: bool = False
    tag: str = ""
    """Language whose words it is of."""
    lent: frozenset[str] = frozenset()
    """Those of its roles that only an English namesake gives it."""

    @property
    def is_known(self) -> bool:
        """Whether any word list holds it."""
        return bool(self.roles or self.numbers or self.ordinal or self.unit)


class Lexicon(Struct, frozen=True, eq=False, dict=True):
    """Word lists merged for reading. Look phrases up folded and loosened."""

    tag: str
    senses: Mapping[str, Piece]
    """Phrase to all that it may be."""
    commands: Mapping[str, Command]
    loose_commands: Mapping[str, Command]
    stops: frozenset[str]
    """STOP in every language of the installation."""
    exact_stops: frozenset[str]
    """The same, told from other words only by their accents."""
    near_stop: frozenset[str]
    stop_on_sms: frozenset[str]
    stopping: tuple[StopTalk, ...]
    """The session's way to say STOP, then each language's own."""
    help_on_sms: frozenset[str]
    languages: Mapping[str, str]
    """Name of a language, in any language of the installation, to its tag."""
    values: Mapping[str, Mapping[str, frozenset[float]]]
    stances: Mapping[str, str]
    """Whole reply to what it says of a statement: `agree`, `disagree`, `pass`. What means one in
    one of the session's languages and another in the next stands here not at all."""
    same: frozenset[str]
    """Whole replies by which what somebody said before stays as it was."""
    unclear_days: frozenset[str]
    exact_unclear: frozenset[str]
    negator_endings: tuple[str, ...]
    not_negators: frozenset[str]
    """Words that end like a denial and are none: Bengali `আপনি`."""
    ordinal_endings: frozenset[str]
    decimal: str = "."
    date_labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """`day`, `month`, `year` to the words that stand beside their numbers."""
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Another spelling of a word to the one in the lists."""

    def says_stop(self, words: Sequence[str], accented: Sequence[str]) -> bool:
        """Whether the words are STOP with nothing around it but what may be: see `StopTalk`."""
        if not self._stop_vocabulary.issuperset(words):
            return False  # nearly every reply: one look-up instead of one for each language
        return any(talk.says_stop(words, accented) for talk in self.stopping)

    @cached_property
    def _stop_vocabulary(self) -> frozenset[str]:
        return frozenset().union(*(talk.vocabulary for talk in self.stopping))

    def is_unclear(self, text: str) -> bool:
        """Whether the whole reply, accents and all, may mean two things."""
        written = narrow(text).strip(" .!")
        return written in self.exact_unclear or exact(written) in self.exact_unclear

    def says(self, phrase: str, role: str) -> bool:
        """Whether the whole of *phrase* has that role."""
        piece = self.senses.get(phrase)
        return piece is not None and role in piece.roles

    @cached_property
    def _spans(self) -> Mapping[str, int]:
        """First word of a phrase to the number of words in the longest that begins with it."""
        spans: dict[str, int] = {}
        for phrase in self.senses:
            first, *rest = phrase.split(" ")
            spans[first] = max(spans.get(first, 1), 1 + len(rest))
        return spans

    def pieces(self, tokens: Sequence[str]) -> tuple[Piece, ...]:
        """Cut folded, loosened words into the longest phrases known, left to right."""
        found: list[Piece] = []
        spelt = self.spellings
        listed = [spelt.get(token, token) for token in tokens] if spelt else tokens
        at = 0
        while at < len(tokens):
            piece, width = self._longest(tokens[at:], listed[at:])
            found.extend((piece,) if piece is not None else self._word(tokens[at]))
            at += width
        return settled(found)

    def _longest(self, tokens: Sequence[str], listed: Sequence[str]) -> tuple[Piece | None, int]:
        """The longest phrase that the words begin with, as written or listed; none: one word."""
        longest = max(self._spans.get(tokens[0], 0), self._spans.get(listed[0], 0))
        for width in range(min(longest, len(tokens)), 0, -1):
            piece = self.senses.get(" ".join(tokens[:width]))
            if piece is None and self.spellings:
                piece = self.senses.get(" ".join(listed[:width]))
            if piece is not None:
                return piece, width
        return None, 1

    def _word(self, token: str) -> tuple[Piece, ...]:
        """A single word in no list: digits, digits with an ending, or a held-down key."""
        if token.isdigit() and token.isascii():
            return (number_piece(token),)
        split = self._split(token) or self._grown(token)
        if split:
            return split
        short = self.senses.get(squeeze(token))
        return (short if short is not None else Piece(token),)

    def _split(self, token: str) -> tuple[Piece, ...]:
        if match := _DIGITS_FIRST.fullmatch(token):
            return self._digits_first(match[1], match[2])
        if (match := _DIGITS_LAST.fullmatch(token)) and self.says(match[1], "marker"):
            return (self.senses[match[1]], number_piece(match[2]))
        if (match := _DIGITS_JOINED.fullmatch(token)) and self.says(match[2], "joiner"):
            return (number_piece(match[1]), self.senses[match[2]], number_piece(match[3]))
        return self._classified(token)

    def _digits_first(self, digits: str, ending: str) -> tuple[Piece, ...]:
        if ending in self.ordinal_endings and len(digits) <= 2:
            return (Piece(digits + ending, ordinal=int(digits)),)
        piece = self.senses.get(ending)
        return (number_piece(digits), piece if piece is not None else Piece(ending))

    def _classified(self, token: str) -> tuple[Piece, ...]:
        """`duita`, `প্রথমটা`: a number word with its classifier grown on."""
        for cut in range(1, len(token)):
            stem = self.senses.get(token[:cut])
            if stem and (stem.numbers or stem.ordinal) and self.says(token[cut:], "classifier"):
                return (stem, self.senses[token[cut:]])
        return ()

    def _grown(self, token: str) -> tuple[Piece, ...]:
        """A number with its "and" or "the" grown on: `وعشرين`."""
        for cut in range(1, min(len(token) - 1, _LONGEST_GROWN)):
            stem = self.senses.get(token[cut:])
            is_number = stem is not None and bool(stem.numbers or stem.ordinal)
            if is_number and self.says(token[:cut], "grown_on"):
                return (self.senses[token[:cut]], *self.pieces([token[cut:]]))
        return ()

    def stem(self, word: str) -> str:
        """A word that no list holds, without what is grown on: `الصيدلية` is `صيدلية`."""
        longest = min(len(word) - _SHORTEST_STEM, _LONGEST_GROWN)
        cuts = range(longest, 0, -1) if self._grows else ()
        return next((word[cut:] for cut in cuts if self.says(word[:cut], "grown_on")), word)

    @cached_property
    def _grows(self) -> bool:
        return any("grown_on" in piece.roles for piece in self.senses.values())

    @cached_property
    def spells_with_digits(self) -> bool:
        """Whether digits are letters too in this session, as where Arabic is typed in Latin."""
        spelt = sum(1 for phrase in self.senses if _DIGIT_FOR_LETTER.match(phrase))
        return spelt >= _SPELT_WITH_DIGITS

    def has_negator(self, tokens: Iterable[str]) -> bool:
        """Whether any word denies."""
        return any(self.is_negator(token) for token in tokens)

    def is_negator(self, token: str) -> bool:
        """Whether the word denies, or ends in what denies (`যাইনি`)."""
        piece = self.senses.get(token)
        if piece is not None and piece.roles & _DENYING - piece.lent:
            return True
        if token in self.not_negators or (piece is not None and piece.roles & _AFFIRMING):
            return False
        return any(
            len(token) > len(ending) + 1 and token.endswith(ending)
            for ending in self.negator_endings
        )


def settled(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, each as its neighbours make it."""
    if not any(piece.unit or "honorific" in piece.roles for piece in pieces):
        return tuple(pieces)
    return tuple(_settled(pieces, at) for at in range(len(pieces)))


def _settled(pieces: Sequence[Piece], at: int) -> Piece:
    """A unit after a number is nothing but its unit: in Vietnamese `100 năm`, not the five that
    `năm` also is; in Romanian `2 ori`, but not in `2 ori 3` (2 or 3). An honorific after another
    word is respect for it, and no yes: `masjid ji`, `nahi ji`."""
    piece = pieces[at]
    if at and "honorific" in piece.roles:
        return replace(piece, roles=HONOUR)
    if piece.unit and _is_unit_of(pieces[:at], pieces[at + 1 :]):
        roles = piece.roles & _BESIDE_NUMBERS
        return replace(piece, roles=roles, numbers=frozenset(), ordinal=0)
    return piece


def _is_unit_of(before: Sequence[Piece], after: Sequence[Piece]) -> bool:
    if not before or not before[-1].numbers or before[-1].unit:
        return False
    return not (after and after[0].numbers)


def number_piece(digits: str) -> Piece:
    """ASCII digits as a piece; beyond fifteen of them, a word that means nothing."""
    if len(digits) > _LIMIT_DIGITS:
        return Piece(digits)
    return Piece(digits, numbers=frozenset({float(digits)}), is_digits=True)

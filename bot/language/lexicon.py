"""The words for reading one person's replies: their language, its romanised form, and English.

Rule: where two of these languages disagree about a word, the word decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

import regex
from msgspec import Struct, field
from msgspec.structs import replace

from bot.language.folding import exact, fold, loosen, narrow, squeeze
from bot.model import Command

if TYPE_CHECKING:
    from bot.language.words import Words

Kind = TypeVar("Kind")
_NO_ROLES: Final[frozenset[str]] = frozenset()
_NO_NUMBERS: Final[frozenset[float]] = frozenset()
POLAR: Final = frozenset({"yes", "no", "dont_know"})
_LENT: Final = POLAR | {"unclear", "marker"}
"""Roles that English gives to a word of the session's own language."""
_LOOSE: Final = frozenset({"weak", "filler", "subject"})
"""Roles of own words that leave room for all that the namesake is."""
_DENYING: Final = frozenset({"negator"})
_AFFIRMING: Final = frozenset({"yes", "filler", "weak", "article"})
"""Roles of known words that do not deny, whatever their ending."""
_HONOUR: Final = frozenset({"filler", "polite"})
"""What an honorific is once something stands before it."""
_IMPLIED: Final = {"polite": _HONOUR}
"""Roles that bring others with them."""
_BESIDE_NUMBERS: Final = frozenset({"classifier", "pick", "article", "filler", "weak"})
"""What a unit may still be where it follows a number."""
_LIMIT_DIGITS = 15
_DIGITS_FIRST = regex.compile(r"(\d+)(\D+)")
_DIGITS_LAST = regex.compile(r"(\D+)(\d+)")
_DIGITS_JOINED = regex.compile(r"(\d+)(\D+)(\d+)")
_DIGIT_FOR_LETTER = regex.compile(r"\d[a-z]")
_SHORTEST_STEM = 3
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


class StopTalk(Struct, frozen=True, eq=False, dict=True):
    """How STOP is said, and what may stand around it."""

    stops: frozenset[str]
    exact: frozenset[str]
    """Told from other words only by their accents."""
    beside: frozenset[str]

    @cached_property
    def _longest(self) -> int:
        phrases = self.stops | self.exact | self.beside
        return max((phrase.count(" ") + 1 for phrase in phrases), default=0)

    @cached_property
    def _words(self) -> frozenset[str]:
        exact = {loosen(fold(phrase)) for phrase in self.exact}
        return frozenset(w for p in self.stops | exact | self.beside for w in p.split(" "))

    def says_stop(self, words: Sequence[str], accented: Sequence[str]) -> bool:
        """Whether the words are STOP, with nothing around it but what may be.

        Args:
            words: the whole message, folded and loosened.
            accented: the same words with their accents.
        """
        if not self._words.issuperset(words):
            return False
        reached = {0: False}  # words accounted for, and whether STOP is among them
        for at in range(len(words)):
            if at in reached:
                for width, is_stop in self._steps(words[at:], accented[at:]):
                    end = at + width
                    reached[end] = reached[at] or is_stop or reached.get(end, False)
        return reached.get(len(words), False)

    def _steps(self, words: Sequence[str], accented: Sequence[str]) -> Iterator[tuple[int, bool]]:
        """What the words may begin with: its width, and whether it is STOP or only beside it."""
        for width in range(1, min(self._longest, len(words)) + 1):
            phrase = " ".join(words[:width])
            if phrase in self.stops or " ".join(accented[:width]) in self.exact:
                yield width, True
            if phrase in self.beside:
                yield width, False


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
    unclear_days: frozenset[str]
    exact_unclear: frozenset[str]
    negator_endings: tuple[str, ...]
    not_negators: frozenset[str]
    """Words that end like a denial and are none: Bengali `আপনি`."""
    ordinal_endings: frozenset[str]
    decimal: str = "."
    date_labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """`day`, `month`, `year` to the words that stand beside their numbers."""

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
        at = 0
        while at < len(tokens):
            width = min(self._spans.get(tokens[at], 0), len(tokens) - at)
            while width > 0:
                piece = self.senses.get(" ".join(tokens[at : at + width]))
                if piece is not None:
                    found.append(piece)
                    break
                width -= 1
            else:
                found.extend(self._word(tokens[at]))
                width = 1
            at += width
        return settled(found)

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
        for cut in range(1, len(token) - 1):
            stem = self.senses.get(token[cut:])
            is_number = stem is not None and bool(stem.numbers or stem.ordinal or stem.unit)
            if is_number and self.says(token[:cut], "grown_on"):
                return (self.senses[token[:cut]], *self.pieces([token[cut:]]))
        return ()

    def stem(self, word: str) -> str:
        """A word that no list holds, without what is grown on: `الصيدلية` is `صيدلية`."""
        cuts = range(len(word) - _SHORTEST_STEM, 0, -1) if self._grows else ()
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
        return replace(piece, roles=_HONOUR)
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


def merge(words: Sequence[Words], everyone: Sequence[Words] = ()) -> Lexicon:
    """The reading words of a session.

    Args:
        words: the session's language first, then its romanised form, then English.
        everyone: every language of the installation: their STOP words and the names they have
            for languages count in any session.

    Raises:
        ValueError: without any words.
    """
    first = words[0]
    all_words = (*words, *everyone)
    return Lexicon(
        tag=first.tag,
        senses=_senses(words),
        commands=_first(each.commands for each in words),
        loose_commands=_first(each.loose_commands for each in words),
        stops=_union(each.stopping.stops for each in all_words),
        exact_stops=_union(each.exact_stop for each in all_words),
        near_stop=_union(each.lists["near_stop"] for each in all_words),
        stop_on_sms=_union(each.lists["stop_on_sms"] for each in all_words),
        stopping=(_session_stops(words, all_words), *(each.stopping for each in everyone)),
        help_on_sms=_union(each.lists["help_on_sms"] for each in words),
        languages=_first(each.languages for each in all_words),
        values=_values(words),
        unclear_days=_union(each.lists["unclear_days"] for each in words),
        exact_unclear=_exact_unclear(words),
        negator_endings=tuple(ending for each in words for ending in each.negator_endings),
        not_negators=_union(each.lists["not_negators"] for each in words),
        ordinal_endings=_union(each.ordinal_endings for each in words),
        decimal=first.decimal,
        date_labels={
            label: _union(each.date_labels.get(label, frozenset()) for each in words)
            for label in ("day", "month", "year")
        },
    )


def _session_stops(words: Sequence[Words], all_words: Sequence[Words]) -> StopTalk:
    """STOP in any language, with what this session's own have around it. English yields: its
    "mam" is Polish for "I have"."""
    talks = [each.stopping for each in all_words]
    *own, last = words
    beside = _union(each.beside_stop for each in own)
    lent = (phrase for phrase in last.beside_stop if not any(phrase in w.senses for w in own))
    return StopTalk(
        _union(talk.stops for talk in talks),
        _union(talk.exact for talk in talks),
        beside.union(lent),
    )


def _exact_unclear(words: Sequence[Words]) -> frozenset[str]:
    """Whole replies that may mean two things; English yields to what the session's own language
    says of them (Welsh `NA` is no)."""
    *own, last = words
    plain = {p for each in own[:1] for role in ("yes", "no") for p in each.roles[role]}
    lent = (text for text in last.exact_unclear if loosen(fold(text)) not in plain)
    return _union(each.exact_unclear for each in own) | frozenset(lent)


def _senses(words: Sequence[Words]) -> Mapping[str, Piece]:
    """All that each phrase may be. English comes last, and yields: to a word of the session's own
    (Turkish `on` is ten, Welsh `or` "of the") it lends nothing but a yes, a no or a doubt."""
    *own, last = words
    gathered: dict[str, Piece] = dict(own[0].senses) if own else {}
    for piece in (piece for each in own[1:] for piece in each.senses.values()):
        _gather(gathered, piece)
    for phrase, piece in last.senses.items():
        known = gathered.get(phrase)
        gathered[phrase] = piece if known is None else _beside(known, piece)
    return gathered


def _gather(gathered: dict[str, Piece], piece: Piece) -> None:
    known = gathered.get(piece.text)
    gathered[piece.text] = piece if known is None else _both(known, piece)


def _beside(own: Piece, namesake: Piece) -> Piece:
    is_loose = own.roles <= _LOOSE and not (own.numbers or own.ordinal or own.unit)
    lent = (namesake.roles if is_loose else namesake.roles & _LENT) - own.roles
    return replace(own, roles=own.roles | lent, lent=lent)


def own_senses(words: Words) -> Mapping[str, Piece]:
    """Phrase to all that it may be in one language."""
    roles: dict[str, frozenset[str]] = {}
    numbers: dict[str, frozenset[float]] = {}
    for role, phrases in words.roles.items():
        _note(roles, dict.fromkeys(phrases, _IMPLIED.get(role, frozenset({role}))))
    for name in ("numbers", "multipliers", "fractions", "plus"):
        _note(numbers, words.values[name])
        if name != "numbers":
            _note(roles, dict.fromkeys(words.values[name], frozenset({name})))
    units = {phrase: unit for unit, phrases in words.units.items() for phrase in phrases}
    ordinals = words.values["ordinals"]
    return {
        phrase: Piece(
            text=phrase,
            roles=roles.get(phrase, _NO_ROLES),
            numbers=numbers.get(phrase, _NO_NUMBERS),
            ordinal=int(min(ordinals[phrase])) if phrase in ordinals else 0,
            unit=units.get(phrase, ""),
            tag=words.tag,
        )
        for phrase in dict.fromkeys((*roles, *numbers, *ordinals, *units))
    }


def _note(table: dict[str, frozenset[Kind]], more: Mapping[str, frozenset[Kind]]) -> None:
    for phrase, found in more.items():
        known = table.get(phrase)
        table[phrase] = found if known is None else known | found


def _both(one: Piece, two: Piece) -> Piece:
    return Piece(
        text=one.text,
        roles=one.roles | two.roles,
        numbers=one.numbers | two.numbers,
        ordinal=one.ordinal or two.ordinal,
        unit=one.unit or two.unit,
        tag=one.tag,
    )


def _values(words: Sequence[Words]) -> Mapping[str, Mapping[str, frozenset[float]]]:
    merged: dict[str, dict[str, frozenset[float]]] = {"month": {}, "day": {}}
    for each in words:
        for name, table in merged.items():
            for phrase, numbers in each.values[name].items():
                table[phrase] = table.get(phrase, frozenset()) | numbers
    return merged


def _first(tables: Iterable[Mapping[str, Kind]]) -> Mapping[str, Kind]:
    merged: dict[str, Kind] = {}
    for table in tables:
        for phrase, meaning in table.items():
            merged.setdefault(phrase, meaning)
    return merged


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)

"""One session's words out of several languages': its own, its romanised form, and English.

Rule: where two of these languages disagree about a word, the word decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec.structs import replace

from bot.language.folding import fold, loosen
from bot.language.lexicon import HONOUR, POLAR, STANCES, Lexicon, Piece
from bot.language.stopping import StopTalk

if TYPE_CHECKING:
    from bot.language.words import Words

Kind = TypeVar("Kind")
_NO_ROLES: Final[frozenset[str]] = frozenset()
_NO_NUMBERS: Final[frozenset[float]] = frozenset()
_LENT: Final = POLAR | {"unclear", "marker"}
"""Roles that English gives to a word of the session's own language."""
_LOOSE: Final = frozenset({"weak", "filler", "subject"})
"""Roles of own words that leave room for all that the namesake is."""
_IMPLIED: Final = {"polite": HONOUR}
"""Roles that bring others with them."""


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
        stances=_stances(words),
        same=_union(each.lists["same"] for each in words),
        unclear_days=_union(each.lists["unclear_days"] for each in words),
        exact_unclear=_exact_unclear(words),
        negator_endings=tuple(ending for each in words for ending in each.negator_endings),
        not_negators=_union(each.lists["not_negators"] for each in words),
        ordinal_endings=_union(each.ordinal_endings for each in words),
        decimal=first.decimal,
        spellings=_first(each.spellings for each in words),
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
        _first(each.spellings for each in words),
    )


def _stances(words: Sequence[Words]) -> Mapping[str, str]:
    """Welsh `a` begins "anghytuno" (disagree), and English "agree": it decides nothing."""
    meant: dict[str, set[str]] = {}
    for each, stance in product(words, STANCES):
        for phrase in each.lists[stance]:
            meant.setdefault(phrase, set()).add(stance)
    return {phrase: min(found) for phrase, found in meant.items() if len(found) == 1}


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

"""One option out of a menu: the ladder by which a reply finds it.

Rule: exact before number, number before meaning, meaning before near miss; where two rungs
disagree, or a word near the answer doubts or denies it, the person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from bot.language.folding import loosen
from bot.language.lexicon import Piece
from bot.model import Accepted, Other, Outcome, Phrase, Rejected, Unsure, Verdict
from bot.questions.base import OTHER, Said
from bot.questions.fuzzy import near
from bot.questions.menu import Menu, content, is_empty
from bot.questions.polarity import NEITHER, Polarity, is_question, polarity, signs

_DOUBTING: Final = frozenset({"hedge", "unclear", "range", "compare"})
_BESIDE: Final = frozenset({"filler", "frame", "article", "weak", "marker", "classifier", "pick"})
_NAMING: Final = frozenset({"filler", "article", "weak", "marker", "pick", "yes", "no"})
_TELLING: Final = frozenset({"frame"})
_LIMIT_WORDS = 60
_LIMIT_CANDIDATES = 4


class Found(Struct, frozen=True):
    """Options a reply may mean. Sure and single: taken. `words` go with "other, please say"."""

    options: tuple[str, ...] = ()
    is_sure: bool = False
    words: str = ""

    @property
    def taken(self) -> str | None:
        """The option, where there is no doubt."""
        return self.options[0] if self.is_sure and len(self.options) == 1 else None


NOTHING = Found()


def read_option(said: Said, menu: Menu) -> Verdict:
    """The verdict on a reply to a single choice."""
    found = find(said, menu)
    if found.taken is not None:
        return Accepted(Other(found.words) if found.taken == OTHER else found.taken)
    if found.options:
        return Unsure(found.options)
    if polarity(said, menu.lexicon) == Polarity("dont_know", is_sure=True):
        return Accepted(None, Outcome.DONT_KNOW)
    return Rejected(Phrase("bot.hint.choice", {"last": str(len(menu.order))}))


def find(said: Said, menu: Menu) -> Found:
    """Climb the ladder; the first rung that says anything decides."""
    tokens = loosen(said.key).split()
    if not tokens or len(tokens) > _LIMIT_WORDS or menu.lexicon.is_unclear(said.text):
        return NOTHING
    pieces = menu.lexicon.pieces(tokens)
    found = _by_label(said, pieces, menu) or _by_number(said, pieces, menu)
    found = found or _by_meaning(said, menu) or _by_other(said, menu) or _by_nearness(said, menu)
    if found is None:
        return NOTHING
    is_sure = found.is_sure and not (is_question(said.text) or _is_belied(found, said, menu))
    return Found(found.options, is_sure, found.words)


def _is_belied(found: Found, said: Said, menu: Menu) -> bool:
    """Whether a sign beside the words says what another option says: `yes 👎`."""
    shown = {o for sign in signs(said.text, menu.lexicon) for o in menu.meaning(sign)}
    return bool(shown) and found.taken not in shown


def _union(menu: Menu, *groups: Iterable[str]) -> tuple[str, ...]:
    named = {option for group in groups for option in group}
    return tuple(option for option in menu.order if option in named)


# ── Rungs ─────────────────────────────────────────────────────────────────────────────────────


def _by_label(said: Said, pieces: Sequence[Piece], menu: Menu) -> Found | None:
    """The whole reply is a label, an alias or an id, articles apart."""
    named = menu.by_label.get(said.key)
    if named is None:
        named = menu.by_content.get(content(_unpicked(pieces), menu.lexicon))
    if not named or (menu.is_polar and _is_torn(pieces)) or _is_answered(pieces, named, menu):
        return None
    position = _only_number(pieces)
    numbered = menu.numbered(position) if position is not None else None
    options = _union(menu, named, (numbered,) if numbered else ())
    return Found(options, len(options) == 1)


def _unpicked(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces, without the "one" of `the pharmacy one`."""
    told = [piece for piece in pieces if "filler" not in piece.roles]
    is_picked = len(told) > 2 and "article" in told[0].roles and "pick" in told[-1].roles
    return told[:-1] if is_picked else pieces


def _is_answered(pieces: Sequence[Piece], named: frozenset[str], menu: Menu) -> bool:
    """Whether words beside the label answer with another option: `no, I am`."""
    polar = any("yes" in piece.roles and is_empty(piece) for piece in pieces)
    return polar and len(pieces) > 1 and bool(set(menu.meaning("yes")) - named)


def _is_torn(pieces: Sequence[Piece]) -> bool:
    """Whether a word is yes in one of the session's languages and no in another: Polish `no`."""
    return any({"yes", "no"} <= piece.roles for piece in pieces)


def _only_number(pieces: Sequence[Piece]) -> float | None:
    counted = [piece for piece in pieces if not is_empty(piece)]
    if len(counted) == 1 and len(counted[0].numbers) == 1:
        return min(counted[0].numbers)
    return None


def _by_number(said: Said, pieces: Sequence[Piece], menu: Menu) -> Found | None:
    """`2`, `no 2`, `number 2 pls`, `2nd one`, `2 pharmacy` where that is what 2 is."""
    counted = _counted(pieces)
    if not counted or (menu.is_polar and _is_counting(pieces, counted)):
        return None
    values = {value for piece in counted for value in _positions(piece)}
    options = _union(menu, (o for value in values if (o := menu.numbered(value))))
    rest = [piece for piece in _others(pieces, counted) if not _is_beside(piece)]
    if len(values) > 1 or not options:
        return Found(options) if options else _by_label_with_number(said, menu)
    clash = menu.leading_number(min(values)) - set(options)
    clash |= {o for p in counted if not p.is_digits for o in menu.begun_by(p.text)} - set(options)
    if clash and not any(piece.ordinal for piece in counted):
        return Found(_union(menu, options, clash))
    return _agreed(said, options[0], rest, menu)


def _is_counting(pieces: Sequence[Piece], counted: Sequence[Piece]) -> bool:
    """Whether the number tells how many, not which of yes and no: `I have 2`, `2 buses`."""
    if any(piece.ordinal or piece.roles & {"yes", "no"} for piece in counted):
        return False
    rest = _others(pieces, counted)
    if any(value not in {1.0, 2.0} for piece in counted for value in piece.numbers):
        return True
    return any(_is_telling(piece) for piece in rest)


def _is_telling(piece: Piece) -> bool:
    """Whether the word makes a sentence of the number beside it: `have`, but not `yes`."""
    is_verb = "yes" in piece.roles and not piece.roles & {"lead", "lead_alone"}
    return is_verb or not piece.roles & _NAMING or bool(piece.roles & _TELLING)


def _counted(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that count: not `one` in "the 2nd one", not `at` where it may be a word."""
    ordinals = [piece for piece in pieces if piece.ordinal]
    numbers = [p for p in pieces if _counts(p) and not (ordinals and "pick" in p.roles)]
    plain = [piece for piece in numbers if not piece.roles & {"article", "no"}]
    return ordinals + (plain or ([] if ordinals else numbers))


def _counts(piece: Piece) -> bool:
    """Whether it can be an option's number: not `both`, nor an amount."""
    return bool(piece.numbers) and not is_amount(piece) and "all" not in piece.roles


def is_amount(piece: Piece) -> bool:
    """Whether the word says a number together with what is counted: Arabic `يومين`, two days."""
    return bool(piece.unit) and "one" in piece.roles


def _positions(piece: Piece) -> frozenset[float]:
    return frozenset({float(piece.ordinal)}) if piece.ordinal else piece.numbers


def _others(pieces: Sequence[Piece], counted: Sequence[Piece]) -> list[Piece]:
    marked = {id(piece) for piece in counted}
    return [
        piece
        for piece in pieces
        if id(piece) not in marked and not ("pick" in piece.roles and piece.numbers)
    ]


def _is_beside(piece: Piece) -> bool:
    """Whether a word may stand beside an option's number without a meaning of its own."""
    if "marker" in piece.roles:
        return "no" not in piece.roles
    is_loaded = piece.roles & {"no", "yes", "hedge", "negator", "unclear", "dont_know", "compare"}
    return bool(piece.roles & _BESIDE) and (not is_loaded or "frame" in piece.roles)


def _agreed(said: Said, option: str, rest: Sequence[Piece], menu: Menu) -> Found | None:
    """The numbered option, if what is said beside the number agrees with it."""
    if not rest:
        return Found((option,), is_sure=True)
    if all({"marker", "no"} <= piece.roles for piece in rest):  # "no 2": number 2, unless a No
        offered = menu.meaning("no")
        is_sure = offered in {(), (option,)} and not (menu.is_polar and _is_torn(rest))
        return Found(_union(menu, (option,), offered), is_sure)
    if option == OTHER:
        return Found((option,), is_sure=True, words=_after_number(said.text))
    if any(piece.roles & _DOUBTING for piece in rest):
        return Found((option,))
    words = " ".join(piece.text for piece in rest)
    beside = find(Said(words, words), menu)
    if beside.options == (option,):
        return Found((option,), is_sure=beside.is_sure)
    if beside.taken is None and menu.lexicon.has_negator(piece.text for piece in rest):
        return Found(beside.options) if beside.options else NOTHING
    return Found(_union(menu, (option,), beside.options))


def _after_number(text: str) -> str:
    """What follows the first word: the person's own words for "other"."""
    _, _, tail = text.partition(" ")
    return tail.strip(" -–—:;,.()")


def _by_label_with_number(said: Said, menu: Menu) -> Found | None:
    """A number that is no option's, but part of a label: `12 months`."""
    return _by_nearness(said, menu) or NOTHING


def _by_meaning(said: Said, menu: Menu) -> Found | None:
    """Yes, no and don't-know, where an option says so."""
    polar = polarity(said, menu.lexicon)
    if polar == NEITHER:
        return None
    options = menu.meaning(polar.meaning)
    if not options and polar == Polarity("dont_know", is_sure=True):
        return NOTHING
    return Found(options, polar.is_sure and len(options) == 1) if options else None


def _by_other(said: Said, menu: Menu) -> Found | None:
    """`other`, `something else`, `other: my mosque`."""
    if OTHER not in menu.order:
        return None
    tokens = said.key.split()
    for width in range(min(len(tokens), max(menu.longest, 3)), 0, -1):
        head = " ".join(tokens[:width])
        if menu.lexicon.says(loosen(head), "other") or OTHER in menu.by_label.get(head, ()):
            return Found((OTHER,), is_sure=True, words=_after_words(said.text, width))
    return None


def _after_words(text: str, width: int) -> str:
    parts = text.split(None, width)
    return parts[width].strip(" -–—:;,.()") if len(parts) > width else ""


def _by_nearness(said: Said, menu: Menu) -> Found | None:
    """A misspelt label is taken where it is clear; what is only part of one is asked about."""
    options, is_sure = near(said.key, menu)
    if not options:
        return None
    pieces = menu.lexicon.pieces(loosen(said.key).split())
    doubted = any(piece.roles & {"hedge", "unclear"} for piece in pieces)
    return Found(options[:_LIMIT_CANDIDATES], is_sure and not doubted)

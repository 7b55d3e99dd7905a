"""The options on a person's screen, ready to be looked up: by number, label, alias, id, meaning.

Rule: what two options share finds both, so that nobody's pick is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final

from bot.language.folding import clauses, fold_cached, loosen
from bot.language.lexicon import Lexicon, Piece
from bot.questions.base import Hearing

_EMPTY: Final = frozenset({"article", "filler", "frame", "range", "weak", "classifier"})
"""Roles of words that a label can lose and still be itself."""
_SHORTEST_BEGINNING: Final = 3
_MEANT: Final = frozenset(
    {"yes", "no", "dont_know", "negator", "hedge", "unclear", "compare", "other", "all", "none"}
)
"""Roles of words that carry meaning whatever else they are."""


class Menu:
    """The options of one question as one person sees them."""

    def __init__(
        self,
        lexicon: Lexicon,
        order: tuple[str, ...],
        names: tuple[tuple[str, ...], ...],
        *,
        is_polar: bool = False,
    ) -> None:
        """`names`: the label and aliases of each option, in the same order. `is_polar`: the
        options are yes and no themselves, so their ids are no words, and a number in a sentence
        counts something rather than naming a position."""
        self.lexicon = lexicon
        self.is_polar = is_polar
        self.order = order
        named = dict(zip(order, names, strict=True))
        self.labels: Mapping[str, tuple[str, ...]] = {
            option: _keys(called, "" if is_polar else option) for option, called in named.items()
        }
        self.texts: Mapping[str, tuple[str, ...]] = {
            option: _keys(called, "") for option, called in named.items()
        }
        """Labels and aliases without the ids, which nobody misspells."""
        self.openings: Mapping[str, tuple[str, ...]] = {
            option: _openings(called) for option, called in named.items()
        }

    def numbered(self, value: float) -> str | None:
        """The option with that number on the screen."""
        is_there = value == int(value) and 1 <= value <= len(self.order)
        return self.order[int(value) - 1] if is_there else None

    @cached_property
    def by_label(self) -> Mapping[str, frozenset[str]]:
        """Whole label, alias or id, folded, to the options it names."""
        return _index((key, option) for option in self.order for key in self.labels[option])

    @cached_property
    def by_content(self) -> Mapping[str, frozenset[str]]:
        """The same without articles and the like: `the pharmacy` is `pharmacy`."""
        return _index(
            (content, option)
            for option in self.order
            for key in self.labels[option]
            if (content := self.content(key))
        )

    def content(self, key: str) -> str:
        """The words of a folded text that carry its meaning; all of them where none does."""
        return _content(self.lexicon, key)

    def begun_by(self, word: str) -> frozenset[str]:
        """The options whose label begins with *word*, or with a word that it begins: `sat`."""
        return frozenset(
            option
            for option in self.order
            if any(_begins(loosen(key), word) for key in self.texts[option])
        )

    @cached_property
    def longest(self) -> int:
        """Words in the longest label."""
        return max((key.count(" ") + 1 for key in self.by_label), default=0)

    def meaning(self, meaning: str) -> tuple[str, ...]:
        """The options that say yes, no or don't-know.

        Those whose label is that word; else those that begin with it and a comma (`Yes, a lot`,
        but not `No letter`); else, where one option agrees and one denies (`I agree`, `I do not
        agree`), that one. `Never` is no answer to a plain no.
        """
        if self.is_polar and meaning in self.order:
            return (meaning,)
        return (
            self._where(self.labels, lambda piece: _opens(piece, meaning))
            or self._where(self.openings, lambda piece: _opens(piece, meaning))
            or self._of_pair(meaning)
        )

    def _of_pair(self, meaning: str) -> tuple[str, ...]:
        sides = {side: self._where(self.labels, _saying(side)) for side in ("yes", "no")}
        return sides.get(meaning, ()) if all(len(side) == 1 for side in sides.values()) else ()

    def _where(
        self, keys: Mapping[str, tuple[str, ...]], holds: Callable[[Piece], bool]
    ) -> tuple[str, ...]:
        """The options of which one of *keys* is a single phrase that holds."""
        return tuple(
            option
            for option in self.order
            if any(len(cut := self.pieces(key)) == 1 and holds(cut[0]) for key in keys[option])
        )

    def pieces(self, key: str) -> tuple[Piece, ...]:
        """A folded label cut into known phrases."""
        return _pieces(self.lexicon, key)

    def leading_number(self, value: float) -> frozenset[str]:
        """The options that the screen shows with this number first: `2 or more`."""
        return frozenset(
            option
            for option in self.order
            if any(self._begins_with(key, value) for key in self.labels[option][:1])
        )

    def _begins_with(self, key: str, value: float) -> bool:
        first = self.pieces(key)[0]
        return value in first.numbers and "article" not in first.roles


def menu_of(hearing: Hearing, options: Sequence[str], *, is_polar: bool = False) -> Menu:
    """The menu of a question, or of its side question, as this person sees it; `is_polar`: see
    `Menu`."""
    order = hearing.order or tuple(options)
    names = tuple(hearing.labels.get(each, ()) for each in order)
    return _menu(hearing.lexicon, order, names, is_polar)


@lru_cache(maxsize=1024)
def _menu(
    lexicon: Lexicon,
    order: tuple[str, ...],
    names: tuple[tuple[str, ...], ...],
    is_polar: bool,  # noqa: FBT001 (the cache keys by position)
) -> Menu:
    """Everyone who sees the same options is read by the same menu, which indexes its labels once:
    that costs more than the reading."""
    return Menu(lexicon, order, names, is_polar=is_polar)


@lru_cache(maxsize=16_384)
def _pieces(lexicon: Lexicon, key: str) -> tuple[Piece, ...]:
    """Labels come again with every reply: cut each once."""
    return lexicon.pieces(loosen(key).split()) or (Piece(key),)


@lru_cache(maxsize=16_384)
def _content(lexicon: Lexicon, key: str) -> str:
    return content(_pieces(lexicon, key), lexicon)


def _begins(key: str, word: str) -> bool:
    is_part = len(word) >= _SHORTEST_BEGINNING and key.startswith(word)
    return is_part or key == word or key.startswith(word + " ")


def _saying(meaning: str) -> Callable[[Piece], bool]:
    return lambda piece: meaning in piece.roles


def _opens(piece: Piece, meaning: str) -> bool:
    return meaning in piece.roles and (meaning == "dont_know" or "lead" in piece.roles)


def content(pieces: Sequence[Piece], lexicon: Lexicon) -> str:
    """The words that carry the meaning; all of them where none does."""
    full = [piece for piece in pieces if not is_empty(piece)]
    told = full or [piece for piece in pieces if "filler" not in piece.roles] or pieces
    return " ".join(piece.text if piece.is_known else lexicon.stem(piece.text) for piece in told)


def is_empty(piece: Piece) -> bool:
    """Whether a label can lose the piece and still be itself."""
    if piece.numbers or piece.ordinal or piece.roles & (_MEANT - {"yes"}):
        return False
    return bool(piece.roles & _EMPTY)


@lru_cache(maxsize=4096)
def _keys(labels: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Folded labels, each also without what stands in brackets, and the id."""
    texts = [text for label in labels for text in (label, label.partition("(")[0])]
    keys = (fold_cached(text) for text in (*texts, option.replace("_", " ")))
    return tuple(dict.fromkeys(key for key in keys if key))


@lru_cache(maxsize=4096)
def _openings(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The first clause of each label that has several."""
    parts = (clauses(label) for label in labels)
    return tuple(" ".join(part[0]) for part in parts if len(part) > 1)


def _index(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for key, option in pairs:
        table[key] = table.get(key, frozenset()) | {option}
    return table

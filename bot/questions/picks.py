"""Several options in one reply: numbers, labels and words, in any separator.

Rule: every word of the reply is accounted for, or nothing is picked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

import regex
from msgspec import Struct
from msgspec.structs import replace

from bot.language.folding import clauses, fold, loosen, narrow
from bot.language.lexicon import Piece
from bot.questions.base import NONE, OTHER, Said
from bot.questions.menu import Menu
from bot.questions.options import find, is_amount
from bot.questions.polarity import is_question

_BLOCKING: Final = frozenset({"hedge", "unclear", "compare"})
_BESIDE: Final = frozenset({"filler", "frame", "article", "weak", "marker", "classifier", "yes"})
_DOUBT: Final = frozenset({"unclear"})
_LIMIT_WORDS = 80
_LIMIT_JOINED = 9
"""Up to so many options, digits typed together are one option each: `312`."""
_SPAN = regex.compile(r"\D*\p{Nd}+\s*[-–—]\s*\p{Nd}+\D*")


class Picks(Struct, frozen=True):
    """What was picked, in the order given; `words` go with "other, please say"."""

    options: tuple[str, ...]
    words: str = ""


class _Item(Struct, frozen=True):
    """One stretch of the reply: `number`, `label`, `words`, or a `break` between picks."""

    kind: str
    options: tuple[str, ...] = ()
    text: str = ""


_BREAK = _Item("break")


class _Unclear(Exception):
    """Some word cannot be accounted for: the way out of a reading, caught in this file."""


def read_picks(said: Said, menu: Menu, *, is_ordered: bool = False) -> Picks | None:
    """The options a reply lists, or `None` where any of it is unclear.

    Args:
        is_ordered: the order counts, so digits typed together may stand in any.
    """
    parts = clauses(said.text)
    is_span = not is_ordered and _SPAN.fullmatch(narrow(said.text)) is not None
    if not parts or is_question(said.text) or is_span or sum(map(len, parts)) > _LIMIT_WORDS:
        return None
    whole = _whole(said.key, menu) or _joined(said.key, menu, is_ordered=is_ordered)
    if whole:
        return Picks(whole)
    try:
        items = [item for part in parts for item in (*_items(part, menu), _BREAK)]
        if is_ordered and any(item.kind == "all" for item in items):
            return None
        return _gather(items, said, menu)
    except _Unclear:
        return None


def _whole(key: str, menu: Menu) -> tuple[str, ...]:
    """One label alone, with a comma or an "and" in it perhaps."""
    named = menu.by_label.get(key, frozenset())
    return tuple(named) if len(named) == 1 and not key.isdigit() else ()


def _joined(key: str, menu: Menu, *, is_ordered: bool) -> tuple[str, ...]:
    """`312`, `13`: one option a digit, each once; rising unless the order counts."""
    if not (key.isdigit() and key.isascii() and 1 < len(key) <= len(menu.order) <= _LIMIT_JOINED):
        return ()
    options = tuple(o for digit in key if (o := menu.numbered(int(digit))))
    is_rising = list(key) == sorted(key)
    is_right = len(set(options)) == len(key) and (is_ordered or is_rising)
    return options if is_right else ()


# ── The reply, item by item ───────────────────────────────────────────────────────────────────


def _items(tokens: Sequence[str], menu: Menu) -> Iterator[_Item]:
    at = start = 0
    while at < len(tokens):
        width = _label_width(tokens[at:], menu)
        if not width:
            at += 1
            continue
        yield from _run(tokens[start:at], menu)
        key = " ".join(tokens[at : at + width])
        yield _Item("label", tuple(_named(key, menu)), key)
        at = start = at + width
    yield from _run(tokens[start:], menu)


def _label_width(tokens: Sequence[str], menu: Menu) -> int:
    for width in range(min(menu.longest, len(tokens)), 0, -1):
        key = " ".join(tokens[:width])
        if not key.isdigit() and _named(key, menu):
            return width
    return 0


def _named(key: str, menu: Menu) -> frozenset[str]:
    return menu.by_label.get(key) or menu.by_content.get(loosen(key)) or frozenset()


def _run(tokens: Sequence[str], menu: Menu) -> Iterator[_Item]:
    """Words between labels."""
    waiting: list[str] = []
    pieces = _with_counts(menu.lexicon.pieces(loosen(" ".join(tokens)).split()), menu)
    for piece, following in zip_longest(pieces, pieces[1:]):
        item = _item(piece, following, menu)
        if item is None:
            continue
        if item.kind == "words":
            waiting.append(item.text)
            continue
        yield from _words(waiting)
        waiting = []
        yield item
    yield from _words(waiting)


def _with_counts(pieces: Sequence[Piece], menu: Menu) -> list[Piece]:
    """The pieces, `all three` and `all 3` being all of them only where there are three."""
    count = float(len([option for option in menu.order if option not in {OTHER, NONE}]))
    found: list[Piece] = []
    for piece in pieces:
        before = found[-1] if found else Piece("")
        if "all" in before.roles and piece.numbers:
            found[-1] = before if piece.numbers == {count} else replace(before, roles=_DOUBT)
        elif "all" in piece.roles and _numbers_in(piece, menu) - {1.0, count}:
            found.append(Piece(piece.text, roles=_DOUBT))
        else:
            found.append(piece)
    return found


def _numbers_in(piece: Piece, menu: Menu) -> frozenset[float]:
    words = (menu.lexicon.senses.get(word, piece) for word in piece.text.split(" "))
    return piece.numbers.union(*(word.numbers for word in words))


def _words(waiting: Sequence[str]) -> Iterator[_Item]:
    if waiting:
        yield _Item("words", text=" ".join(waiting))


def _item(piece: Piece, following: Piece | None, menu: Menu) -> _Item | None:
    """What one piece of a run is; `None`: politeness and the like."""
    if {"no", "marker"} <= piece.roles:  # "no 2", but "no bus"
        return None if following and following.numbers else _Item("words", text=piece.text)
    return _plain_item(piece, menu)


def _plain_item(piece: Piece, menu: Menu) -> _Item | None:
    values = frozenset({float(piece.ordinal)}) if piece.ordinal else piece.numbers
    if "joiner" in piece.roles:
        return _BREAK
    if "range" in piece.roles:
        is_doubt = bool(piece.roles & {"hedge", "compare"})
        return _Item("blocked" if is_doubt else "range", text=piece.text)
    if values and not piece.roles & {"article", "all"} and not is_amount(piece):
        begun = frozenset[str]() if piece.is_digits or piece.ordinal else menu.begun_by(piece.text)
        return _Item("number", tuple({*_numbered(values, menu), *begun}), piece.text)
    if "all" in piece.roles:
        return _Item("all", tuple(o for o in menu.order if o not in {OTHER, NONE}), piece.text)
    for option, role in ((NONE, "none"), (OTHER, "other")):
        if role in piece.roles and option in menu.order:
            return _Item("label", (option,), piece.text)
    if piece.roles & _BESIDE and not piece.roles & {"hedge", "unclear"}:
        return None
    return _Item("blocked" if piece.roles & _BLOCKING else "words", text=piece.text)


def _numbered(values: frozenset[float], menu: Menu) -> Iterator[str]:
    return (option for value in values if (option := menu.numbered(value)))


# ── Items to picks ────────────────────────────────────────────────────────────────────────────


def _gather(items: Sequence[_Item], said: Said, menu: Menu) -> Picks:
    picks: list[str] = []
    before = other = _BREAK
    for at, item in enumerate(items):
        if item.kind == "words" and picks[-1:] == [OTHER] and not _known(item, menu):
            return Picks(tuple(picks), _own_words(other, items[at:], said, menu))
        picks += _new(item, before, menu)
        other = item if OTHER in item.options else other
        before = item if item.kind != "range" else before
    if not picks or len(set(picks)) < len(picks):
        raise _Unclear
    return Picks(tuple(picks))


def _new(item: _Item, before: _Item, menu: Menu) -> tuple[str, ...]:
    """The options that this item adds to what stood before it."""
    if item.kind == "range" and before.kind != "number":
        return ()
    options = _options(item, menu)
    if before.kind != "number" or item.kind in {"number", "break"}:
        return options
    if options != before.options:
        raise _Unclear  # "1 pharmacy", and the pharmacy is 3
    return ()


def _options(item: _Item, menu: Menu) -> tuple[str, ...]:
    if item.kind == "break":
        return ()
    if item.kind == "words":
        item = _Item("label", _known(item, menu))
    if not item.options or (item.kind != "all" and len(item.options) > 1):
        raise _Unclear
    return item.options


def _known(item: _Item, menu: Menu) -> tuple[str, ...]:
    taken = find(Said(item.text, item.text), menu).taken
    return () if taken is None else (taken,)


def _own_words(other: _Item, items: Sequence[_Item], said: Said, menu: Menu) -> str:
    """What the person wrote after "other", as they wrote it; nothing else may be picked there."""
    if any(item.options or (item.kind == "words" and _known(item, menu)) for item in items):
        raise _Unclear
    named = loosen(other.text)
    for match in regex.finditer(r"\S+", said.text):
        if loosen(fold(said.text[: match.start()])).endswith(named):
            return said.text[match.start() :].strip(" -–—:;,.()")
    return items[0].text

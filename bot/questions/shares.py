"""How many points each option was given, out of a reply: `1:5 2:3`, `5 3 2`, `bus 5`, `all on 2`.

Rule: numbers that could be shared out in two ways are not shared out at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import regex

from bot.language.digits import fold_digits
from bot.language.folding import fold, loosen, narrow
from bot.language.lexicon import Piece
from bot.questions.base import Said
from bot.questions.menu import Menu
from bot.questions.polarity import is_question

_LIMIT_CHARS = 400
_LIMIT_DIGITS = 4
_TOKEN = regex.compile(r"\d+|[\p{L}\p{M}'’]+")
_PAIR = regex.compile(r"(?<!\d)(\d{1,2})\s*(?:[:=→>)٫-]|\.\s)\s*(\d{1,4})(?!\d)")
_DOUBTING: Final = frozenset({"hedge", "unclear", "compare", "negator"})
_NEUTRAL: Final = frozenset({"filler", "weak", "frame", "article"})

Shares = Mapping[str, int]


class _Item(NamedTuple):
    """One word that counts: `number`, `option`, `all`, `range` ("to") or `doubt`."""

    kind: str
    number: int = 0
    option: str = ""


def read_shares(said: Said, menu: Menu, points: int) -> Shares | None:
    """Points by option, of those that were named; `None` where it is not certain. Their sum may
    be anything.

    Args:
        points: how many there are to share out, by which a reading is told from another.
    """
    text = fold_digits(narrow(said.text))[:_LIMIT_CHARS]
    if not text or is_question(text) or len(said.text) > _LIMIT_CHARS:
        return None
    if _is_nothing(said, menu):
        return {}
    paired = _paired(text, menu)
    if paired is not None:
        return paired
    items = _certain(list(_items(_TOKEN.findall(text), menu)))
    found = (read(items, menu, points) for read in _READINGS if items)
    return next((shares for shares in found if shares is not None), None)


def _is_nothing(said: Said, menu: Menu) -> bool:
    """`none`, `0`."""
    pieces = [p for p in menu.lexicon.pieces(loosen(said.key).split()) if not p.roles & _NEUTRAL]
    return len(pieces) == 1 and ("none" in pieces[0].roles or pieces[0].numbers == {0.0})


def _paired(text: str, menu: Menu) -> Shares | None:
    """`1:5 2:3`, `1-5, 2-3`, `1) 5`: the sign says which is the option."""
    pairs = _PAIR.findall(text)
    if not pairs or any(char.isdigit() for char in _PAIR.sub(" ", text)):
        return None
    return _shared([(menu.numbered(float(at)), int(n)) for at, n in pairs])


def _shared(pairs: Sequence[tuple[str | None, int]]) -> Shares | None:
    """The pairs as a table, where each names another option."""
    found = {option: n for option, n in pairs if option is not None}
    return found if len(found) == len(pairs) else None


# ── The reply, word by word ───────────────────────────────────────────────────────────────────


def _items(tokens: Sequence[str], menu: Menu) -> Iterator[_Item]:
    """Numbers, options and "all"; words of no meaning here are left out."""
    keys = [fold(token) for token in tokens]
    at = 0
    while at < len(keys):
        width = _label_width(keys[at:], menu)
        if width:
            named = _called(" ".join(keys[at : at + width]), menu)
            yield _Item("option", option=min(named)) if len(named) == 1 else _Item("doubt")
            at += width
            continue
        item = _item(keys[at], menu)
        if item is not None:
            yield item
        at += 1


def _certain(items: Sequence[_Item]) -> Sequence[_Item]:
    """The items, none where one is in doubt: "5 to the bus" is no range, "2 to 3" is."""
    kinds = {item.kind for item in items}
    if "doubt" in kinds or ("range" in kinds and not kinds & {"option", "all"}):
        return ()
    return [item for item in items if item.kind != "range"]


def _label_width(keys: Sequence[str], menu: Menu) -> int:
    """Words of the label that they begin with."""
    for width in range(min(menu.longest, len(keys)), 0, -1):
        key = " ".join(keys[:width])
        if not key.isdigit() and _called(key, menu):
            return width
    return 0


def _called(key: str, menu: Menu) -> frozenset[str]:
    return menu.by_label.get(key) or menu.by_content.get(loosen(key)) or frozenset()


def _item(key: str, menu: Menu) -> _Item | None:
    if key.isdigit():
        return _Item("number", int(key)) if len(key) <= _LIMIT_DIGITS else _Item("doubt")
    piece, *more = menu.lexicon.pieces([loosen(key)]) or (Piece(key),)
    if more:  # "5pts", "duita": the number, and what is grown on
        piece = next((each for each in (piece, *more) if each.numbers), piece)
    if "all" in piece.roles:
        return _Item("all")
    for role, kind in (("range", "range"), *((role, "doubt") for role in _DOUBTING)):
        if role in piece.roles:
            return _Item(kind)
    is_number = len(piece.numbers) == 1 and not piece.roles & {"article", "no"}
    value = min(piece.numbers) if is_number else 0.5
    return _Item("number", int(value)) if value == int(value) else None


# ── What the words share out ──────────────────────────────────────────────────────────────────


def _all_on_one(items: Sequence[_Item], menu: Menu, points: int) -> Shares | None:
    """`all on 2`, `everything to the bus`, `10 on 2` where there are fewer than ten options."""
    rest = [item for item in items if item.kind != "all"]
    is_told = len(rest) < len(items)
    if is_told and len(rest) == 2 and rest[0] == _Item("number", points):  # "all 10 on 2"
        rest = rest[1:]
    is_sum = len(items) == 2 and items[0] == _Item("number", points) and points > len(menu.order)
    if is_sum and not is_told:
        is_told, rest = True, list(items[1:])
    if not is_told or len(rest) != 1:
        return None
    option = rest[0].option or menu.numbered(float(rest[0].number))
    return {option: points} if option else None


def _named(items: Sequence[_Item], _: Menu, __: int) -> Shares | None:
    """`bus 5, train 3`, or `5 for the bus, 3 for the train`."""
    kinds = [item.kind for item in items]
    pairs = [items[at : at + 2] for at in range(0, len(items), 2)]
    if kinds == ["option", "number"] * len(pairs):
        return _shared([(option.option, number.number) for option, number in pairs])
    if kinds == ["number", "option"] * len(pairs):
        return _shared([(option.option, number.number) for number, option in pairs])
    return None


def _in_order(items: Sequence[_Item], menu: Menu, points: int) -> Shares | None:
    """`5 3 2`: a number for each option, in the order of the screen."""
    numbers = _numbers(items)
    if not numbers or len(numbers) != len(menu.order):
        return None
    is_sure = sum(numbers) == points or _as_pairs(numbers, menu) is None
    return dict(zip(menu.order, numbers, strict=True)) if is_sure else None


def _in_pairs(items: Sequence[_Item], menu: Menu, points: int) -> Shares | None:
    """`1 5 2 5`: option and points by turns, where that spends exactly what there is."""
    numbers = _numbers(items)
    found = _as_pairs(numbers, menu) if numbers else None
    is_other = numbers is not None and len(numbers) == len(menu.order)
    return found if found and sum(found.values()) == points and not is_other else None


def _numbers(items: Sequence[_Item]) -> list[int] | None:
    is_bare = all(item.kind == "number" for item in items)
    return [item.number for item in items] if is_bare else None


def _as_pairs(numbers: Sequence[int], menu: Menu) -> Shares | None:
    if len(numbers) % 2 or len(numbers) < 4:
        return None
    firsts, seconds = numbers[::2], numbers[1::2]
    return _shared([(menu.numbered(float(a)), n) for a, n in zip(firsts, seconds, strict=True)])


_READINGS: Final = (_all_on_one, _named, _in_order, _in_pairs)
"""The first that finds shares decides."""

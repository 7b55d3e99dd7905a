"""Amounts in a sentence: digits of every script, number words, fractions, and their units.

Rule: what cannot be one number for certain is left as several, and the caller asks again.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct

from bot.language.digits import fold_digits
from bot.language.folding import fold, loosen
from bot.language.lexicon import Lexicon, Piece

_LITERAL = regex.compile(r"\d[\d.,٬٫]*\d|\d")
_COMPARED = regex.compile(r"[<>≤≥]\s*\d|\d\s*\+(?!\s*\d)")
_UNSEEN = regex.compile(r"[\p{Cf}\p{Variation_Selector}\u20e3]")
"""What makes a keycap of a digit, or only directs how it is drawn."""
_LIMIT_DIGITS = 15
_LIMIT_PIECES = 120
"""A longer reply is a story, not a number."""
_ANY = frozenset({0.0, 1.0})
"""What a numeral that can be read two ways stands for: more than one number."""
_ONE = frozenset({1.0})
_HUNDRED, _THOUSAND = 100, 1000


class Amount(Struct, frozen=True):
    """A number read: what it may be (several where a word is ambiguous), and its unit."""

    values: frozenset[float]
    unit: str = ""


class Measured(Struct, frozen=True):
    """All the amounts in a reply, and everything else in it."""

    amounts: tuple[Amount, ...]
    rest: tuple[Piece, ...]
    is_compared: bool = False
    """It says more or less than a number, not the number: `40+`, `<5`."""


def measure(text: str, lexicon: Lexicon) -> Measured:
    """Find every amount in *text*; never raises."""
    pieces = scan(text, lexicon)
    if len(pieces) > _LIMIT_PIECES:
        return Measured((), tuple(pieces))
    amounts: list[Amount] = []
    rest: list[Piece] = []
    at = 0
    while at < len(pieces):
        values, width = _amount(pieces[at:])
        if width:
            unit, more = _unit(pieces[at + width :])
            amounts.append(Amount(values, unit))
            at += width + more
        else:
            rest.append(pieces[at])
            at += 1
    return Measured(tuple(amounts), tuple(rest), is_compared=bool(_COMPARED.search(text)))


def scan(text: str, lexicon: Lexicon) -> list[Piece]:
    """The pieces of *text*, its numerals read with their decimal and grouping marks."""
    digits = fold_digits(_UNSEEN.sub("", text))
    found: list[Piece] = []
    end = 0
    for match in _LITERAL.finditer(digits):
        found += _words(digits[end : match.start()], lexicon)
        value = parse_numeral(match[0], lexicon.decimal)
        found.append(_numeral(match[0], value, sign=_sign(digits, match.start())))
        end = match.end()
    return found + _words(digits[end:], lexicon)


def _words(text: str, lexicon: Lexicon) -> list[Piece]:
    return list(lexicon.pieces(loosen(fold(text)).split()))


def _sign(text: str, at: int) -> int:
    """-1 where the reply begins with a minus; elsewhere a hyphen joins or parts."""
    return -1 if text[at - 1 : at] in {"-", "−"} and not text[: at - 1].strip() else 1


def _numeral(written: str, value: float | None, *, sign: int) -> Piece:
    numbers = _ANY if value is None else frozenset({sign * value})
    return Piece(written, numbers=numbers, is_digits=True)


def parse_numeral(written: str, decimal: str = ".") -> float | None:
    """ASCII digits with marks as a number: `1,25,000`, `2.5`, `1.200` where the comma is decimal.

    Returns:
        `None` where two readings are possible (`1.000`) or none is (`1,5` in English).
    """
    text = written.replace("٬", "").replace("٫", decimal)
    if sum(char.isdigit() for char in text) > _LIMIT_DIGITS:
        return None
    group = "," if decimal == "." else "."
    whole, mark, part = text.partition(decimal)
    if decimal in part or group in part:
        return None
    if group in whole and not _is_grouped(whole.split(group)):
        return None
    if mark and len(part) == 3 and group not in whole and whole.strip("0") and len(whole) <= 3:
        return None  # 1.000: a thousand to some, one to others
    return float(whole.replace(group, "") + ("." + part if mark else ""))


def _is_grouped(groups: Sequence[str]) -> bool:
    """Threes, or the lakh system's twos before a last three."""
    first, *middle, last = groups
    if len(last) != 3:
        return False
    by_threes = 1 <= len(first) <= 3 and all(len(group) == 3 for group in middle)
    return by_threes or (1 <= len(first) <= 2 and all(len(group) == 2 for group in middle))


# ── Number words ──────────────────────────────────────────────────────────────────────────────


def _amount(pieces: Sequence[Piece]) -> tuple[frozenset[float], int]:
    """The amount that *pieces* begin with, and how many of them it takes (0: none)."""
    first = pieces[0]
    if not first.numbers:
        is_one = "one" in first.roles and len(pieces) > 1 and bool(pieces[1].unit)
        return (_ONE, 1) if is_one else (frozenset(), 0)
    if "plus" in first.roles:
        return _added(pieces)
    values, width = first.numbers, 1
    while width < len(pieces):
        step = _join(values, pieces[width - 1], pieces[width:])
        if step is None:
            break
        values, taken = step
        width += taken
    return values, width


def _added(pieces: Sequence[Piece]) -> tuple[frozenset[float], int]:
    """`সাড়ে তিন`: a fraction said before the number it is added to."""
    if len(pieces) < 2 or "plus" in pieces[1].roles:
        return frozenset(), 0
    values, width = _amount(pieces[1:])
    more = min(pieces[0].numbers)
    return frozenset(value + more for value in values), width + 1 if width else 0


def _join(
    values: frozenset[float], last: Piece, ahead: Sequence[Piece]
) -> tuple[frozenset[float], int] | None:
    """*values* carried on by the next pieces, and how many they take, or `None`."""
    if len(values) != 1:
        return None
    value = min(values)
    skipped = 1 if "joiner" in ahead[0].roles and len(ahead) > 1 else 0
    following = ahead[skipped]
    if not following.numbers or len(following.numbers) != 1:
        return None
    more = min(following.numbers)
    if "multipliers" in following.roles and not skipped and 0 < value < more:
        return frozenset({value * more}), 1
    if "fractions" in following.roles and more < 1 and value == int(value):
        return frozenset({value + more}), skipped + 1
    if _follows(value, last, following, is_joined=bool(skipped)):
        return frozenset({value + more}), skipped + 1
    return None


def _follows(value: float, last: Piece, following: Piece, *, is_joined: bool) -> bool:
    """Whether the next number is a lower part of this one: `forty five`, `hundred and two`."""
    if following.roles & {"multipliers", "fractions", "plus"} or following.is_digits:
        return False
    more = min(following.numbers)
    if value >= _HUNDRED and value % _HUNDRED == 0:
        return 0 < more < (_THOUSAND if value % _THOUSAND == 0 else _HUNDRED)
    is_tens = 20 <= value < _HUNDRED and value % 10 == 0 and not last.is_digits
    return is_tens and not is_joined and 0 < more < 10


def _unit(pieces: Sequence[Piece]) -> tuple[str, int]:
    """The unit that follows an amount, past a classifier, and how many pieces it takes."""
    for at, piece in enumerate(pieces[:2]):
        if piece.unit:
            return piece.unit, at + 1
        if "classifier" not in piece.roles:
            break
    return "", 0


def whole(value: float) -> int | float:
    """The number as `int` where it is whole."""
    return int(value) if value == int(value) else value

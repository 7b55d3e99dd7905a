"""Amounts in a sentence: digits of every script, number words, fractions, and their units.

Rule: what cannot be one number for certain is left as several, and the caller asks again.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from bot.language.counting import spoken, unit_after
from bot.language.digits import fold_digits
from bot.language.folding import fold, loosen, narrow
from bot.language.lexicon import Lexicon, Piece, settled

_LITERAL = regex.compile(r"\d[\d.,٬٫]*\d|\d")
_SPELT = regex.compile(r"[\p{L}\p{M}\d'’]+")
"""A word, perhaps with digits for letters: `3ashra`, `da2i2a`."""
_LONGEST_WORD = 24
"""No word with digits for letters is longer."""
_MIXED = regex.compile(r"\p{L}.*\d.*\p{L}.*|\d\p{L}.*")
_COMPARED = regex.compile(r"[<>≤≥]\s*\d|\d\s*\+")
_UNSEEN = regex.compile(r"[\p{Cf}\p{Variation_Selector}\u20e3]")
"""What makes a keycap of a digit, or only directs how it is drawn."""
_LIMIT_DIGITS = 15
_LIMIT_PIECES = 120
"""A longer reply is a story, not a number."""
_ANY = frozenset({0.0, 1.0})
"""What a numeral that can be read two ways stands for: more than one number."""


class Amount(Struct, frozen=True):
    """A number read: what it may be (several where a word is ambiguous), and its unit."""

    values: frozenset[float]
    unit: str = ""
    is_digits: bool = False
    is_bare: bool = False
    """Only a unit stood there, which is one of itself: `godzina`."""


class Measured(Struct, frozen=True):
    """All the amounts in a reply, and everything else in it."""

    amounts: tuple[Amount, ...]
    rest: tuple[Piece, ...]
    is_compared: bool = False
    """It says more or less than a number, not the number: `40+`, `<5`; or it is a sum, `2+2`."""


def measure(text: str, lexicon: Lexicon) -> Measured:
    """Find every amount in *text*; never raises."""
    pieces = scan(text, lexicon)
    if len(pieces) > _LIMIT_PIECES:
        return Measured((), tuple(pieces))
    amounts: list[Amount] = []
    rest: list[Piece] = []
    at = 0
    while at < len(pieces):
        skipped = _joined_units(pieces[at:], amounts)
        amount, width = _measured(pieces[at + skipped :])
        if amount is not None:
            is_open = pieces[at - 1 : at] and pieces[at - 1] in rest[-1:]
            amounts.append(_one_and_a_half(amount, pieces[at - 1]) if is_open else amount)
            at += skipped + width
        else:
            rest.append(pieces[at])
            at += 1
    return Measured(tuple(amounts), tuple(rest), is_compared=bool(_COMPARED.search(narrow(text))))


def _one_and_a_half(amount: Amount, before: Piece) -> Amount:
    """Chinese `个半小时`: a classifier with a half and no number may be one and a half."""
    is_half = "classifier" in before.roles and max(amount.values) < 1
    return replace(amount, values=_ANY) if is_half else amount


def _joined_units(pieces: Sequence[Piece], amounts: Sequence[Amount]) -> int:
    """1 where an "and" leads from one unit to another: `2 hours and 15 minutes`."""
    if not amounts or not amounts[-1].unit or "joiner" not in pieces[0].roles:
        return 0
    following, _ = _measured(pieces[1:])
    return int(following is not None and following.unit not in {"", amounts[-1].unit})


def _measured(pieces: Sequence[Piece]) -> tuple[Amount | None, int]:
    """The amount with its unit that *pieces* begin with, and how many of them it takes."""
    values, width = spoken(pieces) if pieces else (frozenset[float](), 0)
    if not width:
        return None, 0
    unit, more = unit_after(pieces[width:])
    is_alone = not more and bool(pieces[0].unit)
    unit, width = (pieces[0].unit, width) if is_alone else (unit, width + more)
    if unit:
        values, more = _and_a_half(values, pieces[width:])
        width += more
    is_bare = bool(pieces[0].unit) and not pieces[0].numbers
    return Amount(values, unit, is_digits=pieces[0].is_digits, is_bare=is_bare), width


def _and_a_half(values: frozenset[float], ahead: Sequence[Piece]) -> tuple[frozenset[float], int]:
    """A part said after the unit: `an hour and a half`, but not `an hour and half a minute`."""
    skipped = 1 if ahead and "joiner" in ahead[0].roles else 0
    part = ahead[skipped] if len(ahead) > skipped else None
    if part is None or "fractions" not in part.roles or max(part.numbers) >= 1:
        return values, 0
    if unit_after(ahead[skipped + 1 :])[0]:
        return values, 0
    return frozenset(value + min(part.numbers) for value in values), skipped + 1


def scan(text: str, lexicon: Lexicon) -> list[Piece]:
    """The pieces of *text*, its numerals read with their decimal and grouping marks."""
    digits = fold_digits(narrow(_UNSEEN.sub("", text)))
    found: list[Piece] = []
    end = 0
    words = _spelt(digits, lexicon)
    for match in _LITERAL.finditer(digits):
        if match.start() in words:
            continue
        found += _words(digits[end : match.start()], lexicon)
        value = parse_numeral(match[0], lexicon.decimal)
        found.append(_numeral(match[0], value, sign=_sign(digits, match.start())))
        end = match.end()
    return list(settled(found + _words(digits[end:], lexicon)))


def _spelt(text: str, lexicon: Lexicon) -> frozenset[int]:
    """Where digits are letters of a word: `arba3a`, but not `3km`."""
    return frozenset(
        at
        for match in _SPELT.finditer(text)
        if _is_word(match[0], lexicon)
        for at in range(match.start(), match.end())
    )


def _is_word(token: str, lexicon: Lexicon) -> bool:
    if token.isalpha() or token.isdigit() or len(token) > _LONGEST_WORD:
        return False
    key = loosen(fold(token))
    if known := lexicon.senses.get(key):
        return not known.ordinal
    if not lexicon.spells_with_digits or not _MIXED.fullmatch(key):
        return False
    return not lexicon.senses.get(key.lstrip("0123456789"), Piece("")).is_known


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


def whole(value: float) -> int | float:
    """The number as `int` where it is whole."""
    return int(value) if value == int(value) else value

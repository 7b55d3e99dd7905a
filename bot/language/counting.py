"""Numbers said in words: `forty five`, `সাড়ে তিন`, `两千五`.

Rule: the pieces are taken in order, and only as far as they are one number.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.lexicon import Piece

_ONE = frozenset({1.0})
_HALF = 0.5
_LINKS = frozenset({"joiner", "number_joiner"})
_TENS = frozenset(range(20, 100, 10))
_STEPS = (10_000_000, 1_000_000, 100_000, 1000, 100)


def spoken(pieces: Sequence[Piece]) -> tuple[frozenset[float], int]:
    """The amount that *pieces* begin with, and how many of them it takes (0: none)."""
    first = pieces[0]
    if not first.numbers:
        is_one = "one" in first.roles and bool(first.unit or (pieces[1:] and pieces[1].unit))
        return (_ONE, 1) if is_one else (frozenset(), 0)
    if "plus" in first.roles:
        return _added(pieces)
    if len(first.numbers) > 1:
        return first.numbers, 1
    value, width = _carried(min(first.numbers), 1, pieces)
    return frozenset({value}), width


def _added(pieces: Sequence[Piece]) -> tuple[frozenset[float], int]:
    """`সাড়ে তিন`: a part said before the number it is added to, and before what multiplies both."""
    more = min(pieces[0].numbers)
    if pieces[1:] and pieces[1].unit and not pieces[1].numbers and abs(more) < _HALF:
        return frozenset({1 + more}), 1  # `sawa ghanta`: an hour and a quarter
    if len(pieces) < 2 or "plus" in pieces[1].roles or not pieces[1].numbers:
        return frozenset(), 0
    sums = {value + more * _magnitude(value) for value in pieces[1].numbers}
    if len(sums) > 1:
        return frozenset(sums), 2
    value, width = _carried(sums.pop(), 2, pieces)
    return frozenset({value}), width


def _carried(value: float, width: int, pieces: Sequence[Piece]) -> tuple[float, int]:
    """*value*, of the first *width* pieces, carried on by those that follow."""
    while width < len(pieces):
        step = _step(value, pieces[width - 1], pieces[width:])
        if step is None:
            break
        value, taken = step
        width += taken
    return value, width


def _step(value: float, last: Piece, ahead: Sequence[Piece]) -> tuple[float, int] | None:
    """*value* carried on by the next pieces, and how many they take, or `None`."""
    skipped = _passed(ahead)
    following = ahead[skipped] if len(ahead) > skipped else Piece("")
    if len(following.numbers) != 1 or "plus" in following.roles:
        return None
    more = min(following.numbers)
    if "multipliers" in following.roles:
        return (value * more, 1) if not skipped and 0 < value < more else None
    if "fractions" in following.roles:
        part = _part(value, more, last, is_joined=bool(ahead[0].roles & _LINKS))
        return None if part is None else (value + part, skipped + 1)
    if "classifier" in ahead[0].roles or following.is_digits or last.is_digits:
        return None
    return _lower(value, last, ahead[skipped:], ahead[0] if skipped else None)


def _passed(ahead: Sequence[Piece]) -> int:
    """1 where an "and", or a classifier before a half, stands between two parts of a number."""
    if ahead[0].roles & _LINKS:
        return 1
    is_naught = ahead[0].numbers == {0.0} and not ahead[0].is_digits
    if is_naught and len(ahead) > 1 and ahead[1].numbers:
        return 1  # 一百零五
    is_before_half = len(ahead) > 1 and "fractions" in ahead[1].roles
    return int(is_before_half and "classifier" in ahead[0].roles and not ahead[0].numbers)


def _part(value: float, more: float, last: Piece, *, is_joined: bool) -> float | None:
    """What a half after the number adds: half of its last multiplier, if it has one."""
    if more >= 1 or value != int(value):
        return None
    if "multipliers" not in last.roles:
        return more
    return None if is_joined else more * min(last.numbers)


def _lower(
    value: float, last: Piece, ahead: Sequence[Piece], link: Piece | None
) -> tuple[float, int] | None:
    """A lower part of the same number: `forty five`, `hundred and two`, `thousand two hundred`."""
    skipped = int(link is not None)
    more = min(ahead[0].numbers)
    if _is_pair(last, more, link):
        return value + more, skipped + 1
    lower, width = _carried(more, 1, ahead)
    if "tenfold" in last.roles and not skipped and lower < 10 and min(last.numbers) > 10:
        return value + lower * min(last.numbers) / 10, width  # 两千五
    if 0 < lower < _magnitude(value):
        return value + lower, skipped + width
    return None


def _is_pair(last: Piece, more: float, link: Piece | None) -> bool:
    """Whether tens and ones stand side by side: `forty five`, and where the language links them,
    `douăzeci și cinci`, `خمسة وعشرين`."""
    if not last.numbers or "multipliers" in last.roles:
        return False
    before = min(last.numbers)
    if link is None:
        return before in _TENS and 0 < more < 10
    is_linked = "number_joiner" in link.roles
    return is_linked and (
        (before in _TENS and 0 < more < 10) or (0 < before < 10 and more in _TENS)
    )


def _magnitude(value: float) -> float:
    """The highest of hundred, thousand, lakh… that divides *value*; 1 where none does."""
    steps = (step for step in _STEPS if value >= step and value % step == 0)
    return next(steps, 1)


def unit_after(pieces: Sequence[Piece]) -> tuple[str, int]:
    """The unit that follows an amount, past a classifier, and how many pieces it takes."""
    for at, piece in enumerate(pieces[:2]):
        if piece.unit:
            return piece.unit, at + 1
        if "classifier" not in piece.roles:
            break
    return "", 0

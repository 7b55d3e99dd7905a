"""Digits of every script: to ASCII for reading, back to the reader's own for showing.

Rule: only true decimal digits change (`²` and `½` do not); nothing else in the text moves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import regex

_FOREIGN_DIGIT = regex.compile(r"[^\P{Nd}0-9]")
ZEROS: Mapping[str, str] = MappingProxyType(
    {"beng": "০", "arab": "٠", "arabext": "۰", "deva": "०", "guru": "੦", "gujr": "૦"}
)
"""The zero of each numbering system we write; its other nine digits follow it in Unicode."""


def fold_digits(text: str) -> str:
    """*text* with the decimal digits of every script as ASCII: `১২٣` is `123`.

    Source: Unicode Character Database, property Decimal (through `unicodedata`).
    """
    if text.isascii():
        return text
    folded: str = _FOREIGN_DIGIT.sub(_ascii_digit, text)
    return folded


def localise(text: str, digits: str) -> str:
    """*text* with its ASCII digits in the numbering system *digits* (`beng`, `arabext`…).

    `latn`, or a name we do not know, leaves the text alone. Source of the names: CLDR.
    """
    zero = ZEROS.get(digits)
    return text if zero is None else text.translate(_table(zero))


@lru_cache(maxsize=64)
def _table(zero: str) -> dict[int, int]:
    return {ord("0") + value: ord(zero) + value for value in range(10)}


def _ascii_digit(match: regex.Match[str]) -> str:
    # A digit newer than this Python knows has no value that we could read: it is left out.
    return str(unicodedata.decimal(match[0], ""))

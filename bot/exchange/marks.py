"""How staff name a case, a person or a recording: by the beginning of its id.

Rule: what is too short to mean one thing means none.
"""

from __future__ import annotations

from uuid import UUID

from bot.effects import MARK_CHARS

_DIGITS = frozenset("0123456789abcdef")


def mark_of(key: UUID) -> str:
    """What is shown of an id: enough of it to be meant."""
    return key.hex[:MARK_CHARS]


def read_mark(typed: str) -> str:
    """The beginning of `UUID.hex` that somebody typed, in whole or in part; empty: none."""
    mark = typed.strip().removeprefix("#").replace("-", "").lower()
    return mark if len(mark) >= MARK_CHARS and _DIGITS.issuperset(mark) else ""


def names(mark: str, key: UUID) -> bool:
    """Whether an id is meant by what `read_mark` read."""
    return bool(mark) and key.hex.startswith(mark)

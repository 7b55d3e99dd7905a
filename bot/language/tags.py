"""Which of our languages another's tag means: Telegram's `zh-hk`, `pt-br`, `sr-Latn`.

Rule: our own table, since CLDR's negotiation finds nothing for `zh-hk`; it only ever orders.
"""

from __future__ import annotations

from collections.abc import Sequence

_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def prefer(hint: str, offered: Sequence[str]) -> tuple[str, ...]:
    """*offered*, those that the hint means first; else in their own order.

    Args:
        hint: an IETF tag as a phone gives it, of any case; empty: none.
        offered: our tags.
    """
    if not hint:
        return tuple(offered)
    return tuple(sorted(offered, key=lambda tag: -_likeness(hint.lower(), tag.lower())))


def _likeness(hint: str, tag: str) -> int:
    """3: the very same; 2: the same language, and its script where that is told; 1: the same
    language in another script; 0: another language."""
    if not hint or hint.split("-", maxsplit=1)[0] != tag.split("-", maxsplit=1)[0]:
        return 0
    if hint == tag:
        return 3
    return 2 if _is_traditional(hint) == _is_traditional(tag) else 1


def _is_traditional(tag: str) -> bool:
    return not _TRADITIONAL.isdisjoint(tag.split("-"))

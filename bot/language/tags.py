"""Which of our languages another's tag means: Telegram's `zh-hk`, `pt-br`, `sr-Latn`.

Rule: our own table, since CLDR's negotiation finds nothing for `zh-hk`. A phone's hint only ever
orders; a tag that somebody gave us may be found, or not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
"""Where Chinese is written so. Source: CLDR, likely subtags."""


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
    is_alike = _is_traditional(hint.split("-")) == _is_traditional(tag.split("-"))
    return 2 if is_alike else 1


def known_tag(asked: str, known: Collection[str]) -> str:
    """Our tag for one written in full or in another case: `pt-PT`, `bn_BD`, `zh`, `zh-TW`; empty
    where there is none."""
    if asked in known:
        return asked
    ours = {tag.casefold(): tag for tag in known}
    parts = asked.replace("_", "-").casefold().split("-")
    if parts[0] == "zh" and _is_traditional(parts):
        parts = ["zh", "hant"]
    tried = ("-".join(parts[:width]) for width in range(len(parts), 0, -1))
    found = next((ours[tag] for tag in tried if tag in ours), "")
    if found or "-" in parts[0]:
        return found
    return next((tag for folded, tag in ours.items() if folded.split("-")[0] == parts[0]), "")


def _is_traditional(parts: Iterable[str]) -> bool:
    return not _TRADITIONAL.isdisjoint(parts)

"""How people divide into groups, as `kotha status` and `kotha profile` print it.

Rule: working figures for staff: small numbers stand as they are, and the page says so. What may be
published comes from `kotha results`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.language.english import counted

if TYPE_CHECKING:
    from bot.results.profile import Comparison, Reached

NOT_GIVEN = "not given"
STAFF_ONLY = "  For staff: small numbers are not hidden here, so publish none of it."
MANY_UNKNOWN = 5
"""Where one in so many is not known, a share of the others says little."""


def split_lines(split: Mapping[str, Mapping[str, int]], by: str) -> Sequence[str]:
    """A line a group: how many, and how far they came; nothing where nothing was asked for."""
    if not by:
        return []
    lines = [f"  people by {by.replace('_', ' ')}:"]
    for value, words in split.items():
        far = ", ".join(f"{n} {word}" for word, n in words.items() if n)
        lines.append(f"    {value or NOT_GIVEN}: {_people(sum(words.values()))}: {far}")
    return [*lines, STAFF_ONLY]


def profile_lines(compared: Sequence[Comparison]) -> Sequence[str]:
    """Who took part, beside their share of the community."""
    lines: list[str] = []
    for each in compared:
        facet = each.facet.replace("_", " ")
        lines.append(f"  who took part by {facet}, of {each.known} known:")
        lines += [f"    {_reached(row, each.known)}" for row in each.reached]
        lines.append(f"    {NOT_GIVEN}: {each.not_given}")
        if each.not_given * MANY_UNKNOWN > each.known + each.not_given:
            lines.append(f"    MANY NOT GIVEN: these shares say little about {facet}.")
    return [*lines, STAFF_ONLY] if lines else []


def profiled(compared: Sequence[Comparison]) -> list[dict[str, object]]:
    """The same for `--json`."""
    return [
        {
            "by": each.facet,
            "known": each.known,
            "not_given": each.not_given,
            "groups": [_row(row, each.known) for row in each.reached],
        }
        for each in compared
    ]


def _row(row: Reached, known: int) -> dict[str, object]:
    group = row.group
    return {
        "group": group.value,
        "share": group.share / 100,
        "achieved": round(100 * row.people / known, 1) if known else None,
        "people": row.people,
        "target": group.target,
        "wanted": row.wanted,
        "missing": row.gap,
        "source": group.source,
    }


def _reached(row: Reached, known: int) -> str:
    from bot.results.profile import percent

    group = row.group
    share = f", {percent(row.people, known)}%" if known else ""
    gap = f"; MISSING {row.gap} of {row.wanted} hoped for" if row.gap else ""
    return f"{group.value}: {row.people}{share} (community {group.share / 100:g}%){gap}"


def _people(n: int) -> str:
    return counted(n, "person", "people")

"""The community's profile held against who took part: who is missing.

Rule: groups are by what an officer may steer by, never by what people said of themselves: `FACETS`
is all there is. Shares are of those whose group is known, and who is not known stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from bot.results.summary import Achieved, Facet, Figures
from bot.results.tables import percent as whole_percent

FACETS = ("language", "area", "source", "link_worker", "segment")
"""What groups can be by; `source` is the venue, or the list, that somebody came by."""
OTHER = "other"
"""The group of everybody who is in none of the others of its facet."""
WHOLE = 10_000
"""A share of 100 %, in hundredths of a percent."""
LEAST_KNOWN = 10
"""Below so many people every share is chance, and nobody is sent to look for anybody."""
NEAR_TENTHS = 8
"""A group that reaches eight tenths of its share is not missing. Ours; a `target` replaces it."""


class Group(Struct, frozen=True):
    """One line of a profile."""

    facet: str
    value: str
    share: int
    """Of the community, in hundredths of a percent."""
    target: int | None = None
    """How many people of it should take part, where the officer says so."""
    source: str = ""
    """Where the share is taken from, such as a census."""

    @property
    def name(self) -> str:
        """As a profile file, and a task, write it."""
        return f"{self.facet}: {self.value}"


class Reached(Struct, frozen=True):
    """One group, and how many of it took part."""

    group: Group
    people: int
    wanted: int
    """So many were hoped for by now; 0: too early to say, or nobody is counted on."""

    @property
    def gap(self) -> int:
        """How many are missing."""
        return max(0, self.wanted - self.people)


class Comparison(Struct, frozen=True):
    """One facet: every group of the profile, and who is in none."""

    facet: str
    reached: tuple[Reached, ...]
    known: int
    """People who took part and whose group is known: the base of every share."""
    not_given: int
    """People who took part and of whom this is not known."""


def compare(
    groups: Sequence[Group], people: Mapping[str, Mapping[str, int]]
) -> Sequence[Comparison]:
    """Hold a profile against the people who took part.

    Args:
        groups: the profile.
        people: how many took part, by facet and value; the value is empty where it is not known.

    Returns:
        A comparison for each facet of the profile, in its order.
    """
    ordered = sorted(groups, key=lambda group: FACETS.index(group.facet))
    by_facet = groupby(ordered, key=lambda group: group.facet)
    return [_comparison(facet, tuple(each), people.get(facet, {})) for facet, each in by_facet]


def gaps(compared: Iterable[Comparison]) -> Sequence[Reached]:
    """The groups that somebody should be sent to look for."""
    return [
        each
        for facet in compared
        for each in facet.reached
        if each.gap and each.group.value != OTHER
    ]


def percent(part: int, base: int) -> str:
    """A share of people to one decimal; empty where there is nobody."""
    return f"{100 * part / base:.1f}" if base else ""


def _comparison(facet: str, groups: Sequence[Group], people: Mapping[str, int]) -> Comparison:
    not_given = people.get("", 0)
    known = sum(people.values()) - not_given
    named = {group.value for group in groups}
    elsewhere = sum(n for value, n in people.items() if value and value not in named)
    counted = {**people, OTHER: people.get(OTHER, 0) + elsewhere}
    reached = (
        Reached(group, counted.get(group.value, 0), _wanted(group, known)) for group in groups
    )
    return Comparison(facet, tuple(reached), known, not_given)


def _wanted(group: Group, known: int) -> int:
    """The target; else what is near enough to the share, in whole people upward."""
    if group.target is not None:
        return group.target
    if known < LEAST_KNOWN:
        return 0
    return -(-group.share * known * NEAR_TENTHS // (WHOLE * 10))


# ── As it is published ────────────────────────────────────────────────────────────────────────


def achieved(groups: Sequence[Group], found: Figures) -> tuple[Achieved, ...]:
    """A profile beside who took part, from what is published of them alone, so that it says no
    more: who came by a link worker is no group of the community."""
    by = {facet.by: facet for facet in found.facets}
    ordered = sorted(groups, key=lambda group: FACETS.index(group.facet))
    return tuple(
        each
        for facet, of in groupby(ordered, key=lambda group: group.facet)
        if facet in by
        for each in _achieved(tuple(of), by[facet], found.people or 0)
    )


def _achieved(groups: Sequence[Group], facet: Facet, people: int) -> Iterable[Achieved]:
    came = {group.value: group.people for group in facet.groups}
    named = {group.value for group in groups}
    rest = [n for value, n in came.items() if value and (value not in named or value == OTHER)]
    came[OTHER] = None if None in rest else sum(n for n in rest if n is not None)
    not_given = came.get("", 0)
    known = people - (not_given or 0)
    for group in groups:
        n = came.get(group.value, 0)
        share = None if n is None or known <= 0 else whole_percent(n, known)
        whole = (group.share + 50) // 100
        yield Achieved(facet.by, group.value, n, share, whole, group.source)
    yield Achieved(facet.by, "", not_given, None, None)

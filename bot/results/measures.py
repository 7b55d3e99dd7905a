"""Means, medians, spread and points.

Rule: where values can be counted one by one, only what is published of the counts goes in, so
that no measure says more than the table above it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from math import ceil, floor, sqrt
from typing import TypeAlias

from msgspec import Struct

from bot.results.summary import Cell, Mean, Score
from bot.results.tables import SmallNumbers, percent

Values: TypeAlias = Sequence[tuple[float, int]]
"""Values and how many gave them, rising."""


class Spread(Struct, frozen=True):
    """How values lie: each to one decimal, `None` where there is nothing."""

    mean: float | None = None
    median: float | None = None
    quarter: float | None = None
    three_quarters: float | None = None
    deviation: float | None = None


def spread(values: Values) -> Spread:
    """Mean, median, quartiles and standard deviation of everybody who answered."""
    total = sum(n for _, n in values)
    if not total:
        return Spread()
    mean = sum(value * n for value, n in values) / total
    variance = sum(n * (value - mean) ** 2 for value, n in values) / total
    return Spread(
        mean=round(mean, 1),
        median=_at(values, 0.5),
        quarter=_at(values, 0.25),
        three_quarters=_at(values, 0.75),
        deviation=round(sqrt(variance), 1),
    )


def taken(cells: Sequence[Cell], limits: SmallNumbers) -> Values:
    """Published counts as values, a starred one in the middle."""
    starred = limits.starred_as
    return [(float(cell.id), starred if cell.n is None else cell.n) for cell in cells]


def _at(values: Values, share: float) -> float:
    """The value with `share` of the answers below it; between two, their middle."""
    ends = list(accumulate(n for _, n in values))
    place = share * ends[-1]
    # Counted from 1: where the share ends between two answers, both count.
    around = (ceil(place), floor(place) + 1)
    low, high = (values[bisect_left(ends, min(nth, ends[-1]))][0] for nth in around)
    return round((low + high) / 2, 1)


def borda(places: Sequence[Mapping[str, int]], limits: SmallNumbers) -> tuple[Score, ...]:
    """Points by whole orders: n for the first of n places, one for the last. Counted from rounded
    places, so that no small count can be worked back."""
    if not places:
        return ()
    most = len(places)
    known = [{option: _about(n, limits) for option, n in at.items()} for at in places]
    best = most * max(sum(at.values()) for at in known)
    points = {
        option: sum((most - place) * at[option] for place, at in enumerate(known))
        for option in places[0]
    }
    return tuple(Score(option, percent(sum_, best)) for option, sum_ in points.items() if best)


def points(
    levels: Mapping[str, Mapping[int, int]], stars: Collection[str], limits: SmallNumbers
) -> tuple[Mean, ...]:
    """Counted from rounded levels, as a ranking is; what is hidden has no mean."""
    means = {
        option: spread([(level, _about(n, limits)) for level, n in found.items()]).mean
        for option, found in levels.items()
        if option not in stars
    }
    return tuple(Mean(option, mean) for option, mean in means.items() if mean is not None)


def _about(count: int, limits: SmallNumbers) -> int:
    shown = limits.shown(count)
    return limits.starred_as if shown is None else shown

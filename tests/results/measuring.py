"""What an attacker reads out of points of rankings, and out of mean points.

Rule: both are made of counts that are not shown themselves, each taken for its rounded value, or
for the middle of the small ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from bot.results.summary import Counts
from tests.results.equations import FAR, Equations, Name


def taken(eq: Equations, count: Name) -> Name:
    """What a count is taken for."""
    limits = eq.limits[count[0]]
    half, last = limits.to // 2, limits.to - 1 - limits.to // 2
    zero, small, large = (eq.make((*count, size), 1) for size in ("zero", "small", "large"))
    multiple, found = eq.make((*count, "multiple")), eq.make((*count, "taken"))
    eq.between(1, 1, {zero: 1, small: 1, large: 1})
    eq.between(0, FAR, {count: 1, small: -1, large: -limits.star - 1})
    eq.between(0, 2 * FAR, {small: limits.star, large: FAR, count: -1})
    eq.between(0, FAR, {large: FAR, multiple: -1})
    eq.between(-half, FAR, {count: 1, multiple: -limits.to})
    eq.between(
        -FAR * FAR, last + limits.star, {count: 1, multiple: -limits.to, large: limits.star}
    )
    eq.between(0, 0, {found: -1, small: limits.starred_as, multiple: limits.to})
    return found


def read_scores(eq: Equations, question: Counts, when: object, *, is_whole: bool) -> None:
    """Points of a ranking, of the most that one option could have had. `is_whole`: everybody put
    all options in order."""
    at = (when, question.step)
    options = [cell.id for cell in question.cells]
    most = len(options)
    places: list[list[Name]] = [[(*at, "cell", option) for option in options]]
    places += [[(*at, "place", n, option) for option in options] for n in range(1, most)]
    base: Name = (*at, "base")
    if is_whole:
        for stands in (*places, *zip(*places, strict=True)):
            eq.sum_of(base, stands)
    known = [[taken(eq, count) for count in counts] for counts in places]
    best = eq.make((*at, "best"), 2 * FAR)
    is_best = [eq.make((*at, "best", n), 1) for n in range(most)]
    eq.between(1, 1, dict.fromkeys(is_best, 1))
    for counts, is_one in zip(known, is_best, strict=True):
        total = dict.fromkeys(counts, -1)
        eq.between(0, inf, {best: 1, **total})
        eq.between(-inf, 2 * FAR, {best: 1, is_one: 2 * FAR, **total})
    for score, stands in zip(question.borda, zip(*known, strict=True), strict=True):
        points = {count: 200 * (most - n) for n, count in enumerate(stands)}
        exact = 2 * most * score.percent - most
        eq.between(0, inf, {**points, best: -exact})
        # Percents are rounded halves upward: as much as this is one more.
        eq.between(-inf, -1, {**points, best: -exact - 2 * most})


def read_means(eq: Equations, question: Counts, when: object, points: int) -> None:
    """Mean points by option, to a tenth."""
    at = (when, question.step)
    base: Name = (*at, "base")
    spent: dict[Name, int] = {}
    told = {each.id: each.mean for each in question.points}
    for cell in question.cells:
        if cell.id in told:
            spent |= _read_mean(eq, (*at, cell.id), told[cell.id], points)
        else:
            spent[*at, "cell", cell.id] = 1
    eq.between(0, inf, {base: points, **{name: -n for name, n in spent.items()}})


def _read_mean(eq: Equations, of: Name, mean: float, points: int) -> Mapping[Name, int]:
    when, step, option = of
    at = (when, step)
    levels: list[Name] = [(*at, "level", option, n) for n in range(points + 1)]
    eq.sum_of((*at, "base"), levels)
    eq.sum_of((*at, "cell", option), levels[1:])
    known = [taken(eq, level) for level in levels]
    tenths = round(10 * mean)
    for by, low, high in ((10 * tenths - 5, 0, inf), (10 * tenths + 5, -inf, 0)):
        eq.between(low, high, {count: 100 * n - by for n, count in enumerate(known)})
    return {level: n for n, level in enumerate(levels) if n}

"""Nobody recovers a small count from opinion groups beside all other figures: the independent
reader of `test_attacks` tries, on votes by language and by group, and on what is counted later."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from bot.results import truth
from bot.results.counting import Counted
from bot.results.opinion import BY, grouped
from bot.results.summary import Facet, Figures, Group
from bot.results.tables import USUAL, Release
from tests.results.attacker import grew, read
from tests.results.equations import Equations, Name, recovered
from tests.results.test_opinion import LEFT, RIGHT, THIRD, Ballots, closed, noisy, voted

EVERY = [
    pytest.param(range(8), id="a_slice"),
    pytest.param(range(8, 200), id="all", marks=pytest.mark.soak),
]


@pytest.mark.parametrize("seeds", EVERY)
def test_beside_overall_figures_and_those_by_language_groups_give_nothing_away(
    seeds: range,
) -> None:
    judged = 0
    for seed in seeds:
        drawn = random.Random(seed)
        ballots = crowd(drawn)
        found = grouped(closed(ballots, spoken(drawn, ballots)), ballots, (), USUAL)
        seen = shown(found.figures)
        if seen:
            judged += 1
            eq = Equations()
            read(eq, seen, 1)
            assert leaks(eq, [found]) == [], seed
    assert judged > len(seeds) / 2


@pytest.mark.parametrize("seeds", EVERY)
def test_what_is_counted_after_somebody_was_erased_gives_no_group_away(seeds: range) -> None:
    judged = 0
    for seed in seeds:
        drawn = random.Random(seed)
        ballots = crowd(drawn)
        tags = drawn.choice(((), spoken(drawn, ballots)))
        first = grouped(closed(ballots, tags), ballots, (), USUAL)
        gone = drawn.randint(1, 3)
        second = closed(ballots[gone:], tags[gone:], [first.truth])
        seen = shown(first.figures)
        if seen:
            judged += 1
            eq = Equations()
            read(eq, seen, 1)
            read(eq, second.figures, 2)
            grew(eq, 2, 1)
            assert leaks(eq, [first, second]) == [], seed
    assert judged > len(seeds) / 2


def crowd(drawn: random.Random) -> Ballots:
    """Two or three camps, some who voted little, and noise in all of them."""
    camps = voted(LEFT, drawn.randint(45, 80)) + voted(RIGHT, drawn.randint(45, 70))
    camps += voted("aaaa......", drawn.choice((0, 3, 9, 20)))
    camps += voted(THIRD, drawn.choice((0, 0, 12, 30)))
    every = noisy(drawn, camps, drawn.choice((0.03, 0.06, 0.12, 0.25)))
    return [{n: said for n, said in each.items() if drawn.random() > 0.05} for each in every]


def spoken(drawn: random.Random, ballots: Ballots) -> Sequence[str]:
    """Everybody's language; of one there may be few."""
    few = drawn.choice((0, 1, 4, 20))
    return drawn.choices(("en", "bn", "so"), (50, 30, few), k=len(ballots))


def shown(figures: Figures) -> Figures | None:
    """With the groups as one more thing by which they are split, who is in none not shown;
    `None`: nothing is told of groups."""
    found = figures.opinions
    if not found or not any(each.questions for each in found.groups):
        return None
    groups = Facet(BY, (*found.groups, Group("", None)))
    return replace(figures, facets=(*figures.facets, groups))


def leaks(eq: Equations, every: Sequence[Counted]) -> Sequence[Name]:
    values = true(eq, every)
    eq.guess(values)
    return recovered(eq, values, eq.small(values))


def true(eq: Equations, every: Sequence[Counted]) -> dict[Name, int]:
    """The true value of all that the reader has named, by the truth behind each moment."""
    values: dict[Name, int] = {}
    for when, each in enumerate(every, 1):
        known = truth.parse(each.truth)
        people = known.funnel.tables["funnel"].base
        values |= {(when, "people"): people, (when, "invited"): people}
        values[when, "funnel", "completed"] = people
        for release in truth.answers([known]):
            values |= _counts(release, when)
    return {name: values.get(name, 0) for name in eq.names}


def _counts(release: Release, when: int) -> dict[Name, int]:
    found: dict[Name, int] = {}
    for facet, sizes in release.sizes.items():
        found |= {(when, "size", facet, group): n for group, n in sizes.items()}
    for n, table in release.tables.items():
        found[when, n, "base"] = table.base
        for part, cell, count in table.counts():
            found[when, n, part.removesuffix("s"), cell] = count
        for facet, group, row, cell, count in table.inner():
            found[when, n, facet, group, "base"] = row.base
            found[when, n, facet, group, "cell", cell] = count
    return found

"""Nobody recovers a small count from opinion groups beside all other figures: the independent
reader of `test_attacks` tries, on votes by language and by group, and on what is counted later."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from bot.model import Outcome, Tally
from bot.results import truth
from bot.results.counting import Counted, Told, counted
from bot.results.opinion import BY, grouped
from bot.results.summary import Facet, Figures, Group
from bot.results.tables import USUAL, Release
from tests.results.attacker import grew, read
from tests.results.equations import Equations, Name, recovered
from tests.results.test_opinion import LEFT, PARKS, RIGHT, THIRD, Ballots, noisy, voted

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
        spoken = [drawn.choice(("en", "en", "bn", "so")) for _ in ballots]
        found = grouped(closed(ballots, spoken), ballots, (), USUAL)
        told = shown(found.figures)
        if told != found.figures:
            judged += 1
            eq = Equations()
            read(eq, told, 1)
            assert leaks(eq, [found]) == [], seed
    assert judged > len(seeds) / 2


@pytest.mark.parametrize("seeds", EVERY)
def test_what_is_counted_after_somebody_was_erased_gives_no_group_away(seeds: range) -> None:
    judged = 0
    for seed in seeds:
        drawn = random.Random(seed)
        ballots = crowd(drawn)
        first = grouped(closed(ballots), ballots, (), USUAL)
        second = closed(ballots[drawn.randint(1, 3) :], before=[first.truth])
        told = shown(first.figures)
        if told != first.figures:
            judged += 1
            eq = Equations()
            read(eq, told, 1)
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


def closed(ballots: Ballots, spoken: Sequence[str] = (), before: Sequence[str] = ()) -> Counted:
    """Their figures, by language too where those are given."""
    tallies = list(_tallies(ballots))
    for tag in sorted(set(spoken)):
        some = [each for each, own in zip(ballots, spoken, strict=True) if own == tag]
        tallies += [replace(each, facet="language", facet_value=tag) for each in _tallies(some)]
    return counted(Told(tallies, {"completed": len(ballots)}), PARKS, before)


def _tallies(ballots: Ballots) -> Sequence[Tally]:
    counts = Counter((n, said) for each in ballots for n, said in each.items())
    votes = [Tally(n, Outcome.ANSWERED, json.dumps(said), k) for (n, said), k in counts.items()]
    return [*votes, Tally("", Outcome.ANSWERED, "", len(ballots))]


def shown(figures: Figures) -> Figures:
    """With the groups as one more thing by which they are split; who is in none is not shown."""
    if not figures.opinions or not figures.opinions.groups:
        return figures
    groups = Facet(BY, (*figures.opinions.groups, Group("", None)))
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

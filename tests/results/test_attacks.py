"""Nobody recovers a starred count: an independent reader tries, by every means."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from bot.flow.structure import Flow, Is, Step
from bot.model import Outcome
from bot.questions.choice import Choice
from bot.results.counting import FUNNEL, counted
from bot.results.summary import Aside, Cell, Counting, Counts, Figures
from bot.results.tables import USUAL, SmallNumbers
from tests.results.attacker import grew, read, same
from tests.results.equations import Equations, Name, recovered
from tests.results.worlds import FACETS, Person, World, branching, drawn, step, told, truth

SLICE = range(10)
ALL = range(10, 1000)
EVERY = [
    pytest.param(SLICE, id="a_slice"),
    pytest.param(ALL, id="all", marks=pytest.mark.soak),
]
STRICT = SmallNumbers(base=20, star=14, to=10)
UNSHOWN = {"place", "level"}
"""Counts of which measures are made, and which have no place in any figure themselves."""
LIMITS = [pytest.param(USUAL, id="usual"), pytest.param(STRICT, id="strict")]


class Moment(NamedTuple):
    """What was published, and what was so."""

    when: object
    figures: Figures
    true: Mapping[Name, int]
    flow: Flow | None = None
    kept: str = ""
    """What must be known of it when more is published."""
    after: Sequence[object] = ()
    """When was published what was known then."""


def published(
    world: World,
    when: object = 1,
    people: Sequence[Person] | None = None,
    earlier: Sequence[Moment] = (),
    limits: SmallNumbers = USUAL,
) -> Moment:
    people = world.people if people is None else people
    before = [each.kept for each in earlier]
    found = counted(told(world, people), world.document, before, limits)
    true = truth(world, people, when)
    after = [each.when for each in earlier]
    return Moment(when, found.figures, true, world.document.flow, found.truth, after)


def two_days(world: World, seed: int, limits: SmallNumbers = USUAL) -> tuple[Moment, Moment]:
    """Between them a few came."""
    came = random.Random(seed).choice([0, 1, 2, 5])
    first = published(world, 1, world.people[: len(world.people) - came])
    return first, published(world, 2, earlier=[first], limits=limits)


def taken_in(*moments: Moment) -> Equations:
    eq = Equations()
    for each in moments:
        read(eq, each.figures, each.when, each.flow)
    return eq


def leaks(eq: Equations, *moments: Moment) -> Sequence[Name]:
    """What the reader works out, who guesses rightly for whose sake each star is there."""
    true = {name: n for each in moments for name, n in each.true.items()}
    true = {name: true.get(name, 0) for name in eq.names if name not in eq.made}
    eq.guess(true)
    after = {each.when: each.after for each in moments}
    small = eq.small(true)
    return recovered(eq, true, [name for name in small if is_secret(name, true, small, after)])


def is_secret(
    name: Name,
    true: Mapping[Name, int],
    small: Sequence[Name],
    after: Mapping[object, Sequence[object]],
) -> bool:
    """Whether a count of a figure was small whenever it was published: what was not, under the
    limits of that day, cannot be unsaid."""
    when, *rest = name
    before: list[Name] = [(each, *rest) for each in after[when]]
    return not UNSHOWN & set(rest) and all(each in small for each in before if each in true)


def leaks_of_days(*moments: Moment) -> Sequence[Name]:
    """The same of one day after another, between which nobody left."""
    eq = taken_in(*moments)
    for before, after in pairwise(moments):
        grew(eq, before.when, after.when)
    return leaks(eq, *moments)


Q = step("q", Choice(choices=tuple("abcde")))
WHY = replace(step("why", Choice(choices=tuple("ab"))), ask_if=Is(step="q", values=("a",)))


def who(n: int, of: str = "en", **said: str) -> list[Person]:
    """So many who answered the same: `-` refused."""
    answers = {
        name: (Outcome.REFUSED, None) if each == "-" else (Outcome.ANSWERED, each)
        for name, each in said.items()
    }
    return [Person({"language": of}, dict(answers)) for _ in range(n)]


# ── The reader is no fool ─────────────────────────────────────────────────────────────────────


def one(when: object, shown: Sequence[int | None], cells: Sequence[int], base: int) -> Moment:
    """A question of which these counts are shown, and these are true."""
    named = tuple(Cell(f"o{n}", each) for n, each in enumerate(shown))
    question = Counts("q", Counting.PEOPLE, base, named, dict.fromkeys(Aside, 0))
    true: dict[Name, int] = {(when, "q", "cell", f"o{n}"): each for n, each in enumerate(cells)}
    true |= {(when, "people"): sum(cells), (when, "q", "base"): sum(cells)}
    return Moment(when, Figures("parks", "v", base, None, (), (question,)), true)


def test_the_reader_recovers_what_rounding_alone_gives_away() -> None:
    shown = one(1, [10, 10, None], [8, 8, 1], 15)

    assert leaks(taken_in(shown), shown) == [(1, "q", "cell", "o2")]


def test_the_reader_recovers_what_two_days_give_away_together() -> None:
    """12, 12, 12, 12 and 5 of 53 people one day; 13, 13, 13, 13 and 5 of 57 the next. Each day
    alone leaves 5 to 7, or 1 to 5."""
    first = one(1, [10, 10, 10, 10, None], [12, 12, 12, 12, 5], 55)
    second = one(2, [15, 15, 15, 15, None], [13, 13, 13, 13, 5], 55)

    assert [leaks(taken_in(alone), alone) for alone in (first, second)] == [[], []]
    assert leaks_of_days(first, second) == [(1, "q", "cell", "o4"), (2, "q", "cell", "o4")]


def test_the_reader_recovers_what_a_question_that_follows_gives_away() -> None:
    """19 of 47 said so and were asked why, of whom 18 told. Counted as if everybody were asked
    everything, and as it is."""
    people = [*who(18, q="a", why="a"), *who(1, q="a", why="-"), *who(28, q="b")]
    as_it_is = published(World((Q, WHY), people, dict.fromkeys(FUNNEL, 0)))
    straight = World((Q, replace(WHY, ask_if=None)), people, dict.fromkeys(FUNNEL, 0))
    careless = published(straight)._replace(flow=as_it_is.flow)

    assert leaks(taken_in(careless), careless) == [(1, "why", "aside", "refused")]
    assert not leaks(taken_in(as_it_is), as_it_is)


# ── What a second day would give away is hidden on it ─────────────────────────────────────────


def among(of: str, *cells: int) -> list[Person]:
    """Of one group, so many for each option."""
    return [p for n, option in zip(cells, "abcde", strict=False) for p in who(n, of, q=option)]


class Case(NamedTuple):
    steps: Sequence[Step]
    people: Sequence[Person]
    came: Sequence[Person] = ()
    limits: SmallNumbers = USUAL


CASES = {
    "more in every cell": Case((Q,), among("en", 12, 12, 12, 12, 5), among("en", 1, 1, 1, 1)),
    "the question before it bounds who was asked": Case(
        (Q, WHY),
        [*who(18, q="a", why="a"), *who(1, q="a", why="-"), *who(26, q="b")],
        who(2, q="b"),
    ),
    "rounded otherwise, the same once more": Case(
        (Q,),
        [*among("en", 13, 12, 13), *among("bn", 8, 13, 13), *among("so", 13, 7, 8)],
        limits=STRICT,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_second_day_would_give_away_is_hidden_on_it(case: Case) -> None:
    world = World(tuple(case.steps), [*case.people, *case.came], dict.fromkeys(FUNNEL, 0))
    first = published(world, 1, case.people)
    careless = published(world, 2, limits=case.limits)
    careful = published(world, 2, earlier=[first], limits=case.limits)

    assert leaks_of_days(first, careless)
    assert not leaks_of_days(first, careful)


# ── A thousand consultations ──────────────────────────────────────────────────────────────────


def of_each(seeds: range, attack: Callable[[int], Sequence[Name]]) -> Mapping[int, Sequence[Name]]:
    """By seed, what the attack recovers; those of which it recovers nothing left out."""
    found = {seed: attack(seed) for seed in seeds}
    return {seed: names for seed, names in found.items() if names}


@pytest.mark.parametrize("seeds", EVERY)
@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("make", [drawn, branching])
def test_sums_groups_routes_and_states_give_nothing_away(
    make: Callable[[int], World], limits: SmallNumbers, seeds: range
) -> None:
    def attack(seed: int) -> Sequence[Name]:
        shown = published(make(seed), limits=limits)
        return leaks(taken_in(shown), shown)

    assert of_each(seeds, attack) == {}


@pytest.mark.parametrize("seeds", EVERY)
@pytest.mark.parametrize("later", LIMITS)
@pytest.mark.parametrize("make", [drawn, branching])
def test_two_days_give_nothing_away(
    make: Callable[[int], World], later: SmallNumbers, seeds: range
) -> None:
    """Nor where the second day is counted more strictly than the first."""

    def attack(seed: int) -> Sequence[Name]:
        return leaks_of_days(*two_days(make(seed), seed, later))

    assert of_each(seeds, attack) == {}


@pytest.mark.parametrize("seeds", EVERY)
@pytest.mark.parametrize("make", [drawn, branching])
def test_figures_that_are_split_otherwise_each_day_give_nothing_away(
    make: Callable[[int], World], seeds: range
) -> None:
    def attack(seed: int) -> Sequence[Name]:
        return leaks_of_days(*split_otherwise(make(seed), seed))

    assert of_each(seeds, attack) == {}


def split_otherwise(world: World, seed: int) -> tuple[Moment, Moment]:
    """By one of the two on the first day, and by the other on the second."""
    came = random.Random(seed).choice([0, 0, 1, 2])
    facets = FACETS if seed % 2 else FACETS[::-1]
    of = [[split_by(each, facet) for each in world.people] for facet in facets]
    first = published(world, 1, of[0][: len(of[0]) - came])
    return first, published(world, 2, of[1], [first])


def split_by(person: Person, *facets: str) -> Person:
    return Person({f: g for f, g in person.groups.items() if f in facets}, person.said)


@pytest.mark.parametrize("seeds", EVERY)
@pytest.mark.parametrize("make", [drawn, branching])
def test_mornings_and_the_closing_give_nothing_away(
    make: Callable[[int], World], seeds: range
) -> None:
    def attack(seed: int) -> Sequence[Name]:
        return leaks_of_days(*mornings(make(seed), seed))

    assert of_each(seeds, attack) == {}


def mornings(world: World, seed: int) -> Sequence[Moment]:
    """Day by day for everybody together, and as it closes by group too."""
    draw = random.Random(seed)
    came = sorted(draw.randint(1, len(world.people)) for _ in range(draw.randint(2, 6)))
    found: list[Moment] = []
    for when, n in enumerate(came):
        alone = [split_by(each) for each in world.people[:n]]
        found.append(published(world, when, alone, found))
    return [*found, published(world, "closing", earlier=found)]


@pytest.mark.parametrize("branches", [False, True])
def test_what_mornings_have_shown_costs_the_closing_next_to_nothing(*, branches: bool) -> None:
    alone = beside = 0
    for seed in range(20):
        world = drawn(seed, 200, 400, branches=branches)
        alone += shown(published(world))
        beside += shown(mornings(world, seed)[-1])

    assert beside > 0.94 * alone


def shown(moment: Moment) -> int:
    """How many counts can be read."""
    found = moment.figures
    groups = [each for facet in found.facets for each in facet.groups]
    tables = [*found.questions, *(each for group in groups for each in group.questions)]
    return sum(
        cell.n is not None for each in tables if isinstance(each, Counts) for cell in each.cells
    )


@pytest.mark.parametrize("seeds", EVERY)
def test_two_flows_on_one_roster_give_nothing_away(seeds: range) -> None:
    def attack(seed: int) -> Sequence[Name]:
        one, other = drawn(seed), drawn(seed + 5000)
        invited = max(sum(world.states.values()) for world in (one, other))
        for world in (one, other):
            world.states["invited"] += invited - sum(world.states.values())
        shown = published(one, "one"), published(other, "other")
        eq = taken_in(*shown)
        same(eq, ("one", "invited"), ("other", "invited"))
        return leaks(eq, *shown)

    assert of_each(seeds, attack) == {}

"""Nobody recovers a starred count: an independent reader tries, by every means."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeAlias

import pytest
from msgspec.structs import replace

from bot.flow.structure import Step
from bot.model import Outcome, Tally
from bot.questions.choice import Choice
from bot.results.counting import Told, counted
from bot.results.summary import Aside, Cell, Counting, Counts, Figures
from bot.results.tables import USUAL, SmallNumbers
from tests.results.attacker import Equations, Name, grew, read, recovered, routed, same
from tests.results.worlds import World, branching, drawn, step, told, truth

SLICE = range(9)
ALL = range(9, 1000)
EVERY = [
    pytest.param(SLICE, id="a_slice"),
    pytest.param(ALL, id="all", marks=pytest.mark.soak),
]
BRANCHING = (13,)
"""A consultation of which a question that follows from an answer would give a count away."""
STRICT = SmallNumbers(base=20, star=14, to=10)
LIMITS = [pytest.param(USUAL, id="usual"), pytest.param(STRICT, id="strict")]


Shown: TypeAlias = Sequence[tuple[object, Figures, dict[Name, int]]]
"""When, what was published, and the truth."""


def attack(shown: Shown, *, stars_are_small: bool = False) -> Equations:
    """A reader may know that a larger count can be behind a star, or take each for a small one."""
    eq = Equations()
    for when, figures, _ in shown:
        read(eq, figures, when, stars_are_small=stars_are_small)
    return eq


def known(shown: Shown, eq: Equations) -> dict[Name, int]:
    values = {name: n for _, _, each in shown for name, n in each.items()}
    return {name: values.get(name, 0) for name in eq.names}


# ── The reader is no fool ─────────────────────────────────────────────────────────────────────


def one(cells: Sequence[int | None], base: int, people: int) -> Figures:
    shown = tuple(Cell(f"o{n}", each) for n, each in enumerate(cells))
    aside = dict.fromkeys(Aside, 0)
    return Figures(
        "parks", "v", people, None, (), (Counts("q", Counting.PEOPLE, base, shown, aside),)
    )


def true(when: object, *cells: int) -> dict[Name, int]:
    total = sum(cells)
    named: dict[Name, int] = {(when, "q", "cell", f"o{n}"): each for n, each in enumerate(cells)}
    return {**named, (when, "people"): total, (when, "q", "base"): total}


def test_the_reader_recovers_what_rounding_alone_gives_away() -> None:
    shown: Shown = [(1, one([10, 10, None], 15, 15), true(1, 8, 8, 1))]
    eq = attack(shown)

    assert recovered(eq, known(shown, eq)) == [(1, "q", "cell", "o2")]


def test_the_reader_recovers_what_two_days_give_away_together() -> None:
    """12, 12, 12, 12 and 5 of 53 people one day; 13, 13, 13, 13 and 5 of 57 the next. Each day
    alone leaves 5 to 7, or 1 to 5."""
    days: Shown = [
        (1, one([10, 10, 10, 10, None], 55, 55), true(1, 12, 12, 12, 12, 5)),
        (2, one([15, 15, 15, 15, None], 55, 55), true(2, 13, 13, 13, 13, 5)),
    ]
    for alone in days:
        eq = attack([alone])
        assert recovered(eq, known([alone], eq)) == []
    eq = attack(days)
    grew(eq, 1, 2)

    assert recovered(eq, known(days, eq)) == [(1, "q", "cell", "o4"), (2, "q", "cell", "o4")]


def test_what_two_days_would_give_away_is_hidden_on_the_second() -> None:
    def day(*cells: int) -> Told:
        values = [
            Tally("q", Outcome.ANSWERED, f'"{option}"', n)
            for option, n in zip("abcde", cells, strict=True)
        ]
        return Told(values, {"completed": sum(cells)})

    form = World((step("q", Choice(choices=tuple("abcde"))),), [], {}).document
    first = counted(day(12, 12, 12, 12, 5), form)
    second = counted(day(13, 13, 13, 13, 5), form, [first.truth])

    assert stars(second.figures) > stars(counted(day(13, 13, 13, 13, 5), form).figures)


@pytest.mark.parametrize("seed", BRANCHING)
def test_the_reader_recovers_what_a_question_that_follows_gives_away(seed: int) -> None:
    """Counted as if everybody were asked everything, and as it is."""
    world = branching(seed)
    straight = World(tuple(unasked(world.steps)), world.people, world.states)
    found = {}
    for name, document in {"straight": straight.document, "as it is": world.document}.items():
        figures = counted(told(world), document).figures
        shown: Shown = [(1, figures, truth(world, world.people, 1))]
        eq = attack(shown)
        routed(eq, figures, 1, world.document.flow)
        found[name] = bool(recovered(eq, known(shown, eq)))

    assert found == {"straight": True, "as it is": False}


def unasked(steps: Sequence[Step]) -> Sequence[Step]:
    return [replace(each, ask_if=None, go_to={}) for each in steps]


def stars(found: Figures) -> int:
    (question,) = found.questions
    assert isinstance(question, Counts)
    return sum(cell.n is None for cell in question.cells)


# ── A thousand consultations ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seeds", EVERY)
@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("stars_are_small", [False, True], ids=["any_star", "stars_are_small"])
def test_sums_groups_and_states_give_nothing_away(
    seeds: range, limits: SmallNumbers, stars_are_small: bool
) -> None:
    found = {}
    for seed in seeds:
        world = drawn(seed)
        figures = counted(told(world), world.document, (), limits).figures
        shown: Shown = [(1, figures, truth(world, world.people, 1))]
        eq = attack(shown, stars_are_small=stars_are_small)
        found[seed] = recovered(eq, known(shown, eq))

    assert {seed: leaks for seed, leaks in found.items() if leaks} == {}


@pytest.mark.parametrize("seeds", EVERY)
def test_questions_that_follow_from_answers_give_nothing_away(seeds: range) -> None:
    found = {}
    for seed in seeds:
        world = branching(seed)
        figures = counted(told(world), world.document).figures
        shown: Shown = [(1, figures, truth(world, world.people, 1))]
        eq = attack(shown)
        routed(eq, figures, 1, world.document.flow)
        found[seed] = recovered(eq, known(shown, eq))

    assert {seed: leaks for seed, leaks in found.items() if leaks} == {}


@pytest.mark.parametrize("seeds", EVERY)
def test_nor_do_they_from_day_to_day(seeds: range) -> None:
    found = {}
    for seed in seeds:
        world = branching(seed)
        early = world.people[: len(world.people) - random.Random(seed).choice([0, 1, 2, 5])]
        first = counted(told(world, early), world.document)
        second = counted(told(world), world.document, [first.truth])
        days: Shown = [
            (1, first.figures, truth(world, early, 1)),
            (2, second.figures, truth(world, world.people, 2)),
        ]
        eq = attack(days)
        grew(eq, 1, 2)
        for day, figures, _ in days:
            routed(eq, figures, day, world.document.flow)
        found[seed] = recovered(eq, known(days, eq))

    assert {seed: leaks for seed, leaks in found.items() if leaks} == {}


@pytest.mark.parametrize("seeds", EVERY)
@pytest.mark.parametrize("later", LIMITS)
def test_two_days_give_nothing_away(seeds: range, later: SmallNumbers) -> None:
    """Nor where the second day is counted more strictly than the first."""
    found = {}
    for seed in seeds:
        world = drawn(seed)
        more = random.Random(seed).choice([0, 1, 2, 5])
        early = world.people[: len(world.people) - more]
        first = counted(told(world, early), world.document)
        second = counted(told(world), world.document, [first.truth], later)
        days: Shown = [
            (1, first.figures, truth(world, early, 1)),
            (2, second.figures, truth(world, world.people, 2)),
        ]
        eq = attack(days)
        grew(eq, 1, 2)
        found[seed] = recovered(eq, known(days, eq))

    assert {seed: leaks for seed, leaks in found.items() if leaks} == {}


@pytest.mark.parametrize("seeds", EVERY)
def test_two_flows_on_one_roster_give_nothing_away(seeds: range) -> None:
    found = {}
    for seed in seeds:
        flows = {"one": drawn(seed), "other": drawn(seed + 5000)}
        invited = max(sum(world.states.values()) for world in flows.values())
        for world in flows.values():
            world.states["invited"] += invited - sum(world.states.values())
        shown: Shown = [
            (name, counted(told(world), world.document).figures, truth(world, world.people, name))
            for name, world in flows.items()
        ]
        eq = attack(shown)
        same(eq, ("one", "invited"), ("other", "invited"))
        found[seed] = recovered(eq, known(shown, eq))

    assert {seed: leaks for seed, leaks in found.items() if leaks} == {}

"""Random consultations: people one by one, so that every count of them is true together.

Rule: drawn from a seed alone.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import json
from msgspec.structs import replace

from bot.flow.conditions import holds
from bot.flow.structure import (
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Document,
    Flow,
    Includes,
    Is,
    IsNot,
    Plan,
    Step,
)
from bot.model import Answer, Outcome, Split, Tally
from bot.questions.base import NONE, Question
from bot.questions.choice import Choice
from bot.questions.free_text import FreeText
from bot.questions.multi_choice import MultiChoice
from bot.questions.points import Points
from bot.questions.ranking import Ranking
from bot.questions.yes_no import YesNo
from bot.results.counting import FUNNEL, Told
from tests.results.equations import Name

ASIDES = (Outcome.SKIPPED, Outcome.DONT_KNOW, Outcome.REFUSED)
FACETS = ("language", "area")
EDGES = (0, 1, 1, 7, 8, 8, 12, 13)


@dataclass
class Person:
    """One who took part: their groups, and what they said."""

    groups: Mapping[str, str]
    said: dict[str, tuple[Outcome, object]] = field(default_factory=dict)


@dataclass
class World:
    """A consultation with its people, in the order in which they came."""

    steps: tuple[Step, ...]
    people: list[Person]
    states: dict[str, int]

    @property
    def document(self) -> Document:
        """As launched."""
        return Document(
            flow=Flow(slug="parks", language="en", steps=self.steps, endings=("done",)),
            plan=Plan(languages=("en",)),
            texts={},
            version="v",
        )


def step(step_id: str, question: Question) -> Step:
    """A step of it."""
    return Step(id=step_id, prefix=f"parks.{step_id}", slug="parks", question=question)


def branching(seed: int) -> World:
    """The same, where some questions are asked only after certain answers to others."""
    return drawn(seed, branches=True)


def drawn(seed: int, least: int = 10, most: int = 90, *, branches: bool = False) -> World:
    """A consultation: skewed answers, small groups, some who skip or leave."""
    draw = random.Random(seed)
    steps = tuple(step(f"q{n}", _question(draw)) for n in range(draw.randint(1, 3)))
    if seed % 2:
        steps = (step("q0", Choice(choices=tuple("abcd"[: draw.randint(2, 4)]))), *steps[1:])
    if branches:
        steps = _branched(draw, steps)
    count = draw.randint(least, most)
    groups = {facet: _groups(draw, facet) for facet in FACETS[: draw.randint(1, 2)]}
    leans = {each.id: _lean(draw, each.question) for each in steps}
    people = [_person(draw, steps, groups, leans) for _ in range(count)]
    if seed % 2:
        people = _on_edges(draw, steps, groups, leans)
        count = len(people)
    completed = draw.randint(count // 2, count)
    states = dict.fromkeys(FUNNEL, 0) | {
        "completed": completed,
        "partial": count - completed,
        "invited": draw.choice([0, 1, 3, 8, 40]),
        "stopped": draw.choice([0, 1, 2, 7]),
        "failed": draw.choice([0, 1, 5]),
        "declined": draw.choice([0, 4, 12]),
    }
    return World(steps, people, states)


def _branched(draw: random.Random, steps: Sequence[Step]) -> tuple[Step, ...]:
    """With two or three questions more, each after certain answers to one or two before it; and
    an answer to the first that passes over the second."""
    found = [replace(each, ask_if=None, go_to={}) for each in steps]
    for n in range(len(found), len(found) + draw.randint(2, 3)):
        asks = [
            _condition(draw, each)
            for each in draw.sample(found, min(len(found), draw.choice([1, 1, 1, 2])))
        ]
        joined = asks[0] if len(asks) == 1 else draw.choice([AllOf, AnyOf])(of=tuple(asks))
        found.append(replace(step(f"q{n}", _question(draw)), ask_if=joined))
    first = found[0]
    if first.question.type == "choice" and draw.random() < 0.4:
        found[0] = replace(first, go_to={first.question.options()[-1]: found[2].id})
    return tuple(found)


def _condition(draw: random.Random, of: Step) -> Condition:
    options = of.question.options()
    if isinstance(of.question, YesNo):
        return Is(step=of.id, values=(draw.choice(["true", "true", "false"]),))
    if isinstance(of.question, FreeText | Ranking | Points):
        return Answered(step=of.id)
    some = tuple(draw.sample(options, draw.randint(1, len(options) - 1)))
    if draw.random() < 0.3:
        return IsNot(step=of.id, values=some)
    kind = Includes if isinstance(of.question, MultiChoice) else Is
    return kind(step=of.id, values=some)


def _is_asked(person: Person, each: Step, steps: Sequence[Step]) -> bool:
    """As the engine decides it."""
    said = {
        name: Answer(outcome, tuple(given) if isinstance(given, list) else given)  # type: ignore[arg-type]  # a value that was drawn
        for name, (outcome, given) in person.said.items()
    }
    places = [one.id for one in steps]
    for earlier in steps[: places.index(each.id)]:
        _, given = person.said.get(earlier.id, (None, None))
        target = earlier.go_to.get(str(given))
        if target is not None and places.index(target) > places.index(each.id):
            return False
    return each.ask_if is None or holds(each.ask_if, said)


def _on_edges(
    draw: random.Random,
    steps: Sequence[Step],
    groups: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]],
    leans: Mapping[str, Sequence[int]],
) -> list[Person]:
    """The hardest to hide: counts that one more, or one less, would round or star otherwise."""
    first = steps[0]
    facet, (names, _) = next(iter(groups.items()))
    people = []
    for name in names:
        for option in first.question.options():
            for _ in range(draw.choice(EDGES)):
                person = Person(_grouped(draw, groups) | {facet: name})
                person.said[first.id] = (Outcome.ANSWERED, option)
                _answer(draw, person, steps, leans)
                people.append(person)
    draw.shuffle(people)
    return people or [_person(draw, steps, groups, leans) for _ in range(10)]


def _question(draw: random.Random) -> Question:
    options = tuple("abcdef"[: draw.randint(2, 5)])
    return draw.choice(
        [
            YesNo(),
            Choice(choices=options),
            Choice(choices=options),
            MultiChoice(choices=options, none_of_these=draw.random() < 0.5),
            Ranking(choices=options),
            Points(choices=options, points=draw.choice([2, 3, 10])),
            FreeText(),
        ]
    )


def _groups(draw: random.Random, facet: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    names = tuple(f"{facet} {n}" for n in range(draw.randint(2, 4)))
    return names, tuple(draw.choice([1, 2, 8, 30]) for _ in names)


def _lean(draw: random.Random, question: Question) -> Sequence[int]:
    return [draw.choice([1, 2, 10, 30]) for _ in (question.options() or ("yes", "no"))]


def _person(
    draw: random.Random,
    steps: Sequence[Step],
    groups: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]],
    leans: Mapping[str, Sequence[int]],
) -> Person:
    person = Person(_grouped(draw, groups))
    _answer(draw, person, steps, leans)
    return person


def _grouped(
    draw: random.Random, groups: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]]
) -> dict[str, str]:
    return {f: draw.choices(names, w)[0] for f, (names, w) in groups.items()}


def _answer(
    draw: random.Random,
    person: Person,
    steps: Sequence[Step],
    leans: Mapping[str, Sequence[int]],
) -> None:
    for n, each in enumerate(steps):
        if each.id in person.said or not _is_asked(person, each, steps):
            continue
        luck = draw.random()
        if n and luck < 0.06:
            break  # left
        if n and luck < 0.15:
            person.said[each.id] = (draw.choice(ASIDES), None)
        else:
            said = _said(draw, each.question, leans[each.id])
            person.said[each.id] = (Outcome.ANSWERED, said)


def _said(draw: random.Random, question: Question, lean: Sequence[int]) -> object:
    if isinstance(question, YesNo):
        return draw.choices([True, False], lean[:2])[0]
    options = question.options()
    if isinstance(question, FreeText):
        return None
    if isinstance(question, MultiChoice):
        picked = {draw.choices(options, lean)[0] for _ in range(draw.randint(1, len(options)))}
        picked = {NONE} if draw.choice(sorted(picked)) == NONE else picked - {NONE}
        return [each for each in options if each in picked]
    if isinstance(question, Points):
        spent = draw.choice([question.points, draw.randint(0, question.points)])
        given = Counter(draw.choices(options, lean)[0] for _ in range(spent))
        return Split(tuple((each, given[each]) for each in options if given[each]))
    if isinstance(question, Ranking):
        first = draw.choices(options, lean)[0]
        rest = [each for each in options if each != first]
        draw.shuffle(rest)
        return [first, *rest]
    return draw.choices(options, lean)[0]


# ── As the store tells it ─────────────────────────────────────────────────────────────────────


def told(world: World, people: Sequence[Person] | None = None) -> Told:
    """The tallies of these people, or of all."""
    people = world.people if people is None else people
    counted: Counter[tuple[str, Outcome, str, str, str]] = Counter()
    for person in people:
        places = [("", ""), *person.groups.items()]
        for facet, value in places:
            counted["", Outcome.ANSWERED, "", facet, value] += 1
            for step_id, (outcome, given) in person.said.items():
                stored = {"split": given.given} if isinstance(given, Split) else given
                text = "" if given is None else json.encode(stored).decode()
                counted[step_id, outcome, text, facet, value] += 1
    tallies = [
        Tally(step_id, outcome, value, n, facet, at)
        for (step_id, outcome, value, facet, at), n in counted.items()
    ]
    return Told(tallies, _states(world, people))


def _states(world: World, people: Sequence[Person]) -> Mapping[str, int]:
    """Who has not come yet is still invited."""
    away = len(world.people) - len(people)
    began = min(away, world.states["partial"])
    return world.states | {
        "invited": world.states["invited"] + away,
        "partial": world.states["partial"] - began,
        "completed": world.states["completed"] - (away - began),
    }


def truth(world: World, people: Sequence[Person], when: object) -> dict[Name, int]:
    """Every count that a reader can name, counted from the people."""
    found: Counter[Name] = Counter({(when, "people"): len(people)})
    found[when, "invited"] = sum(world.states.values())
    for state, n in _states(world, people).items():
        found[when, "funnel", state] = n
    for person in people:
        for facet, value in person.groups.items():
            found[when, "size", facet, value] += 1
        for each in world.steps:
            for name in _stands(person, each):
                found[(when, each.id, *name)] += 1
    return dict(found)


def _stands(person: Person, each: Step) -> Sequence[Name]:
    outcome, given = person.said.get(each.id, (None, None))
    if outcome is None:
        return [("aside", "not_asked")]
    if outcome is not Outcome.ANSWERED:
        return [("aside", str(outcome))]
    cells = _cells(each.question, given)
    rows: list[Name] = [(), *person.groups.items()]
    ends: list[Name] = [("base",), *(("cell", cell) for cell in cells)]
    return [*((*row, *end) for row in rows for end in ends), *_measured(each.question, given)]


def _cells(question: Question, given: object) -> Sequence[str]:
    if isinstance(given, bool):
        return ["yes" if given else "no"]
    if isinstance(given, Split):
        return given.options or (NONE,)
    if isinstance(given, list):
        return given[:1] if isinstance(question, Ranking) else given
    return [] if given is None else [str(given)]


def _measured(question: Question, given: object) -> Sequence[Name]:
    """Counts that are not shown, and of which a measure is made."""
    if isinstance(question, Ranking) and isinstance(given, list):
        return [("place", n, option) for n, option in enumerate(given)][1:]
    if isinstance(question, Points) and isinstance(given, Split):
        levels = dict.fromkeys(question.options(), 0) | dict(given.given)
        return [("level", option, n) for option, n in levels.items()]
    return []

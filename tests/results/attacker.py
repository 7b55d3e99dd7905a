"""A reader who wants a starred count: knows every rule, and has all that was published.

Rule: knows nothing of how counts are hidden. All that is published becomes equations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf

from msgspec.structs import replace

from bot.flow.structure import (
    AllOf,
    Answered,
    AnyOf,
    Condition,
    Flow,
    Includes,
    Is,
    IsNot,
    Not,
    Step,
)
from bot.questions.base import NONE
from bot.questions.points import Points
from bot.questions.ranking import Ranking
from bot.results.summary import Aside, Cell, Counting, Counts, Facet, Figures, Group, Summary
from tests.results.equations import Equations, Name
from tests.results.measuring import read_means, read_scores


def read(eq: Equations, found: Figures, when: object, flow: Flow | None = None) -> None:
    """Take in what was published at one moment, and what follows from the flow."""
    eq.limits[when] = found.limits
    people: Name = (when, "people")
    if found.people is not None:
        eq.base(people, found.people)
    _read_funnel(eq, found, when)
    for question in found.questions:
        _read_question(eq, question, (when, question.step), people)
    for facet in found.facets:
        _read_facet(eq, found, facet, when)
    if flow is not None:
        _read_routes(eq, found, when, flow)
        for question in found.questions:
            _read_measures(eq, question, when, flow)


def _read_facet(eq: Equations, found: Figures, facet: Facet, when: object) -> None:
    groups = {group.value: group for group in facet.groups}
    sizes: list[Name] = [(when, "size", facet.by, value) for value in groups]
    eq.sum_of((when, "people"), sizes)
    for name, group in zip(sizes, groups.values(), strict=True):
        if group.people is not None:
            eq.base(name, group.people)
    for question in found.questions:
        if any(each.step == question.step for g in facet.groups for each in g.questions):
            _read_split(eq, question, (when, facet.by, groups))


def _read_funnel(eq: Equations, found: Figures, when: object) -> None:
    invited: Name = (when, "invited")
    if found.invited is None:
        return
    eq.base(invited, found.invited)
    states: list[Name] = [(when, "funnel", cell.id) for cell in found.funnel]
    for name, cell in zip(states, found.funnel, strict=True):
        eq.shown(name, cell.n)
    if states:
        eq.sum_of(invited, states)
        eq.between(0, inf, {(when, "people"): 1, (when, "funnel", "completed"): -1,
                            (when, "funnel", "partial"): -1})  # fmt: skip


def _read_question(eq: Equations, question: Summary, at: tuple[object, str], people: Name) -> None:
    base: Name = (*at, "base")
    if question.base is None:
        return
    eq.base(base, question.base)
    aside: list[Name] = [(*at, "aside", str(why)) for why in question.aside]
    for name, n in zip(aside, question.aside.values(), strict=True):
        eq.shown(name, n)
    eq.sum_of(people, [base, *aside])
    if isinstance(question, Counts):
        _read_cells(eq, (question.cells, question.counting), (at, base))


def _read_cells(
    eq: Equations,
    shown: tuple[Sequence[Cell], Counting],
    at: tuple[tuple[object, ...], Name],
) -> None:
    cells, counting = shown
    place, base = at
    names: list[Name] = [(*place, "cell", cell.id) for cell in cells]
    for name, cell in zip(names, cells, strict=True):
        eq.shown(name, cell.n)
    _add_up(eq, base, names, counting)


def _add_up(eq: Equations, base: Name, cells: Sequence[Name], counting: Counting) -> None:
    if counting is not Counting.PICKS:
        eq.sum_of(base, cells)
        return
    eq.between(0, inf, {base: -1, **dict.fromkeys(cells, 1)})  # each picks one at least
    alone = {cell: -1 for cell in cells if cell[-1] == NONE}
    for cell in cells:
        eq.between(0, inf, {base: 1, **alone, cell: -1})


def _read_split(
    eq: Equations,
    question: Summary,
    split: tuple[object, str, Mapping[str, Group]],
) -> None:
    when, by, groups = split
    at = (when, question.step)
    rows: list[tuple[object, ...]] = [(*at, by, value) for value in groups]
    bases: list[Name] = [(*row, "base") for row in rows]
    eq.sum_of((*at, "base"), bases)
    for row, base, (value, group) in zip(rows, bases, groups.items(), strict=True):
        eq.between(0, inf, {(when, "size", by, value): 1, base: -1})
        told = next((each for each in group.questions if each.step == question.step), None)
        if told is not None and told.base is not None:
            eq.base(base, told.base)
        if isinstance(told, Counts):
            _read_cells(eq, (told.cells, told.counting), (row, base))
        elif isinstance(question, Counts):
            hidden: list[Name] = [(*row, "cell", cell.id) for cell in question.cells]
            _add_up(eq, base, hidden, question.counting)
    if isinstance(question, Counts):
        for cell in question.cells:
            eq.sum_of((*at, "cell", cell.id), [(*row, "cell", cell.id) for row in rows])


def _read_routes(eq: Equations, found: Figures, when: object, flow: Flow) -> None:
    """What the flow says: who was asked one question had answered another so; of what
    is not shown, too, as what is shown can follow from it."""
    asked = {step.id: step for step in flow.steps}
    questions = {each.step: _in_full(each, asked[each.step]) for each in found.questions}
    for question in found.questions:
        if question.base is None:
            _take_unseen(eq, found, questions[question.step], when)
    for step in flow.steps:
        for before, condition in _rests_on(flow, step):
            if {before, step.id} <= questions.keys():
                told = questions[before], questions[step.id]
                _was_asked(eq, found, (when, *told), condition)


def _in_full(question: Summary, step: Step) -> Summary:
    """With the cells that it must have."""
    if question.base is not None:
        return question
    question = replace(question, aside=dict.fromkeys(Aside))
    if not isinstance(question, Counts):
        return question
    options = step.question.options() or ("yes", "no")
    if isinstance(step.question, Points):
        options = (*options, NONE)
    return replace(question, cells=tuple(Cell(option, None) for option in options))


def _take_unseen(eq: Equations, found: Figures, question: Summary, when: object) -> None:
    at = (when, question.step)
    base: Name = (*at, "base")
    eq.sum_of((when, "people"), [base, *((*at, "aside", str(why)) for why in question.aside)])
    if isinstance(question, Counts):
        cells: list[Name] = [(*at, "cell", cell.id) for cell in question.cells]
        _add_up(eq, base, cells, question.counting)
    for facet in found.facets:
        groups = {group.value: group for group in facet.groups}
        _read_split(eq, question, (when, facet.by, groups))


def _read_measures(eq: Equations, question: Summary, when: object, flow: Flow) -> None:
    (asked,) = (each.question for each in flow.steps if each.id == question.step)
    if isinstance(asked, Ranking) and isinstance(question, Counts) and question.borda:
        read_scores(eq, question, when, is_whole=(asked.at_least or asked.at_most) is None)
    if isinstance(asked, Points) and isinstance(question, Counts) and question.points:
        read_means(eq, question, when, asked.points)


def _rests_on(flow: Flow, step: Step) -> Iterator[tuple[str, Condition]]:
    """The conditions that must hold, one question at a time."""
    if step.ask_if is not None:
        parts = step.ask_if.of if isinstance(step.ask_if, AllOf) else (step.ask_if,)
        for part in parts:
            if not isinstance(part, AllOf | AnyOf | Not):
                yield part.step, part
    place = flow.steps.index(step)
    here = {each.id for each in flow.steps[: place + 1]}
    for earlier in flow.steps[:place]:
        over = [value for value, target in earlier.go_to.items() if target not in here]
        if over:
            yield earlier.id, Not(of=Is(step=earlier.id, values=tuple(over)))


def _was_asked(
    eq: Equations, found: Figures, at: tuple[object, Summary, Summary], condition: Condition
) -> None:
    when, first, later = at
    if not isinstance(first, Counts):
        return
    before, asked = first.step, later.step
    reached: dict[Name, int] = {(when, asked, "base"): -1}
    reached |= {(when, asked, "aside", str(why)): -1 for why in later.aside if why != "not_asked"}
    _no_more(eq, (when, before), reached, (first, condition))
    for facet in found.facets:
        for group in facet.groups:
            base: Name = (when, asked, facet.by, group.value, "base")
            row = (when, before, facet.by, group.value)
            if base in eq.names and (*row, "base") in eq.names:
                _no_more(eq, row, {base: -1}, (first, condition))


def _no_more(
    eq: Equations,
    row: tuple[object, ...],
    reached: Mapping[Name, int],
    told: tuple[Counts, Condition],
) -> None:
    """No more were asked than had answered so."""
    question, condition = told
    cells = [cell.id for cell in question.cells]
    base = {(*row, "base"): 1}
    match condition:
        case Is() | Includes():
            named = [cell for cell in cells if cell in _named(condition.values)]
            eq.between(0, inf, {**reached, **{(*row, "cell", cell): 1 for cell in named}})
        case IsNot():
            for cell in _named(condition.values):
                if cell in cells:  # with several picks, each of them alone is certain
                    eq.between(0, inf, {**reached, **base, (*row, "cell", cell): -1})
        case Answered():
            eq.between(0, inf, {**reached, **base})
        case Not(of=Is(values=values)):
            size: Name = (row[0], "people") if len(row) == 2 else (row[0], "size", *row[2:])
            gone = {(*row, "cell", cell): -1 for cell in _named(values) if cell in cells}
            eq.between(0, inf, {**reached, size: 1, **gone})
        case _:
            pass


def _named(values: Sequence[str]) -> Sequence[str]:
    return [{"true": "yes", "false": "no"}.get(value, value) for value in values]


def grew(eq: Equations, before: object, after: object) -> None:
    """Nobody who answered by the first moment had left by the second."""
    for name in [each for each in eq.names if each[0] == before and each not in eq.made]:
        later = (after, *name[1:])
        if later in eq.names and "aside" not in name and "funnel" not in name:
            eq.between(0, inf, {later: 1, name: -1})


def same(eq: Equations, one: Name, other: Name) -> None:
    """Two counts are of the same people."""
    eq.between(0, 0, {one: 1, other: -1})

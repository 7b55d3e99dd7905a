"""A reader who wants a starred count: knows every rule, has all that was published, and solves.

Rule: knows nothing of how counts are hidden. All that is published becomes equations over whole
numbers; a count is recovered if no solution gives it another value. The search is exact: a
solution that it finds is checked against every equation, and where it finds none it has tried all.
It does not read what is made of rounded counts: points of rankings, means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

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
from bot.results.summary import Cell, Counting, Counts, Figures, Group, Summary
from bot.results.tables import SmallNumbers

FAR = 10_000
"""More than anybody in these tests."""
DEPTHS = (5, 9, 14)
"""Most counts that are changed together before every possibility is tried."""
LIMIT_NODES = 20_000

Name = tuple[object, ...]


class Undecided(Exception):
    """Too many possibilities: neither recovered nor safe."""


@dataclass
class Sum:
    """What is known of a sum of counts."""

    parts: dict[int, int]
    low: int
    high: int


@dataclass
class Equations:
    """Counts by name, what each can be, and what their sums can be."""

    names: dict[Name, int] = field(default_factory=dict)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    stars: list[Name] = field(default_factory=list)
    limits: dict[object, SmallNumbers] = field(default_factory=dict)
    """What whoever published said was too small, by moment."""

    def count(self, name: Name) -> int:
        """The number of a count."""
        if name not in self.names:
            self.names[name] = len(self.low)
            self.low.append(0)
            self.high.append(FAR)
        return self.names[name]

    def within(self, name: Name, low: int, high: int) -> None:
        """Know more of a count."""
        n = self.count(name)
        self.low[n], self.high[n] = max(self.low[n], low), min(self.high[n], high)

    def shown(self, name: Name, shown: int | None, cap: int = FAR) -> None:
        """A count as it was published: rounded, or starred. `cap`: the most behind a star."""
        self._known(name, shown, self.limits[name[0]].star + 1, cap)

    def base(self, name: Name, shown: int) -> None:
        """A base as it was published."""
        self._known(name, shown, self.limits[name[0]].base, FAR)

    def _known(self, name: Name, shown: int | None, least: int, cap: int) -> None:
        to = self.limits[name[0]].to
        if shown is None:
            self.within(name, 1, cap)
            self.stars.append(name)
        elif shown == 0:
            self.within(name, 0, 0)
        else:
            self.within(name, max(least, shown - to // 2), shown - to // 2 + to - 1)

    def sum_of(self, whole: Name, parts: Sequence[Name]) -> None:
        """The parts are the whole."""
        self.between(0, 0, {whole: -1, **dict.fromkeys(parts, 1)})

    def between(self, low: int, high: int, parts: Mapping[Name, int]) -> None:
        """So much is known of a sum."""
        self.sums.append(Sum({self.count(name): by for name, by in parts.items()}, low, high))


def read(eq: Equations, found: Figures, when: object, *, stars_are_small: bool = False) -> None:
    """Take in what was published at one moment."""
    eq.limits[when] = found.limits
    cap = found.limits.star if stars_are_small else FAR
    people: Name = (when, "people")
    if found.people is not None:
        eq.base(people, found.people)
    _read_funnel(eq, found, when, cap)
    for question in found.questions:
        _read_question(eq, question, (when, question.step), people, cap)
    for facet in found.facets:
        groups = {group.value: group for group in facet.groups}
        sizes: list[Name] = [(when, "size", facet.by, value) for value in groups]
        eq.sum_of(people, sizes)
        for name, group in zip(sizes, groups.values(), strict=True):
            if group.people is not None:
                eq.base(name, group.people)
        for question in found.questions:
            if any(each.step == question.step for g in facet.groups for each in g.questions):
                _read_split(eq, question, (when, facet.by, groups), cap)


def _read_funnel(eq: Equations, found: Figures, when: object, cap: int) -> None:
    invited: Name = (when, "invited")
    if found.invited is None:
        return
    eq.base(invited, found.invited)
    states: list[Name] = [(when, "funnel", cell.id) for cell in found.funnel]
    for name, cell in zip(states, found.funnel, strict=True):
        eq.shown(name, cell.n, cap)
    if states:
        eq.sum_of(invited, states)
        eq.between(0, FAR, {(when, "people"): 1, (when, "funnel", "completed"): -1,
                            (when, "funnel", "partial"): -1})  # fmt: skip


def _read_question(
    eq: Equations, question: Summary, at: tuple[object, str], people: Name, cap: int
) -> None:
    base: Name = (*at, "base")
    if question.base is None:
        return
    eq.base(base, question.base)
    aside: list[Name] = [(*at, "aside", str(why)) for why in question.aside]
    for name, n in zip(aside, question.aside.values(), strict=True):
        eq.shown(name, n, cap)
    eq.sum_of(people, [base, *aside])
    if isinstance(question, Counts):
        _read_cells(eq, (question.cells, question.counting), (at, base), cap)


def _read_cells(
    eq: Equations,
    shown: tuple[Sequence[Cell], Counting],
    at: tuple[tuple[object, ...], Name],
    cap: int,
) -> None:
    cells, counting = shown
    place, base = at
    names: list[Name] = [(*place, "cell", cell.id) for cell in cells]
    for name, cell in zip(names, cells, strict=True):
        eq.shown(name, cell.n, cap)
    _add_up(eq, base, names, counting)


def _add_up(eq: Equations, base: Name, cells: Sequence[Name], counting: Counting) -> None:
    if counting is not Counting.PICKS:
        eq.sum_of(base, cells)
        return
    eq.between(0, FAR, {base: -1, **dict.fromkeys(cells, 1)})  # each picks one at least
    for cell in cells:
        eq.between(0, FAR, {base: 1, cell: -1})


def _read_split(
    eq: Equations,
    question: Summary,
    split: tuple[object, str, Mapping[str, Group]],
    cap: int,
) -> None:
    when, by, groups = split
    at = (when, question.step)
    rows: list[tuple[object, ...]] = [(*at, by, value) for value in groups]
    bases: list[Name] = [(*row, "base") for row in rows]
    eq.sum_of((*at, "base"), bases)
    for row, base, (value, group) in zip(rows, bases, groups.items(), strict=True):
        eq.between(0, FAR, {(when, "size", by, value): 1, base: -1})
        told = next((each for each in group.questions if each.step == question.step), None)
        if told is not None and told.base is not None:
            eq.base(base, told.base)
        if isinstance(told, Counts):
            _read_cells(eq, (told.cells, told.counting), (row, base), cap)
        elif isinstance(question, Counts):
            hidden: list[Name] = [(*row, "cell", cell.id) for cell in question.cells]
            _add_up(eq, base, hidden, question.counting)
    if isinstance(question, Counts):
        for cell in question.cells:
            eq.sum_of((*at, "cell", cell.id), [(*row, "cell", cell.id) for row in rows])


def routed(eq: Equations, found: Figures, when: object, flow: Flow) -> None:
    """Take in what the flow says: who was asked one question had answered another so."""
    shown = {each.step: each for each in found.questions}
    for step in flow.steps:
        for before, condition in _rests_on(flow, step):
            if {before, step.id} <= shown.keys():
                _was_asked(eq, found, (when, before, step.id), condition)


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
    eq: Equations, found: Figures, at: tuple[object, str, str], condition: Condition
) -> None:
    when, before, asked = at
    first = next(each for each in found.questions if each.step == before)
    if not isinstance(first, Counts):
        return
    later = next(each for each in found.questions if each.step == asked)
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
            eq.between(0, FAR, {**reached, **{(*row, "cell", cell): 1 for cell in named}})
        case IsNot():
            for cell in _named(condition.values):
                if cell in cells:  # with several picks, each of them alone is certain
                    eq.between(0, FAR, {**reached, **base, (*row, "cell", cell): -1})
        case Answered():
            eq.between(0, FAR, {**reached, **base})
        case Not(of=Is(values=values)):
            size: Name = (row[0], "people") if len(row) == 2 else (row[0], "size", *row[2:])
            gone = {(*row, "cell", cell): -1 for cell in _named(values) if cell in cells}
            eq.between(0, FAR, {**reached, size: 1, **gone})
        case _:
            pass


def _named(values: Sequence[str]) -> Sequence[str]:
    return [{"true": "yes", "false": "no"}.get(value, value) for value in values]


def grew(eq: Equations, before: object, after: object) -> None:
    """Nobody who answered by the first moment had left by the second."""
    for name in [each for each in eq.names if each[0] == before]:
        later = (after, *name[1:])
        if later in eq.names and "aside" not in name and "funnel" not in name:
            eq.between(0, FAR, {later: 1, name: -1})


def same(eq: Equations, one: Name, other: Name) -> None:
    """Two counts are of the same people."""
    eq.between(0, 0, {one: 1, other: -1})


# ── Solving ───────────────────────────────────────────────────────────────────────────────────


def recovered(eq: Equations, truth: Mapping[Name, int]) -> list[Name]:
    """Small counts that can have no other value.

    Args:
        truth: the true value of every count that the reader named, to begin the search at;
            what is not in it stands at what fits.
    """
    start = [truth.get(name, 0) for name in eq.names]
    by = _sums_by_count(eq)
    return [
        name
        for name in dict.fromkeys((*eq.stars, *_small(eq, truth)))
        if eq.limits[name[0]].is_small(truth[name]) and _is_unique(eq, by, start, eq.names[name])
    ]


def _small(eq: Equations, truth: Mapping[Name, int]) -> list[Name]:
    """Counts of rows that are not shown at all are hidden too."""
    return [
        name
        for name, n in eq.names.items()
        if eq.limits[name[0]].is_small(truth.get(name, 0)) and eq.low[n] < eq.high[n]
    ]


def _sums_by_count(eq: Equations) -> list[list[int]]:
    by: list[list[int]] = [[] for _ in eq.low]
    for n, each in enumerate(eq.sums):
        for part in each.parts:
            by[part].append(n)
    return by


def _is_unique(eq: Equations, by: list[list[int]], start: list[int], n: int) -> bool:
    for depth, value in product(DEPTHS, (start[n] + 1, start[n] - 1)):
        if eq.low[n] <= value <= eq.high[n]:
            values = list(start)
            values[n] = value
            if _repaired(eq, by, values, {n}, depth):
                return False
    low, high = list(eq.low), list(eq.high)
    if not _narrowed(eq, by, low, high):
        return False  # the reader took something for true that is not
    if low[n] == high[n]:
        return low[n] == start[n]
    nodes = [0]
    for value in range(low[n], high[n] + 1):
        if value != start[n] and _solved(eq, by, (low, high), (n, value), start, nodes):
            return False
    # With no solution at all, the reader took something for true that is not.
    is_possible = low[n] <= start[n] <= high[n]
    return is_possible and _solved(eq, by, (low, high), (n, start[n]), start, nodes)


def _off(eq: Equations, values: Sequence[int], n: int) -> int:
    each = eq.sums[n]
    total = sum(values[part] * by for part, by in each.parts.items())
    return max(0, each.low - total) - max(0, total - each.high)


def _repaired(
    eq: Equations, by: list[list[int]], values: list[int], touched: set[int], depth: int
) -> bool:
    """Whether what was changed can be made good by changing a few others by one."""
    wrong = next((n for part in touched for n in by[part] if _off(eq, values, n)), None)
    if wrong is None:
        return True
    if depth == 0:
        return False
    off = _off(eq, values, wrong)
    for part, coefficient in eq.sums[wrong].parts.items():
        step = 1 if (off > 0) == (coefficient > 0) else -1
        if part in touched or not eq.low[part] <= values[part] + step <= eq.high[part]:
            continue
        values[part] += step
        if _repaired(eq, by, values, touched | {part}, depth - 1):
            return True
        values[part] -= step
    return False


def _narrowed(eq: Equations, by: list[list[int]], low: list[int], high: list[int]) -> bool:
    """Bounds made as narrow as every sum alone makes them; whether anything is possible."""
    queue = set(range(len(eq.sums)))
    while queue:
        each = eq.sums[queue.pop()]
        moved = _narrowed_by(each, low, high)
        if moved is None:
            return False
        for part in moved:
            queue.update(by[part])
    return True


def _narrowed_by(each: Sum, low: list[int], high: list[int]) -> list[int] | None:
    """The counts that one sum has narrowed; `None`: nothing is possible."""
    least = sum(by * (low if by > 0 else high)[part] for part, by in each.parts.items())
    most = sum(by * (high if by > 0 else low)[part] for part, by in each.parts.items())
    if least > each.high or most < each.low:
        return None
    moved = []
    for part, by in each.parts.items():
        under, over = (low, high) if by > 0 else (high, low)
        room = (each.low - most + by * over[part], each.high - least + by * under[part])
        below, above = room if by > 0 else (-room[1], -room[0])
        if below > low[part] or above < high[part]:
            low[part], high[part] = max(low[part], below), min(high[part], above)
            moved.append(part)
        if low[part] > high[part]:
            return None
    return moved


def _solved(
    eq: Equations,
    by: list[list[int]],
    bounds: tuple[list[int], list[int]],
    choice: tuple[int, int],
    start: list[int],
    nodes: list[int],
) -> bool:
    """Whether there is a solution with this choice: every possibility, the likely ones first."""
    nodes[0] += 1
    if nodes[0] > LIMIT_NODES:
        raise Undecided
    low, high = list(bounds[0]), list(bounds[1])
    low[choice[0]] = high[choice[0]] = choice[1]
    if not _narrowed(eq, by, low, high):
        return False
    open_ = [n for n in range(len(low)) if low[n] < high[n]]
    if not open_:
        return True
    n = min(open_, key=lambda each: high[each] - low[each])
    likely = sorted(range(low[n], high[n] + 1), key=lambda value: abs(value - start[n]))
    return any(_solved(eq, by, (low, high), (n, value), start, nodes) for value in likely)

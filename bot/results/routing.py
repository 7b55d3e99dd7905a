"""Which questions are asked only after certain answers to others, as everybody can read in a flow.

Rule: what nobody can know of one answer alone is held to matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from bot.flow.conditions import Single, leaves_of
from bot.flow.structure import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Flow,
    Includes,
    Is,
    IsNot,
    Not,
)
from bot.questions.statements import step_of
from bot.results.noticing import ELSEWHERE
from bot.results.summary import Aside
from bot.results.tables import SKIPPED, UNPICKED, Route, Table

_ASIDES = tuple(str(why) for why in Aside)
_NAMES = {"true": "yes", "false": "no"}
"""What a table calls the values that conditions know by another name."""

Truth: TypeAlias = bool | None
"""`None`: it rests on something else."""


def routes(flow: Flow, tables: Mapping[str, Table]) -> tuple[Route, ...]:
    """Every pair of questions of which one is asked only after certain answers to the other."""
    found = [
        (n, of, condition)
        for n in tables
        for of, condition in _conditions(flow, step_of(n)[0])
        if of in tables
    ]
    parents = {n: [of for asked, of, _ in found if asked == n] for n, _, _ in found}
    return tuple(
        _route(n, of, condition, tables[of], is_only=len(parents[n]) == 1)
        for n, of, condition in found
    )


def _conditions(flow: Flow, step_id: str) -> Iterator[tuple[str, Condition]]:
    """What has to hold for it to be asked, once for each question that it rests on."""
    place = next(place for place, step in enumerate(flow.steps) if step.id == step_id)
    asked = flow.steps[place]
    if asked.ask_if is not None:
        for of in dict.fromkeys(leaf.step for leaf in leaves_of(asked.ask_if)):
            yield of, asked.ask_if
    for step in flow.steps[:place]:
        jumps = tuple(value for value, to in step.go_to.items() if _is_over(flow, to, place))
        if jumps:
            yield step.id, Not(of=Is(step=step.id, values=jumps))


def _is_over(flow: Flow, target: str, place: int) -> bool:
    """Whether who goes there passes a step over."""
    return target not in {step.id for step in flow.steps[: place + 1]}


def _route(n: str, of: str, condition: Condition, table: Table, *, is_only: bool) -> Route:
    leaves = [leaf for leaf in leaves_of(condition) if leaf.step == of]
    several = table.picks is not None and len(leaves) > 1
    cells = (*table.cells, *_ASIDES, UNPICKED)
    truth = {cell: _truth(condition, of, cell) for cell in cells}
    kinds = {cell: _kind(leaves, of, cell) for cell in cells}
    asides = {kinds[cell] for cell in _ASIDES}
    kinds[SKIPPED] = asides.pop() if len(asides) == 1 else SKIPPED
    truth[SKIPPED] = truth[_ASIDES[0]] if kinds[SKIPPED] != SKIPPED else None
    return Route(
        of=of,
        asked=n,
        kinds=kinds,
        lets=frozenset(cell for cell, holds in truth.items() if holds is True),
        bars=frozenset() if several else _barred(truth),
        is_only=is_only and not several,
    )


def _barred(truth: Mapping[str, Truth]) -> frozenset[str]:
    return frozenset(cell for cell, holds in truth.items() if holds is False)


def _kind(leaves: Iterable[Single | Answered], of: str, cell: str) -> str:
    """The same for all cells that no comparison tells apart; its own where one cannot be known."""
    told = [_truth(leaf, of, cell) for leaf in leaves]
    return f"={cell}" if None in told else repr(told)


def _truth(condition: Condition, of: str, cell: str) -> Truth:
    """Whether it holds of somebody who stands in this cell of a question."""
    match condition:
        case AllOf():
            parts = {_truth(part, of, cell) for part in condition.of}
            return False if False in parts else None if None in parts else True
        case AnyOf():
            parts = {_truth(part, of, cell) for part in condition.of}
            return True if True in parts else None if None in parts else False
        case Not():
            found = _truth(condition.of, of, cell)
            return None if found is None else not found
        case _:
            return _truth_of(condition, cell) if condition.step == of else None


def _truth_of(leaf: Single | Answered, cell: str) -> Truth:
    is_aside = cell in _ASIDES
    match leaf:
        case Answered():
            return is_aside is not leaf.is_answered
        case _ if is_aside:
            return False
        case Is() | Includes():
            return cell in _named(leaf.values) if cell not in _UNKNOWN else None
        case IsNot():
            return cell not in _named(leaf.values) if cell not in _UNKNOWN else None
        case AtLeast() | AtMost():
            return _measured(leaf, cell)


def _measured(leaf: AtLeast | AtMost, cell: str) -> Truth:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value >= leaf.bound if isinstance(leaf, AtLeast) else value <= leaf.bound


def _named(values: Iterable[str]) -> frozenset[str]:
    return frozenset(_NAMES.get(value, value) for value in values)


_UNKNOWN = frozenset({ELSEWHERE, "answered"})
"""Cells that hold several answers."""

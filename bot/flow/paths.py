"""Every way through a flow: which steps can be reached, and how long the longest way is.

Rule: ways are found by firing the compiled machine itself, on one answer of each kind that some
condition or `go_to` can tell apart, so that there is no second account of what a flow means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from msgspec import Struct, field

from bot.flow.compiled import Answers, CompiledFlow
from bot.flow.conditions import leaves_of, steps_of
from bot.flow.routes import BEGIN
from bot.flow.structure import Answered, AtLeast, AtMost, Condition, Step
from bot.model import Answer, Other, Outcome, Split, Value
from bot.questions.base import NONE, OTHER

LIMIT_PLACES = 20_000
"""Places (a step and the answers that still matter) after which the walk gives up."""
_LIMIT_PICKS = 5
"""Picks of which every combination is tried; of more, only each alone and all together."""


class Way(Struct, frozen=True):
    """One run of steps from some place to an ending."""

    steps: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    """Of the steps, those that count: not consent, `about-you` or what only says something."""


class Paths(Struct, frozen=True):
    """What a walk found."""

    reached: frozenset[str]
    """Steps and endings that somebody can come to."""
    taken: frozenset[tuple[str, str]]
    """From where to where somebody can go."""
    longest: Way
    """The way with the most questions."""
    is_whole: bool
    """Whether every way was walked; if not, nothing can be said of what was not reached."""


def walk(flow: CompiledFlow) -> Paths:
    """Walk every way that answers can lead."""
    walker = _Walker(flow)
    first = flow.first({})
    longest = walker.longest(first, {})
    taken = frozenset({*walker.taken, (BEGIN, first)})
    reached = frozenset(target for _, target in taken)
    return Paths(reached, taken, longest, walker.places < LIMIT_PLACES)


class _Walker:
    def __init__(self, flow: CompiledFlow) -> None:
        self._flow = flow
        self._tells = _tells(flow)
        self._needed = _needed(flow)
        self._known: dict[tuple[str, frozenset[tuple[str, Answer]]], Way] = {}
        self.taken: set[tuple[str, str]] = set()

    @property
    def places(self) -> int:
        """How many places were seen."""
        return len(self._known)

    def longest(self, at: str, answers: Answers) -> Way:
        """The way with the most questions from here."""
        if self._flow.is_ending(at) or self.places >= LIMIT_PLACES:
            return Way()
        needed = self._needed[at]
        mattering = {step: answer for step, answer in answers.items() if step in needed}
        place = (at, frozenset(mattering.items()))
        if place not in self._known:
            self._known[place] = self._onwards(at, mattering)
        return self._known[place]

    def _onwards(self, at: str, answers: Answers) -> Way:
        step = self._flow.step(at)
        best = Way()
        for answer in self._answers(step):
            given = {**answers, at: answer} if answer else answers
            target = self._flow.next(at, given)
            self.taken.add((at, target))
            way = self.longest(target, given)
            best = max(best, way, key=lambda way: (len(way.questions), len(way.steps)))
        questions = (at, *best.questions) if step.is_counted else best.questions
        return Way((at, *best.steps), questions)

    def _answers(self, step: Step) -> Iterator[Answer | None]:
        """One answer of each kind that something can tell apart; `None`: no answer."""
        if step.question.is_silent:
            yield None
            return
        tells = self._tells.get(step.id, _Tells())
        if step.optional or step.when_stuck == "skip" or tells.is_absence_told:
            yield None
        for value in values(step, tells.values, tells.bounds):
            yield Answer(Outcome.ANSWERED, value)


class _Tells(Struct):
    """What conditions and `go_to` can tell of one step's answer."""

    values: set[str] = field(default_factory=set)
    bounds: set[float] = field(default_factory=set)
    is_absence_told: bool = False


def _tells(flow: CompiledFlow) -> Mapping[str, _Tells]:
    found: dict[str, _Tells] = {}
    for step in flow.flow.steps:
        if step.go_to:
            found.setdefault(step.id, _Tells()).values.update(step.go_to)
        if step.ask_if is not None:
            _tell(step.ask_if, found)
    return found


def _tell(condition: Condition, found: dict[str, _Tells]) -> None:
    for leaf in leaves_of(condition):
        tells = found.setdefault(leaf.step, _Tells())
        match leaf:
            case Answered():
                tells.is_absence_told = True
            case AtLeast() | AtMost():
                tells.bounds.add(leaf.bound)
            case _:
                tells.values.update(leaf.values)


def _needed(flow: CompiledFlow) -> Mapping[str, frozenset[str]]:
    """Of each step, the earlier steps that it or a later one still asks about."""
    needed: dict[str, frozenset[str]] = {}
    later: frozenset[str] = frozenset()
    for step in reversed(flow.flow.steps):
        if step.ask_if is not None:
            later |= set(steps_of(step.ask_if))
        needed[step.id] = later
    return needed


def values(step: Step, told: set[str], bounds: set[float]) -> Iterator[Value]:
    """One value of each kind that these told values and bounds can tell apart."""
    question = step.question
    match question.type:
        case "yes_no" | "consent":
            yield from (True, False)
        case "number" | "scale":
            yield from _numbers(step, told, bounds)
        case "multi_choice":
            yield from _picks(step, told)
        case "points":
            yield from _shared(step, told)
        case "choice":
            yield from _choices(step, told)
        case "postcode":
            yield from (*sorted(told), "ZZ99")
        case _:
            yield question.options() or "…"


def _choices(step: Step, told: set[str]) -> Iterator[Value]:
    untold = [option for option in step.question.options() if option not in told]
    for option in [*sorted(told), *untold[:1]]:
        yield Other("…") if option == OTHER else option


def _shared(step: Step, told: set[str]) -> Iterator[Value]:
    """Every set of options that can be told apart, each given something, and none of them."""
    yield Split()
    for picks in _picks(step, told):
        if isinstance(picks, tuple):
            yield Split(tuple((str(pick), 1) for pick in picks))


def _numbers(step: Step, told: set[str], bounds: set[float]) -> Iterator[Value]:
    """Each number that is named, and its neighbours, as far as the question takes them."""
    least = getattr(step.question, "at_least", getattr(step.question, "from_", None))
    most = getattr(step.question, "at_most", getattr(step.question, "to", None))
    marks = {float(text) for text in told} | bounds
    ends = {float(end) for end in (least, most) if isinstance(end, int | float)}
    near = {mark + shift for mark in marks for shift in (-1, 0, 1)} | ends or {0.0}
    for number in sorted(near):
        is_low = isinstance(least, int | float) and number < least
        is_high = isinstance(most, int | float) and number > most
        if not (is_low or is_high):
            yield int(number) if number == int(number) else number


def _picks(step: Step, told: set[str]) -> Iterator[Value]:
    """Every set of picks that can be told apart, within the number that may be picked."""
    options = step.question.options()
    most = getattr(step.question, "at_most", None)
    most = most if isinstance(most, int) else len(options)
    named = [option for option in options if option in told and option != NONE]
    untold = [option for option in options if option not in told][:1]
    sizes = range(1, len(named) + 1) if len(named) <= _LIMIT_PICKS else (1, len(named))
    for size in sizes:
        for picks in combinations(named, min(size, most)):
            yield tuple(Other("…") if pick == OTHER else pick for pick in picks)
    for alone in (*untold, *(option for option in options if option == NONE and NONE in told)):
        yield (Other("…") if alone == OTHER else alone,)

"""Flows compiled to one shared state machine each: where an answer leads.

Rule: the only module that knows the `transitions` library. A machine is built once per version
and channel, and holds no conversation: each question "where next?" fires it on a cursor that is
never registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, cast

from msgspec.structs import replace
from transitions import EventData, Machine, State

from bot.flow.conditions import holds, is_settled
from bot.flow.routes import BEGIN, routes
from bot.flow.structure import Condition, Flow, Is, Step
from bot.flow.version import digest
from bot.model import Answer, Limits
from bot.questions.base import Question
from bot.questions.delphi import Delphi

Answers: TypeAlias = Mapping[str, Answer]


class Cursor:
    """What the machine is fired on: a place and the answers so far."""

    __slots__ = ("answers", "state")

    def __init__(self, state: str, answers: Answers) -> None:
        self.state = state
        self.answers = answers


class CompiledFlow:
    """A flow, and where each answer leads in it."""

    def __init__(self, flow: Flow, kept: Sequence[Step] | None = None) -> None:
        """`kept` are the steps that a channel can ask; the others are routed over."""
        self.flow = flow
        self._kept = tuple(flow.steps if kept is None else kept)
        self._written = {step.id: step for step in flow.steps}
        self._steps = {**self._written, **{step.id: step for step in self._kept}}
        self._endings = frozenset(flow.endings)
        self._place = {step.id: place for place, step in enumerate(flow.steps)}
        ids = tuple(self._place)
        self._ahead = tuple(frozenset(ids[place:]) for place in range(len(ids)))
        self.counted = frozenset(step.id for step in flow.steps if step.is_counted)
        """Ids of the questions of which there should be few."""
        self.several = tuple(step for step in self._kept if step.question.puts)
        """Steps that put several things, each answered by itself."""
        self.rated = next((s.id for s in self._kept if isinstance(s.question, Delphi)), "")
        """The step whose items are rated in rounds; empty: there is none."""
        self._leading = {step.id: self._ahead_of(step) for step in flow.steps}
        self._advance = _machine(flow, self._kept).events["advance"]
        self._variants: dict[Limits, CompiledFlow] = {}
        self._steady: CompiledFlow | None = None

    def step(self, step_id: str) -> Step:
        """The step with this id, as this channel asks it.

        Raises:
            KeyError: there is none in this version.
        """
        return self._steps[step_id]

    def written(self, step_id: str) -> Step | None:
        """The step with this id, as the flow has it whatever the channel; `None` if unknown."""
        return self._written.get(step_id)

    def has(self, step_id: str) -> bool:
        """Whether this version has such a step or ending."""
        return step_id in self._steps or step_id in self._endings

    def is_ending(self, step_id: str) -> bool:
        """Whether this is an ending rather than a step."""
        return step_id in self._endings

    def first(self, answers: Answers) -> str:
        """The first step to be asked."""
        return self._fire(BEGIN, answers)

    def next(self, step_id: str, answers: Answers) -> str:
        """Where the answers lead from here: a later step, or an ending.

        Raises:
            KeyError: this version has no such step.
        """
        if step_id not in self._steps:
            raise KeyError(step_id)
        return self._fire(step_id, answers)

    def left(self, step_id: str, answers: Answers) -> int:
        """About how many questions are left, this one among them; consent, `about-you` and
        steps that only say something do not count.

        Of branches that hang on one answer still to come, the longest counts: the number may
        fall as people go on, and seldom rises.
        """
        if step_id not in self._leading:
            return 0
        certain, settled, open_ones = self._leading[step_id]
        return certain + sum(holds(each, answers) for each in settled) + open_ones

    def _ahead_of(self, asked: Step) -> tuple[int, Sequence[Condition], int]:
        """Of the questions from this one on: how many are asked whatever was answered, on what
        others hang that nothing still to come can change, and the most of those that do."""
        ahead = self._ahead[self._place[asked.id]]
        forks: dict[tuple[str, str], int] = {}
        certain, settled = 0, []
        for step in self._kept:
            if step.id not in ahead or step.id not in self.counted:
                continue
            if step.id == asked.id or step.ask_if is None:
                certain += 1
            elif is_settled(step.ask_if, ahead):
                settled.append(step.ask_if)
            else:
                _count_fork(step, forks)
        return certain, settled, _longest(forks)

    def on(self, limits: Limits) -> CompiledFlow:
        """This flow on a channel: each question's variant there, impossible steps left out."""
        variant = self._variants.get(limits)
        if variant is None:
            variant = CompiledFlow(self.flow, tuple(_possible(self._kept, limits)))
            self._variants[limits] = variant
        return variant

    def with_questions(self, questions: Mapping[str, Question]) -> CompiledFlow:
        """This flow with other questions at some steps, as a channel that asks them in its own way
        has: where an answer leads stays the same."""
        kept = [replace(s, question=questions.get(s.id, s.question)) for s in self._kept]
        return CompiledFlow(self.flow, kept)

    def steady(self) -> CompiledFlow:
        """This flow as it is read out: the options of every question in the order of the file,
        since their numbers are spoken."""
        if self._steady is None:
            self._steady = CompiledFlow(self.flow, tuple(map(_in_order, self._kept)))
        return self._steady

    def _fire(self, state: str, answers: Answers) -> str:
        cursor = Cursor(state, answers)
        self._advance.trigger(cursor)
        return cursor.state


_COMPILED: dict[str, CompiledFlow] = {}


def compile_flow(flow: Flow) -> CompiledFlow:
    """The one compiled form of this version, built when first asked for."""
    version = digest(flow)
    compiled = _COMPILED.get(version)
    if compiled is None:
        compiled = _COMPILED[version] = CompiledFlow(flow)
    return compiled


def _possible(steps: Sequence[Step], limits: Limits) -> Iterator[Step]:
    for step in steps:
        question = step.question.on(limits)
        if question is step.question:
            yield step
        elif question is not None:
            yield replace(step, question=question)


def _in_order(step: Step) -> Step:
    if not step.question.is_shuffled:
        return step
    return replace(step, question=replace(step.question, shuffle=False))


def _count_fork(step: Step, forks: dict[tuple[str, str], int]) -> None:
    """Add a step that hangs on answers still to come to the branches it is on."""
    match step.ask_if:
        case Is(step=decider, values=values):
            branches = [(decider, value) for value in values]
        case _:
            branches = [(step.id, "")]
    for branch in branches:
        forks[branch] = forks.get(branch, 0) + 1


def _longest(forks: Mapping[tuple[str, str], int]) -> int:
    longest: dict[str, int] = {}
    for (decider, _), n in forks.items():
        longest[decider] = max(n, longest.get(decider, 0))
    return sum(longest.values())


def _machine(flow: Flow, kept: Sequence[Step]) -> Machine:
    """One trigger, `advance`; every state a step or an ending."""
    endings = [State(ending, final=True) for ending in flow.endings]
    states = [State(BEGIN), *(State(step.id) for step in flow.steps), *endings]
    machine = Machine(
        model=None, states=states, initial=None, auto_transitions=False, send_event=True
    )
    for route in routes(flow, kept):
        guards = [_guard(condition) for condition in route.guards]
        machine.add_transition("advance", route.source, route.target, conditions=[*guards])
    return machine


def _guard(condition: Condition) -> Callable[..., bool]:
    """A callable, never a name: the library would import and call what a file names."""
    return lambda event: holds(condition, _answers(event))


def _answers(event: EventData) -> Answers:
    return cast(Cursor, event.model).answers  # the machine is fired on nothing else

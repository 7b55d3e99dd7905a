"""Where each step leads, as a table: from, to, and what must hold.

Rule: the order is the meaning. From each step first its `go_to`, guarded by the answer; then the
following steps, each guarded by its `ask_if`, up to and including the first without one; the
first route whose guards hold is taken, and every route leads forwards, so every flow ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from bot.flow.structure import Condition, Flow, Is, Not, Step

BEGIN = "^"
"""The place before the first step; no step id can be this."""
DONE = "done"
DECLINED = "declined"


class Route(Struct, frozen=True):
    """One way on, taken where every guard holds."""

    source: str
    target: str
    guards: tuple[Condition, ...] = ()


def routes(flow: Flow, kept: Sequence[Step]) -> Iterator[Route]:
    """Every route of a flow, of which only the `kept` steps can be asked; the others lead on
    for whoever stands there already."""
    table = _Table(flow, kept)
    yield from table.onwards(BEGIN, 0)
    for place, step in enumerate(flow.steps):
        for value, target in step.go_to.items():
            yield from table.jump(step.id, target, Is(step=step.id, values=(value,)))
        if step.question.type == "consent":
            # Silence is not consent: whatever is not a yes leads there.
            agreed = Is(step=step.id, values=("true",))
            yield Route(step.id, DECLINED, (Not(of=agreed),))
        yield from table.onwards(step.id, place + 1)


class _Table:
    def __init__(self, flow: Flow, kept: Sequence[Step]) -> None:
        self._endings = frozenset(flow.endings)
        self._place = {step.id: place for place, step in enumerate(flow.steps)}
        self._kept = kept

    def jump(self, source: str, target: str, guard: Condition) -> Iterator[Route]:
        """To an ending; or to a step, or the first after it that is to be asked."""
        if target in self._endings:
            yield Route(source, target, (guard,))
        else:
            yield from self.onwards(source, self._place[target], guard)

    def onwards(self, source: str, place: int, *guards: Condition) -> Iterator[Route]:
        """To the steps from `place` on, up to the first that is always asked."""
        for step in self._kept:
            if self._place[step.id] < place:
                continue
            if step.ask_if is None:
                yield Route(source, step.id, guards)
                return
            yield Route(source, step.id, (*guards, step.ask_if))
        yield Route(source, DONE, guards)

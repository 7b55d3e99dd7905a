"""A flow as a Mermaid diagram.

Rule: ids are generated and every text is quoted and escaped, so that no script and no mark in a
question can break the drawing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from bot.flow.compiled import compile_flow
from bot.flow.paths import walk
from bot.flow.routes import BEGIN, Route, routes
from bot.flow.structure import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Document,
    Includes,
    Is,
    IsNot,
    Not,
    Step,
)

LIMIT_TEXT_CHARS = 60
_ESCAPES = str.maketrans(
    {
        "#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;",
        "\\": "#92;", "\n": " ", "\r": " ", "\t": " ",
    }
)  # fmt: skip


def mermaid(document: Document) -> str:
    """The flow as a Mermaid flowchart: steps in order, routes with what they hang on."""
    return "\n".join(("flowchart TD", *_lines(document))) + "\n"


def _lines(document: Document) -> Iterator[str]:
    flow = document.flow
    ids = {BEGIN: "begin"}
    ids |= {step.id: f"s{place}" for place, step in enumerate(flow.steps, start=1)}
    ids |= {ending: f"e{place}" for place, ending in enumerate(flow.endings, start=1)}
    table = _taken(document)
    reached = {route.target for route in table}
    yield f"  begin(({_quoted(document.texts[f'{flow.slug}.title'])}))"
    for step in flow.steps:
        opening, closing = ("[/", "/]") if step.question.is_silent else ("[", "]")
        yield f"  {ids[step.id]}{opening}{_quoted(_words(document, step))}{closing}"
    for ending in flow.endings:
        if ending in reached:
            yield f"  {ids[ending]}([{_quoted(ending)}])"
    says = _Says(document)
    for route in table:
        told = " and ".join(says.condition(guard) for guard in route.guards)
        arrow = f"-->|{_quoted(told)}|" if told else "-->"
        yield f"  {ids[route.source]} {arrow} {ids[route.target]}"


def _taken(document: Document) -> list[Route]:
    """The routes that somebody can take, each once. What a route hangs on is told only where
    there is another way on."""
    flow = document.flow
    taken = walk(compile_flow(flow)).taken
    table = [route for route in routes(flow, flow.steps) if (route.source, route.target) in taken]
    ways = Counter(source for source, _ in taken)
    table = [route if ways[route.source] > 1 else replace(route, guards=()) for route in table]
    return list(dict.fromkeys(table))


def _words(document: Document, step: Step) -> str:
    return document.texts.get(step.key("text"), step.id)


class _Says:
    """Conditions in words, with the labels that people see."""

    def __init__(self, document: Document) -> None:
        self._texts: Mapping[str, str] = document.texts
        self._steps = {step.id: step for step in document.flow.steps}

    def condition(self, condition: Condition) -> str:
        """One condition, as short as it can be said."""
        match condition:
            case AllOf():
                return " and ".join(self.condition(part) for part in condition.of)
            case AnyOf():
                return " or ".join(self.condition(part) for part in condition.of)
            case Not():
                return self._negated(condition.of)
            case Is() | Includes():
                return f"{condition.step}: {self._values(condition.step, condition.values)}"
            case IsNot():
                return f"{condition.step} is not {self._values(condition.step, condition.values)}"
            case AtLeast() | AtMost():
                sign = "at least" if isinstance(condition, AtLeast) else "at most"
                return f"{condition.step} {sign} {condition.bound:g}"
            case Answered():
                return f"{condition.step} {'' if condition.is_answered else 'not '}answered"

    def _negated(self, condition: Condition) -> str:
        if isinstance(condition, Is) and condition.values == ("true",):
            return f"{condition.step}: {self._values(condition.step, ('false',))}"
        return f"not: {self.condition(condition)}"

    def _values(self, step_id: str, values: tuple[str, ...]) -> str:
        return " / ".join(self._label(self._steps[step_id], value) for value in values)

    def _label(self, step: Step, value: str) -> str:
        option = {"true": "yes", "false": "no"}.get(value, value)
        return self._texts.get(step.key(f"choices.{option}"), option)


def _quoted(text: str) -> str:
    short = text if len(text) <= LIMIT_TEXT_CHARS else f"{text[:LIMIT_TEXT_CHARS].rstrip()}…"
    return f'"{short.translate(_ESCAPES)}"'

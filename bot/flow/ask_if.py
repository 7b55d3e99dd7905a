"""Reads `ask_if`: from the file's shorthand to a condition.

Rule: a comparison that the named step's type cannot answer is an error, never just false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.flow.conditions import canonical_number
from bot.flow.drafts import Draft
from bot.flow.near import did_you_mean
from bot.flow.scope import Scope
from bot.flow.structure import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Includes,
    Is,
    IsNot,
    Not,
)
from bot.flow.yaml import Plain, Trail
from bot.questions.base import Question

_PICKED = ("is", "is_not", "answered")
_MEASURED = ("is", "is_not", "at_least", "at_most", "answered")
_SEVERAL = ("includes", "is_not", "answered")
_COMPARISONS: Mapping[str, tuple[str, ...]] = {
    "yes_no": _PICKED,
    "consent": _PICKED,
    "choice": _PICKED,
    "postcode": _PICKED,
    "scale": _MEASURED,
    "number": _MEASURED,
    "multi_choice": _SEVERAL,
    "points": _SEVERAL,
    "info": (),
}
"""What may be asked of an answer, by type; of the others only whether there is one."""

_BOOLEANS: Mapping[str, str] = {
    "yes": "true", "true": "true", "no": "false", "false": "false",
}  # fmt: skip
_EXAMPLE = "Write it like {step: choice}."


class AskIf:
    """Reads the conditions of one step."""

    def __init__(self, scope: Scope, draft: Draft) -> None:
        self._scope = scope
        self._draft = draft
        self._page = draft.page

    def read(self, plain: Plain, path: Trail) -> Condition | None:
        """The condition at `path`, or `None` with what is wrong noted."""
        if not isinstance(plain, dict) or not plain:
            self._page.error("F-128", path, f"A condition must name a step. {_EXAMPLE}")
            return None
        parts = [self._entry(key, value, (*path, key)) for key, value in plain.items()]
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts):
            return None
        return known[0] if len(known) == 1 else AllOf(of=known)

    def _entry(self, key: str, value: Plain, path: Trail) -> Condition | None:
        if key in {"any", "all"}:
            parts = self._list(value, path)
            joined = AnyOf if key == "any" else AllOf
            return joined(of=parts) if parts else None
        if key == "not":
            part = self.read(value, path)
            return Not(of=part) if part else None
        asked = self._scope.answered(key, self._draft, path, on_key=True)
        if asked is None or asked.question is None:
            return None
        return self._comparison(asked, value, path)

    def _list(self, value: Plain, path: Trail) -> tuple[Condition, ...] | None:
        if not isinstance(value, list) or not value:
            message = 'This must be a list of conditions. Begin each with "- ".'
            self._page.error("F-128", path, message)
            return None
        parts = [self.read(item, (*path, place)) for place, item in enumerate(value)]
        known = tuple(part for part in parts if part is not None)
        return known if len(known) == len(parts) else None

    def _comparison(self, asked: Draft, value: Plain, path: Trail) -> Condition | None:
        entries = value if isinstance(value, dict) else {"is": value}
        where = path if not isinstance(value, dict) else None
        parts = []
        for kind, operand in entries.items():
            place = where or (*path, kind)
            parts.append(self._one(asked, kind, operand, place))
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts) or not parts:
            if not parts:
                self._page.error("F-128", path, f"Nothing is compared here. {_EXAMPLE}")
            return None
        return known[0] if len(known) == 1 else AllOf(of=known)

    def _one(self, asked: Draft, kind: str, operand: Plain, path: Trail) -> Condition | None:
        question = asked.question
        assert question is not None  # noqa: S101 _entry has looked
        allowed = _COMPARISONS.get(question.type, ("answered",))
        if kind not in allowed:
            self._page.error("F-123", path, _cannot(asked.local, question, kind, allowed))
            return None
        if kind == "answered":
            return self._answered(asked, operand, path)
        if kind in _BOUNDS:
            bound = self._number(operand, path)
            return None if bound is None else _BOUNDS[kind](step=asked.id, bound=bound)
        values = self._values(question, operand, path)
        return _LISTS[kind](asked.id, values) if values else None

    def _answered(self, asked: Draft, operand: Plain, path: Trail) -> Condition | None:
        said = _BOOLEANS.get(operand) if isinstance(operand, str) else None
        if said is None:
            self._page.error("F-128", path, '"answered" must be yes or no. Change it.')
            return None
        return Answered(step=asked.id, is_answered=said == "true")

    def _number(self, operand: Plain, path: Trail) -> float | None:
        number = _number(operand)
        if number is None:
            self._page.error("F-128", path, "This must be a number. Change it.")
        return number

    def _values(self, question: Question, operand: Plain, path: Trail) -> tuple[str, ...] | None:
        said = operand if isinstance(operand, list) else [operand]
        places = [(*path, n) for n in range(len(said))] if isinstance(operand, list) else [path]
        values = [
            value_of(question, item, self._say(place))
            for item, place in zip(said, places, strict=True)
        ]
        if not values:
            self._page.error("F-128", path, "This list is empty. Name a choice.")
        known = tuple(value for value in values if value is not None)
        return known if known and len(known) == len(values) else None

    def _say(self, path: Trail) -> Callable[[str], None]:
        return lambda message: self._page.error("F-122", path, message)


_BOUNDS: Mapping[str, type[AtLeast | AtMost]] = {"at_least": AtLeast, "at_most": AtMost}
_LISTS: Mapping[str, Callable[[str, tuple[str, ...]], Condition]] = {
    "is": lambda step, values: Is(step=step, values=values),
    "is_not": lambda step, values: IsNot(step=step, values=values),
    "includes": lambda step, values: Includes(step=step, values=values),
}


def value_of(question: Question, said: Plain, say: Callable[[str], None]) -> str | None:
    """The canonical value of an answer that a file names, or `None` after telling `say` why it
    is none of this question's."""
    if not isinstance(said, str):
        say("A value must be one word. Write the id of a choice.")
        return None
    match question.type:
        case "yes_no" | "consent":
            value = _BOOLEANS.get(said.casefold())
            known: tuple[str, ...] = ("yes", "no")
        case "scale" | "number":
            number = _number(said)
            value = None if number is None else canonical_number(number)
            known = question.options()
            if known and value not in known:
                value = None
        case "postcode":
            return " ".join(said.upper().split())
        case _:
            known = question.options()
            value = said if said in known else None
    if value is None:
        remedy = f"Use one of: {', '.join(known)}." if known else "Write a number."
        say(f'"{said}" is not an answer of that step. {did_you_mean(said, known, remedy)}')
    return value


def _number(said: Plain) -> float | None:
    try:
        number = float(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return number if number is not None and abs(number) < 1e15 else None


def _cannot(name: str, question: Question, kind: str, allowed: tuple[str, ...]) -> str:
    if not allowed:
        return f'"{name}" is {question.type}, which has no answer. Name another step.'
    if question.type in {"multi_choice", "points"} and kind == "is":
        return f'"{name}" takes several answers. Write {{{name}: {{includes: choice}}}}.'
    if kind == "includes" and "is" in allowed:
        return f'"{name}" takes one answer. Write {{{name}: choice}}.'
    known = [word for word in allowed if word != "is"]
    remedy = did_you_mean(kind, known, f"Use: {', '.join(known)}.")
    what = "a value" if kind == "is" else f'"{kind}"'
    return f"A {question.type} answer cannot be compared with {what}. {remedy}"

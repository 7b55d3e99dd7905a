"""What a condition means, given the answers so far.

Rule: only an answer counts; a step that was skipped, not known, refused, dropped or never asked
has none, and nothing but `answered: no` and `not` holds of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias, TypeGuard

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
from bot.model import Answer, Media, Other, Outcome, Split, Value

Single: TypeAlias = Is | IsNot | Includes | AtLeast | AtMost
"""A comparison with one answer's value."""


def canonical(value: Value) -> str:
    """The text by which conditions and `go_to` know a value: an option id, `true` or `false`,
    a number without a needless fraction. Picks are joined by commas."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return canonical_number(value)
        case Other():
            return "other"
        case Media():
            return value.kind
        case Split():
            return ",".join(value.options)
        case tuple():
            return ",".join(canonical(pick) for pick in value)
        case str():
            return value


def canonical_number(number: float) -> str:
    """`3.0` and `3` are the same number, hence the same text."""
    return str(int(number)) if number == int(number) else repr(float(number))


def holds(condition: Condition, answers: Mapping[str, Answer]) -> bool:
    """Whether the condition is true of these answers."""
    match condition:
        case AllOf():
            return all(holds(part, answers) for part in condition.of)
        case AnyOf():
            return any(holds(part, answers) for part in condition.of)
        case Not():
            return not holds(condition.of, answers)
        case Answered():
            return (_value(condition.step, answers) is not None) is condition.is_answered
        case _:
            value = _value(condition.step, answers)
            return value is not None and _holds_of(condition, value)


def _holds_of(condition: Single, value: Value) -> bool:
    match condition:
        case Is() | Includes():
            return any(text in condition.values for text in _texts(value))
        case IsNot():
            return not any(text in condition.values for text in _texts(value))
        case AtLeast():
            return _is_number(value) and value >= condition.bound
        case AtMost():
            return _is_number(value) and value <= condition.bound


def _is_number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def steps_of(condition: Condition) -> Iterator[str]:
    """Every step whose answer the condition reads."""
    match condition:
        case AllOf() | AnyOf():
            for part in condition.of:
                yield from steps_of(part)
        case Not():
            yield from steps_of(condition.of)
        case _:
            yield condition.step


def leaves_of(condition: Condition) -> Iterator[Single | Answered]:
    """Every single comparison in it."""
    match condition:
        case AllOf() | AnyOf():
            for part in condition.of:
                yield from leaves_of(part)
        case Not():
            yield from leaves_of(condition.of)
        case _:
            yield condition


def is_settled(condition: Condition, ahead: Collection[str]) -> bool:
    """Whether no step still `ahead` can change it."""
    return not any(step in ahead for step in steps_of(condition))


def _value(step: str, answers: Mapping[str, Answer]) -> Value | None:
    answer = answers.get(step)
    if answer is None or answer.outcome is not Outcome.ANSWERED:
        return None
    return answer.value


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, Split):
        return value.options
    if isinstance(value, tuple):
        return tuple(canonical(pick) for pick in value)
    return (canonical(value),)

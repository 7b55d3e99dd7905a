"""Bounds of numbers, picks, characters and dates: fixed, or an earlier answer.

Rule: a bound that rests on an answer nobody gave binds nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from bot.model import Value
from bot.questions.keys import Keyed


class AnswerOf(Keyed, frozen=True, kw_only=True):
    """`{answer: step}` in a flow file: whatever that earlier step was answered with."""

    answer: str
    """Id of an earlier step."""


Bound: TypeAlias = int | float | AnswerOf
"""A number, or the earlier answer that gives it. Text such as `"18"` or `"2.5"` converts."""

CountBound: TypeAlias = int | AnswerOf
"""A whole number, or the earlier answer that gives it."""


def resolve(bound: Bound | None, answers: Mapping[str, Value]) -> float | None:
    """The number *bound* stands for, or `None` where it binds nobody."""
    if isinstance(bound, AnswerOf):
        value = answers.get(bound.answer)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value)
    return None if bound is None else float(bound)

"""The keys of both forms.

Rule: keys and kinds of value only; what is empty or unknown is judged by `reading`, with all else.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from bot.flow.authored import Authored


def _slots(value: object) -> object:
    """A key whose slots were all deleted holds nothing."""
    return {} if value == "" else value


def _items(value: object) -> object:
    """The same for a list."""
    return [] if value == "" else value


Slots: TypeAlias = Annotated[dict[str, str], BeforeValidator(_slots)]


class ThemeKeys(Authored):
    """One theme as it is filled in."""

    theme: str = ""
    title: Slots = Field(default={})
    verdict: str = ""
    because: Slots = Field(default={})
    cost: Slots = Field(default={})
    quality: Slots = Field(default={})
    criterion: Slots = Field(default={})
    answers: Annotated[list[str], BeforeValidator(_items)] = Field(default=[])


class DecisionKeys(Authored):
    """The form of a decision."""

    decided_by: str = ""
    decided_on: str = ""
    headline: Slots = Field(default={})
    nothing_changed: Slots = Field(default={})
    themes: Annotated[list[ThemeKeys], BeforeValidator(_items)] = Field(default=[])


class NewsKeys(Authored):
    """The form of an update."""

    update: str = ""
    text: Slots = Field(default={})

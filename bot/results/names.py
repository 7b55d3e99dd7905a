"""What the values of answers are called.

Rule: in the words of the source language; an id stands for itself where it has none.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.flow.structure import Document, Step
from bot.model import Other
from bot.questions.base import NONE, OTHER
from bot.results.noticing import ELSEWHERE

_OURS = {
    "yes": "Yes",
    "no": "No",
    ELSEWHERE: "elsewhere",
    NONE: "none of them",
    "agree": "Agree",
    "disagree": "Disagree",
    "pass": "Pass",
}


def name_of(value: object) -> str:
    """The option that a coded value names."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Other | Mapping):
        return OTHER
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def label_of(option: str, step: Step, document: Document) -> str:
    """What an option is called."""
    if option == ELSEWHERE and step.question.type == "date":
        return "other dates"
    return document.texts.get(step.key(f"choices.{option}")) or _OURS.get(option, option)

"""The demo's live answers: tallies as they stand, drawn as bars.

Rule: for synthetic people only. It hides no small number, so nothing real may come near it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from msgspec import Struct

from bot.flow.structure import Document, Step
from bot.model import Outcome, Tally

MOST_ROWS = 8
_COUNTED_ONLY = frozenset({"free_text", "voice", "photo", "location", "date"})
_HIDDEN = frozenset({"info", "consent", "statements", "delphi"})
_NOTES = {
    "ranking": "How many put it first.",
    "points": "How many gave it any points.",
    **dict.fromkeys(_COUNTED_ONLY, "Kept under seal; counted only."),
}

Said = Sequence[tuple[Any, int]]
"""Decoded values, and how many said so. `Any`: they come from JSON."""


class Row(Struct, frozen=True):
    """One bar."""

    label: str
    n: int
    percent: int
    """Of those who answered the question."""


class Chart(Struct, frozen=True):
    """One question and what was said to it."""

    step: str
    title: str
    answered: int
    passed: int
    """Said they did not know, or skipped it."""
    rows: tuple[Row, ...]
    note: str = ""


class Words(Struct, frozen=True):
    """The officer's own words for what is counted."""

    texts: Mapping[str, str]
    yes: str = "Yes"
    no: str = "No"

    def option(self, step: Step, value: object) -> str:
        """What an option is called."""
        if isinstance(value, bool):
            return self.yes if value else self.no
        if isinstance(value, dict):
            value = "other"
        label = self.texts.get(step.key(f"choices.{value}"), str(value))
        return f"{label} {self._end(step, str(value))}".strip()

    def _end(self, step: Step, value: str) -> str:
        """What an end of a scale means."""
        options = step.question.options()
        part = {options[0]: "low", options[-1]: "high"}.get(value, "") if options else ""
        return self.texts.get(step.key(part), "") if part in step.parts else ""

    def question(self, step: Step) -> str:
        """What is asked, in one line."""
        return " ".join(self.texts.get(step.key("text"), step.id).split())


def charts(document: Document, tallies: Sequence[Tally]) -> tuple[Chart, ...]:
    """One chart per question of the flow, in its order; equality questions are left out."""
    by_step: dict[str, list[Tally]] = defaultdict(list)
    for tally in tallies:
        if not tally.facet:
            by_step[tally.step].append(tally)
    words = Words(document.texts)
    asked = (step for step in document.flow.steps if _is_shown(step))
    return tuple(_chart(step, by_step[step.id], words) for step in asked)


def _is_shown(step: Step) -> bool:
    return not step.about and type(step.question).type not in _HIDDEN


def _chart(step: Step, tallies: Sequence[Tally], words: Words) -> Chart:
    said = [(json.loads(t.value), t.n) for t in tallies if _is_value(t)]
    kind = type(step.question).type
    answered = sum(t.n for t in tallies if t.outcome is Outcome.ANSWERED)
    passed = sum(t.n for t in tallies if t.outcome in {Outcome.SKIPPED, Outcome.DONT_KNOW})
    note = _NOTES.get(kind, "") if answered else ""
    rows: tuple[Row, ...] = ()
    if kind == "number":
        note = _middle(said)
    elif kind not in _COUNTED_ONLY:
        rows = _rows(step, _told(kind, said), answered, words)
    return Chart(step.id, words.question(step), answered, passed, rows, note)


def _is_value(tally: Tally) -> bool:
    return tally.outcome is Outcome.ANSWERED and bool(tally.value)


def _told(kind: str, said: Said) -> Said:
    """What a bar counts: of several picks each, of an order the first."""
    if kind == "ranking":
        return [(value[0], n) for value, n in said if isinstance(value, list) and value]
    if kind == "points":
        return [(option, n) for value, n in said for option, _ in value["split"]]
    return [(pick, n) for value, n in said for pick in (value if _is_list(value) else [value])]


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _rows(step: Step, said: Said, answered: int, words: Words) -> tuple[Row, ...]:
    counts: dict[str, int] = {words.option(step, _plain(o)): 0 for o in step.question.options()}
    for value, n in said:
        label = words.option(step, value)
        counts[label] = counts.get(label, 0) + n
    ranked = list(counts.items())
    if not step.question.options():
        ranked = sorted(ranked, key=lambda pair: -pair[1])[:MOST_ROWS]
    return tuple(Row(label, n, _percent(n, answered)) for label, n in ranked)


def _plain(option: str) -> object:
    """An option id as the value it is stored as."""
    return {"yes": True, "no": False}.get(option, option)


def _percent(n: int, base: int) -> int:
    return min(100, round(100 * n / base)) if base else 0


def _middle(said: Said) -> str:
    numbers = [value for value, n in said for _ in range(n) if isinstance(value, int | float)]
    return f"In the middle: {median(numbers):g}." if numbers else ""

"""Seventy people whose every table was worked out on paper.

Rule: `people.csv` says what so many of them said; `expected.csv` was written by hand and is made
by no program. Whatever shows figures is held against it: a text, a page, an export, the report.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from bot.flow.structure import Document, Flow, Plan, Step
from bot.model import Outcome, Tally
from bot.questions.base import Question
from bot.questions.choice import Choice
from bot.questions.date import Date
from bot.questions.free_text import FreeText
from bot.questions.multi_choice import MultiChoice
from bot.questions.number import Number
from bot.questions.postcode import Postcode
from bot.questions.ranking import Ranking
from bot.questions.scale import Scale
from bot.questions.yes_no import YesNo
from bot.results.counting import FUNNEL, Told, counted
from bot.results.summary import Figures

FOLDER = Path(__file__).parent / "by_hand"
FACETS = ("language", "channel")
QUESTIONS: Mapping[str, Question] = {
    "use": YesNo(),
    "when": Choice(choices=("morning", "evening", "never")),
    "wants": MultiChoice(choices=("benches", "lights", "toilets")),
    "first": Ranking(choices=("a", "b", "c")),
    "rate": Scale(from_=1, to=5),
    "minutes": Number(at_least=0, at_most=300),
    "children": Number(at_least=0, at_most=3, whole=True),
    "where": Postcode(),
    "day": Date(),
    "more": FreeText(),
}
STATES = dict.fromkeys(FUNNEL, 0) | {"completed": 70, "invited": 20, "declined": 3, "stopped": 7}

Cells: TypeAlias = Mapping[tuple[str, str, str], tuple[str, str]]
"""By question (empty: of all), part and item: the count (`*`: not shown) and the percentage, as
they are shown. An aside of nobody is left out."""


def expected() -> Cells:
    """The tables as they were worked out."""
    return {
        (row["question"], row["part"], row["item"]): (row["n"], row["percent"])
        for row in _rows("expected.csv")
    }


def document() -> Document:
    """The consultation that the people answered."""
    steps = tuple(
        Step(id=name, prefix=f"park.{name}", slug="park", question=question)
        for name, question in QUESTIONS.items()
    )
    texts = {"park.title": "The park", **{f"park.{name}.text": f"{name}?" for name in QUESTIONS}}
    return Document(
        flow=Flow(slug="park", language="en", steps=steps, endings=("done",)),
        plan=Plan(languages=("en", "bn")),
        texts=texts,
        version="v",
    )


def told() -> Told:
    """What the store would tell of them."""
    found: Counter[tuple[str, Outcome, str, str, str]] = Counter()
    for row in _rows("people.csv"):
        n = int(row["people"])
        for facet, value in (("", ""), *((each, row[each]) for each in FACETS)):
            found["", Outcome.ANSWERED, "", facet, value] += n
            for name in QUESTIONS:
                outcome, coded = _said(name, row[name])
                found[name, outcome, coded, facet, value] += n
    tallies = [
        Tally(name, outcome, coded, n, facet, value)
        for (name, outcome, coded, facet, value), n in found.items()
    ]
    return Told(tallies, STATES)


def figures() -> Figures:
    """The figures of them."""
    return counted(told(), document()).figures


def _said(name: str, cell: str) -> tuple[Outcome, str]:
    if cell in {"skipped", "refused"}:
        return Outcome(cell), ""
    question = QUESTIONS[name]
    if isinstance(question, YesNo):
        return Outcome.ANSWERED, json.dumps(cell == "yes")
    if isinstance(question, MultiChoice | Ranking):
        return Outcome.ANSWERED, json.dumps(cell.split())
    if isinstance(question, Scale | Number):
        return Outcome.ANSWERED, cell
    return Outcome.ANSWERED, "" if isinstance(question, FreeText) else json.dumps(cell)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines()))

"""Seventy people whose every table was worked out on paper.

Rule: `people.csv` says what so many of them said; `expected.csv`, and `areas.csv` for where they
live, were written by hand and are made by no program. Whatever shows figures is held
against them: a text, a page, an export, the report.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from bot.flow.structure import Document, Flow, Plan, Step
from bot.model import Ledger, Lifecycle, Outcome, Tally
from bot.ports import Launched, Snapshot, SnapshotKind
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
from bot.results.profile import Group
from bot.results.respondents import Given, Respondent
from bot.results.summary import Figures
from bot.shelf import place
from bot.shelf.publication import Publication
from bot.shelf.publication import publication as shown
from tests.service.stage import catalogue

FOLDER = Path(__file__).parent / "by_hand"
FACETS = ("language", "channel")
ALL_FACETS = (*FACETS, "area")
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

APRIL = datetime(2027, 4, 1, tzinfo=UTC)
Person: TypeAlias = Mapping[str, str]
"""By column of `people.csv`, what one said."""
Cells: TypeAlias = Mapping[tuple[str, str, str], tuple[str, str]]
"""By question (empty: of all), part and item: the count (`*`: not shown) and the percentage, as
they are shown. An aside of nobody is left out."""


def expected() -> Cells:
    """The tables as they were worked out."""
    return {
        (row["question"], row["part"], row["item"]): (row["n"], row["percent"])
        for row in _rows("expected.csv")
    }


def expected_of_areas() -> Mapping[tuple[str, str, str], tuple[str, str]]:
    """By area, question and item: the percentage and the base, as worked out."""
    return {
        (row["area"], row["question"], row["item"]): (row["percent"], row["base"])
        for row in _rows("areas.csv")
    }


def document() -> Document:
    """The consultation that the people answered."""
    steps = tuple(
        Step(id=name, prefix=f"park.{name}", slug="park", question=question)
        for name, question in QUESTIONS.items()
    )
    own = {"park.title": "The park", "park.run_by": "The council"}
    texts = {**own, **{f"park.{name}.text": f"{name}?" for name in QUESTIONS}}
    return Document(
        flow=Flow(slug="park", language="en", steps=steps, endings=("done",)),
        plan=Plan(languages=("en", "bn")),
        texts=texts,
        version="v",
    )


def people() -> Sequence[Person]:
    """Everybody, one by one."""
    return [
        {name: cell for name, cell in row.items() if name != "people"}
        for row in _rows("people.csv")
        for _ in range(int(row["people"]))
    ]


def told(
    everybody: Sequence[Person] | None = None,
    facets: Sequence[str] = FACETS,
    profile: Sequence[Group] = (),
) -> Told:
    """What the store would tell of them, or of others."""
    found: Counter[tuple[str, Outcome, str, str, str]] = Counter()
    for person in people() if everybody is None else everybody:
        for facet, value in (("", ""), *((each, person[each]) for each in facets)):
            found["", Outcome.ANSWERED, "", facet, value] += 1
            for name in QUESTIONS:
                given = said(name, person[name])
                coded = "" if given.value is None else json.dumps(given.value)
                found[name, given.outcome, coded, facet, value] += 1
    tallies = [
        Tally(name, outcome, coded, n, facet, value)
        for (name, outcome, coded, facet, value), n in found.items()
    ]
    return Told(tallies, STATES, profile=profile)


def figures(everybody: Sequence[Person] | None = None) -> Figures:
    """The figures of them."""
    return counted(told(everybody), document()).figures


def publication() -> Publication:
    """As everybody may read them."""
    launched = Launched("park", Lifecycle.REPORTED, document(), APRIL)
    snapshot = Snapshot("park", SnapshotKind.CLOSING, APRIL, figures(), "d" * 64)
    return shown(place(launched, catalogue()), APRIL, Ledger(), snapshot)


def respondents() -> Sequence[Respondent]:
    """The same people, as analysts get them."""
    return [
        Respondent(
            f"p{n:04}", "completed", person["language"], person["channel"], person["area"], "", "",
            "v", is_assisted=False, is_late=False,
            answers={name: said(name, person[name]) for name in QUESTIONS},
        )
        for n, person in enumerate(people())
    ]  # fmt: skip


def said(name: str, cell: str) -> Given:
    """What a cell of `people.csv` stands for."""
    if cell in {"skipped", "refused"}:
        return Given(Outcome(cell))
    question = QUESTIONS[name]
    if isinstance(question, YesNo):
        return Given(Outcome.ANSWERED, cell == "yes")
    if isinstance(question, MultiChoice | Ranking):
        return Given(Outcome.ANSWERED, tuple(cell.split()))
    if isinstance(question, Scale | Number):
        return Given(Outcome.ANSWERED, int(cell))
    return Given(Outcome.ANSWERED, None if isinstance(question, FreeText) else cell)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines()))

"""`kotha l10n check`: everything that is wrong with the words of every language.

Rule: says what is wrong and where; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer
from msgspec import Struct
from msgspec.structs import asdict

from bot.cli import WRONG, emit
from bot.cli.places import all_flows, find_flow, folders
from bot.errors import FlowError, Problem
from bot.language.english import counted

if TYPE_CHECKING:
    from bot.flow.structure import Document
    from bot.language.catalogue import Catalogue

FLOWS = typer.Argument(None, metavar="[FLOW]...", help="Consultations to look at; all, if none.")
STRICT = typer.Option(False, "--strict", help="Fail on warnings too, such as drafts.")
JSON = typer.Option(False, "--json", help="One JSON document instead of lines.")


class _Cost(Struct, frozen=True):
    """What one question costs by SMS in one language."""

    consultation: str
    step: str
    language: str
    parts: int
    budget: int


def check(flows: list[str] = FLOWS, strict: bool = STRICT, as_json: bool = JSON) -> None:
    """Check locales/: missing or stale words, blanks, options that collide, length."""
    problems, costs = _judged(flows or [])
    data = {
        "problems": [asdict(problem) for problem in problems],
        "costs": [asdict(cost) for cost in costs],
    }
    emit(data, as_json=as_json, table="\n".join([*_table(costs), *_lines(problems)]))
    failing = {"error", "warning"} if strict else {"error"}
    if any(problem.severity in failing for problem in problems):
        raise typer.Exit(WRONG)


def _judged(names: Sequence[str]) -> tuple[tuple[Problem, ...], tuple[_Cost, ...]]:
    from bot.language.catalogue import Catalogue
    from bot.workshop.catalogues import check as check_all

    _, locales = folders()
    try:
        catalogue, documents = Catalogue.load(locales), _documents(names)
        return check_all(catalogue, documents, locales), tuple(_costs(documents, catalogue))
    except FlowError as error:
        return error.problems, ()


def _costs(documents: Sequence[Document], catalogue: Catalogue) -> Iterator[_Cost]:
    from bot.workshop.budgets import LIMIT_PARTS, by_sms, spent
    from bot.workshop.catalogues import spoken_or_begun

    for document in documents:
        scene = by_sms(document, catalogue)
        for tag in spoken_or_begun(catalogue, document):
            told = (each for each in spent(document, scene, tag) if each.language == tag)
            for each in told:
                yield _Cost(document.flow.slug, each.step, tag, each.parts, LIMIT_PARTS)


def _documents(names: Sequence[str]) -> list[Document]:
    from bot.flow.load import load

    return [load(*find_flow(name)) for name in names or all_flows()]


def _table(costs: Sequence[_Cost]) -> Iterator[str]:
    """SMS parts of each question, a column a language."""
    for slug in dict.fromkeys(cost.consultation for cost in costs):
        own = [cost for cost in costs if cost.consultation == slug]
        tags = list(dict.fromkeys(cost.language for cost in own))
        parts = {(cost.step, cost.language): str(cost.parts) for cost in own}
        yield f"{slug}: SMS parts of each question, at most {own[0].budget}"
        width = max(len(cost.step) for cost in own)
        yield f"  {'':{width}} " + " ".join(tags)
        for step in dict.fromkeys(cost.step for cost in own):
            cells = (f"{parts.get((step, tag), '-'):>{len(tag)}}" for tag in tags)
            yield f"  {step:{width}} " + " ".join(cells)


def _lines(problems: Sequence[Problem]) -> Iterator[str]:
    yield from map(str, problems)
    counts = {
        word: sum(problem.severity == word for problem in problems)
        for word in ("error", "warning", "note")
    }
    said = [counted(n, word) for word, n in counts.items()]
    yield f"{', '.join(said if counts['note'] else said[:2])}."

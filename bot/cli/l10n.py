"""`kotha l10n`: the catalogues of every language.

Rule: says what is wrong and where; changes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from msgspec.structs import asdict

from bot.cli import WRONG, emit
from bot.cli.places import find_flow, folders

if TYPE_CHECKING:
    from bot.errors import Problem
    from bot.flow.structure import Document

group = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Translations: what is missing or wrong."
)


@group.callback()
def _group() -> None:
    """Translations: what is missing or wrong."""


FLOWS = typer.Argument(None, metavar="[FLOW]...", help="Consultations to look at; all, if none.")
STRICT = typer.Option(False, "--strict", help="Fail on warnings too, such as drafts.")
JSON = typer.Option(False, "--json", help="One JSON document instead of lines.")


@group.command("check")
def check(flows: list[str] = FLOWS, strict: bool = STRICT, as_json: bool = JSON) -> None:
    """Check locales/: missing or stale words, blanks, options that collide, length."""
    problems = _problems(flows or [])
    rows = [asdict(problem) for problem in problems]
    emit({"problems": rows}, as_json=as_json, table=_lines(problems))
    if any(strict or problem.severity == "error" for problem in problems):
        raise typer.Exit(WRONG)


def _problems(names: list[str]) -> tuple[Problem, ...]:
    from bot.errors import FlowError
    from bot.language.catalogue import Catalogue
    from bot.workshop.catalogues import check as check_all

    _, locales = folders()
    try:
        return check_all(Catalogue.load(locales), _documents(names), locales)
    except FlowError as error:
        return error.problems


def _documents(names: list[str]) -> list[Document]:
    from bot.flow.load import load

    return [load(*find_flow(name)) for name in names or _all_flows()]


def _all_flows() -> list[str]:
    flows, _ = folders()
    return sorted(path.parent.name for path in Path(flows).glob("*/flow.yaml"))


def _lines(problems: tuple[Problem, ...]) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    return "\n".join([*map(str, problems), f"{errors} errors, {warnings} warnings."])

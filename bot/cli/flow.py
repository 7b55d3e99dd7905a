"""`kotha flow`: check a flow, draw it, and publish the schema of flow files.

Rule: says what is wrong and where; writes nothing but the schema, and only when told to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import asdict

from bot.cli import WRONG, emit, fail, quiet_group
from bot.cli.places import find_flow, folders

if TYPE_CHECKING:
    from bot.errors import Problem
    from bot.workshop.check import Report
    from bot.workshop.costs import Cost

group = quiet_group("Flow files: check, draw, schema.")

_FLOW = Annotated[str, typer.Argument(help="Name of a flow, or the path of its folder.")]
_JSON = Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")]
SCHEMAS: Mapping[str, str] = {
    "flow.schema.json": "json_schema",
    "block.schema.json": "block_schema",
}
"""Files in the flows folder, and the function of `bot.flow.schema` that makes each."""


@group.callback()
def _group() -> None:
    """Flow files: check, draw, schema."""


@group.command("check")
def check(flow: _FLOW, as_json: _JSON = False) -> None:
    """Say everything that is wrong or doubtful. Exit 1 if the flow must not run as it is."""
    from bot.channels import LIMITS
    from bot.workshop.check import check as check_all

    folder, blocks = find_flow(flow)
    _, locales = folders()
    report = check_all(folder, blocks, locales, LIMITS)
    rows = [asdict(problem) for problem in report.problems]
    emit({"problems": rows}, as_json=as_json, table=_told(report))
    if report.has_errors:
        raise typer.Exit(WRONG)


@group.command("draw")
def draw(flow: _FLOW, as_json: _JSON = False) -> None:
    """Print the flow as a Mermaid diagram."""
    from bot.flow.draw import mermaid
    from bot.flow.load import load

    diagram = mermaid(load(*find_flow(flow)))
    emit({"mermaid": diagram}, as_json=as_json, table=diagram.rstrip("\n"))


@group.command("schema")
def schema(
    write: Annotated[
        bool, typer.Option("--write", help="Write the schemas into the flows folder.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 if the files there are not these.")
    ] = False,
    as_json: _JSON = False,
) -> None:
    """Print the JSON Schema of flow files, by which editors complete and underline."""
    flows, _ = folders()
    texts = schemas()
    if check:
        old = [name for name, text in texts.items() if _read(flows / name) != text]
        if old:
            fail(f"Not fresh: {', '.join(old)}. Run `kotha flow schema --write`.", WRONG)
    elif write:
        for name, text in texts.items():
            (flows / name).write_text(text, encoding="utf-8")
        emit({"written": list(texts)}, as_json=as_json)
    else:
        print(texts["flow.schema.json"], end="")


def schemas() -> Mapping[str, str]:
    """Each schema file as it should read."""
    from bot.flow import schema as made

    return {
        name: json.dumps(getattr(made, function)(), indent=2, ensure_ascii=False) + "\n"
        for name, function in SCHEMAS.items()
    }


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _told(report: Report) -> str:
    lines = [_line(problem) for problem in report.problems]
    lines += [_priced(cost) for cost in report.costs]
    errors = sum(problem.severity == "error" for problem in report.problems)
    warnings = len(report.problems) - errors
    lines.append(f"{_n(errors, 'error')}, {_n(warnings, 'warning')}.")
    return "\n".join(lines)


def _line(problem: Problem) -> str:
    return str(problem) if problem.severity == "error" else f"{problem} (warning)"


def _priced(cost: Cost) -> str:
    return (
        f"{cost.language}: the longest way is {_n(cost.messages, 'text')}, "
        f"{_n(cost.parts, 'SMS part')} a person, about {_pounds(cost.parts)} for 1,000 people."
    )


def _pounds(parts: int) -> str:
    from bot.settings import load

    pence = load().price("sms", "GB")
    return f"£{parts * pence * 1000 / 100:,.0f}"


def _n(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

"""`kotha purge`: what is kept no longer, counted or deleted, and looked for again.

Rule: dry unless told otherwise; `kotha serve` does the same every day.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import WRONG, emit
from bot.cli.office import in_office


def command(
    send: Annotated[
        bool, typer.Option("--send", help="Delete it. Without this, only count it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Delete what the retention of each consultation says is to go. Exit 1 if some is left."""
    from bot.service.rights import purging

    report = in_office(lambda office: purging.purge(office, send=send))
    lines = [f"{each.kind}: {each.before} due, {each.deleted} deleted, {each.left} left"
             for each in report]  # fmt: skip
    end = "Looked for again after deleting." if send else "Nothing was deleted: add --send."
    rows = [
        {"kind": each.kind.value, "due": each.before, "deleted": each.deleted, "left": each.left}
        for each in report
    ]
    emit({"kinds": rows, "deleted": send}, as_json=as_json, table="\n".join([*lines, end]))
    if send and any(each.left for each in report):
        raise typer.Exit(WRONG)

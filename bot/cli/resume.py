"""`kotha resume`: let go on what `kotha pause` held back.

Rule: what has gone stale meanwhile is dropped, not sent late.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import emit
from bot.cli.office import in_office


def command(
    slug: Annotated[str, typer.Argument(help="One consultation; the pause of everything.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Let sending go on. A pause of everything and one of a consultation end each by itself."""
    from bot.service import pause

    changed = in_office(lambda office: pause.resume(office, slug))
    what = slug or "Everything"
    told = f"{what} goes on." if changed else f"{what} was not paused."
    emit({"resumed": slug or None, "changed": changed}, as_json=as_json, table=told)

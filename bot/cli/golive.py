"""`kotha golive`: end the trial; from now on residents can be invited.

Rule: names who decides, on record; done once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import emit
from bot.cli.office import in_office


def command(
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Let residents be invited, not guests alone. `kotha doctor --go-live` first."""
    from bot.service import launch

    is_new = in_office(lambda office: launch.go_live(office, by))
    told = f"Live: {by.strip()} decided it. Anyone can be invited now."
    text = told if is_new else "It was live already."
    emit({"live": True, "changed": is_new}, as_json=as_json, table=text)

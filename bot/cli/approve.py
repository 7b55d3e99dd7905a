"""`kotha approve`: the second person a large launch needs.

Rule: never whoever asked for it; and even then it can be taken back until its hold is over.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import emit
from bot.cli.actor import actor
from bot.cli.office import in_office


def command(
    request: Annotated[str, typer.Argument(metavar="[ID]", help="Which; without it, all.")] = "",
    as_: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Who you are, as `kotha user list` shows.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the launches that wait; with an ID, let one go that somebody else asked for."""
    from datetime import timedelta

    from bot import settings
    from bot.service import launch
    from bot.service.launch.holding import told

    if not request:
        found, gone = in_office(launch.waiting), in_office(launch.failed)
        table = "\n".join(map(told, (*found, *gone))) or "No launch waits."
        data = {"waiting": list(found), "failed": list(gone)}
        emit(data, as_json=as_json, table=table)
        return
    hold = timedelta(minutes=settings.load().hold_minutes)
    name = as_.strip() or actor()
    approved = in_office(lambda office: launch.approve(office, request, name, hold))
    emit(approved, as_json=as_json, table=f"Approved. {told(approved)}")

"""`kotha cancel`: take a launch back before it has left.

Rule: anybody who can launch can take back; nothing of the launch is kept but the record.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import emit
from bot.cli.office import in_office


def command(
    request: Annotated[str, typer.Argument(metavar="ID", help="As `kotha approve` lists it.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take a launch back that waits for approval or is held. One that has left: `kotha pause`."""
    from bot.service import launch

    gone = in_office(lambda office: launch.cancel(office, request))
    text = f"Taken back: nobody of the {gone.people} was written to."
    emit(gone, as_json=as_json, table=text)

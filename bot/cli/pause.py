"""`kotha pause`: the button for when something is going wrong.

Rule: works at once and asks nothing; `kotha resume` undoes it.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import emit
from bot.cli.office import in_office


def command(
    slug: Annotated[str, typer.Argument(help="One consultation; everything without it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold back everything unprompted at once. Whoever writes to us is still answered."""
    from bot.service import pause

    is_new = in_office(lambda office: pause.pause(office, slug))
    what = slug or "Everything"
    undo = f"kotha resume {slug}".strip()
    text = (
        f"{what} is paused: nothing unprompted is sent until `{undo}`. Whoever writes to us is "
        "still answered."
    )
    told = text if is_new else f"{what} was paused already."
    emit({"paused": slug or None, "changed": is_new}, as_json=as_json, table=told)

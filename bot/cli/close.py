"""`kotha close`: end a consultation before its day.

Rule: asks first; what was answered stays, and people hear on the day they were promised.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import emit
from bot.cli.confirming import confirm_by_name
from bot.cli.office import in_office


def command(
    slug: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    confirm: Annotated[
        str, typer.Option(help="The name again, to close without being asked.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Close a consultation now. By itself it closes on its closing date."""
    from bot.service import close

    confirm_by_name(
        slug,
        confirm,
        f"Nobody can answer {slug} once it is closed, and it cannot be opened again.\n"
        "Type its name to close it",
    )
    unfinished = in_office(lambda office: close.close(office, slug))
    emit(
        {"slug": slug, "lifecycle": "closed", "unfinished": unfinished},
        as_json=as_json,
        table=f"{slug} is closed. {unfinished} conversations were unfinished; what they hold "
        "counts.",
    )

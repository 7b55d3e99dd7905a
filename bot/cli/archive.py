"""`kotha archive`: put a consultation away once everybody has had their answer.

Rule: refused while anything is owed, naming all of it.
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
        str, typer.Option(help="The name again, to archive without being asked.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Put a consultation away: refused until people were told what was heard, what was decided
    and what happened next, and nobody waits for an answer."""
    from bot.service import archive

    confirm_by_name(
        slug,
        confirm,
        f"Nothing more will be told of {slug}, and it cannot be taken out again.\n"
        "Type its name to archive it",
    )
    in_office(lambda office: archive.archive(office, slug))
    emit({"slug": slug, "lifecycle": "archived"}, as_json=as_json, table=f"{slug} is archived.")

"""`kotha close`: end a consultation before its day.

Rule: asks first; what was answered stays, and people hear on the day they were promised.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import MISUSE, emit, fail, run
from bot.cli.actor import actor


def command(
    slug: Annotated[str, typer.Argument(help="The consultation, as `kotha status` names it.")],
    confirm: Annotated[
        str, typer.Option(help="The name again, to close without being asked.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Close a consultation now. By itself it closes on its closing date."""
    if not confirm:
        confirm = typer.prompt(
            f"Nobody can answer {slug} once it is closed, and it cannot be opened again.\n"
            "Type its name to close it",
            err=True,
        )
    if confirm != slug:
        fail("That is not its name, so nothing was done.", MISUSE)
    unfinished = run(_close(slug))
    emit(
        {"slug": slug, "lifecycle": "closed", "unfinished": unfinished},
        as_json=as_json,
        table=f"{slug} is closed. {unfinished} conversations were unfinished; what they hold "
        "counts.",
    )


async def _close(slug: str) -> int:
    from bot import settings
    from bot.app import opened
    from bot.channels import LIMITS
    from bot.service import close

    async with opened(settings.load()) as app:
        desk = close.Desk(app.store, app.shelf, app.clock, LIMITS)
        return await close.close(desk, slug, actor())

"""`kotha golive`: end the trial; from now on residents can be invited.

Rule: names who decides, on record; done once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit
from bot.cli.office import in_office

if TYPE_CHECKING:
    from bot.shelf.office import Office


def command(
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Let residents be invited, not guests alone. `kotha doctor --go-live` first."""
    is_new = in_office(lambda office: _live(office, by))
    told = f"Live: {by.strip()} decided it. Anyone can be invited now."
    text = told if is_new else "It was live already."
    emit({"live": True, "changed": is_new}, as_json=as_json, table=text)


async def _live(office: Office, by: str) -> bool:
    from bot.service import launch
    from bot.shelf.signed import refuse_open_unsigned

    async with office.store.read() as reader:
        await refuse_open_unsigned(reader)
    return await launch.go_live(office, by)

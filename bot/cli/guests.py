"""`kotha guests`: who may be texted before the installation goes live.

Rule: a number is typed, and never shown again but for its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, quiet_group
from bot.cli.office import in_office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Address
    from bot.shelf.office import Office

group = quiet_group("Guests of the trial, the only people who can be invited before going live.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Whose = Annotated[str, typer.Argument(help="A mobile number, or a chat id with --telegram.")]
Telegram = Annotated[bool, typer.Option("--telegram", help="It is a Telegram chat id.")]


@group.command("add")
def add(whose: Whose, telegram: Telegram = False, as_json: Json = False) -> None:
    """Put a phone on the list: your own, and those of colleagues who said yes."""
    from bot.service.launch import trial

    guest = trial.guest_at(whose, is_telegram=telegram)
    in_office(lambda office: trial.add(office, guest))
    shown = trial.masked(guest)
    emit({"guest": shown}, as_json=as_json, table=f"{shown} is a guest.")


@group.command("remove")
def remove(whose: Whose, telegram: Telegram = False, as_json: Json = False) -> None:
    """Take a phone off the list."""
    from bot.service.launch import trial

    guest = trial.guest_at(whose, is_telegram=telegram)
    in_office(lambda office: trial.remove(office, guest))
    shown = trial.masked(guest)
    emit({"removed": shown}, as_json=as_json, table=f"{shown} is no guest any more.")


@group.command("list")
def list_(as_json: Json = False) -> None:
    """Show the list, and whether it still matters."""
    from bot.service.launch.trial import masked

    guests, is_live = in_office(_look)
    shown = [masked(guest) for guest in guests]
    lines = shown or ["Nobody yet: `kotha guests add NUMBER`."]
    if is_live:
        lines.append("The installation is live: anyone can be invited.")
    emit({"guests": shown, "is_live": is_live}, as_json=as_json, table="\n".join(lines))


async def _look(office: Office) -> tuple[Sequence[Address], bool]:
    from bot.service.launch import is_live

    async with office.store.read() as reader:
        return await reader.guests(), await is_live(reader)

"""`kotha user`: who works here, and the codes that bind their Telegram account.

Rule: a code is printed once, when it is made; nothing can print it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import emit, quiet_group
from bot.cli.office import in_office
from bot.model import Role

if TYPE_CHECKING:
    from bot.ports import StaffMember
    from bot.service.staff import NewCode

group = quiet_group("Officers, link workers and others: add, list, remove, make codes.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Who = Annotated[str, typer.Argument(help="A name as `kotha user list` shows it, or an id.")]


@group.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Their name, as colleagues know it.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.LINK_WORKER,
    language: Annotated[str, typer.Option(help="The language the bot speaks to them.")] = "en",
    as_json: Json = False,
) -> None:
    """Add someone, and print the code by which they bind their Telegram account."""
    from bot.service import staff

    made = in_office(lambda office: staff.add(office, name, role, language))
    _show_code(made, as_json=as_json)


@group.command("code")
def code(who: Who, as_json: Json = False) -> None:
    """Make a new code for someone. The old one stops working."""
    from bot.service import staff

    made = in_office(lambda office: staff.renew(office, who))
    _show_code(made, as_json=as_json)


@group.command("remove")
def remove(who: Who, as_json: Json = False) -> None:
    """End someone's access at once. What they did stays on record."""
    from bot.service import staff

    gone = in_office(lambda office: staff.remove(office, who))
    emit({"removed": str(gone.id)}, as_json=as_json, table=f"Removed {gone.name}.")


@group.command("list")
def list_(as_json: Json = False) -> None:
    """Show everyone who works here, and whether their account is bound."""
    from bot.service import staff

    everyone = in_office(lambda office: staff.everyone(office.store))
    table = "\n".join(map(_line, everyone)) or "Nobody yet: `kotha user add NAME --role officer`."
    emit({"staff": [_row(member) for member in everyone]}, as_json=as_json, table=table)


def _show_code(made: NewCode, *, as_json: bool) -> None:
    data = {**_row(made.member), "code": made.code, "expires": made.expires.isoformat()}
    text = (
        f"{made.member.name}, {made.member.role}: send this to the bot on Telegram, once, before "
        f"{made.expires:%d %B %Y %H:%M} UTC:\n\n  /start {made.code}\n\n"
        "It is not shown again. Hand it over in person or by a way you trust."
    )
    emit(data, as_json=as_json, table=text)


def _row(member: StaffMember) -> dict[str, str | bool]:
    return {
        "id": str(member.id),
        "name": member.name,
        "role": member.role.value,
        "language": member.language,
        "is_bound": bool(member.telegram),
        "is_active": member.is_active,
    }


def _line(member: StaffMember) -> str:
    state = "bound" if member.telegram else "not bound yet"
    return (
        f"{str(member.id)[:8]}  {member.role:<12} {member.name}"
        f"  ({state if member.is_active else 'removed'})"
    )

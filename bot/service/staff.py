"""Who works here: roles, and one-time codes that bind a Telegram account to a person of staff.

Rule: a code is shown once, to whoever made it, and never stored in clear or logged.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from msgspec import Struct

from bot.errors import Refused
from bot.model import Role
from bot.ports import AuditRow, StaffMember, Store
from bot.shelf.office import Office

CODE_LIFE = timedelta(hours=48)
LIMIT_NAME_CHARS = 100
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are mistaken for one another."""
_GROUPS, _GROUP_CHARS = 5, 4
"""Twenty of 31 signs: 99 bits, read out or typed without a slip."""


class NewCode(Struct, frozen=True):
    """A one-time code, to be handed to its owner and forgotten."""

    member: StaffMember
    code: str
    expires: datetime


async def add(office: Office, name: str, role: Role, language: str) -> NewCode:
    """Take someone on.

    Raises:
        Refused: no name, or one that is taken.
    """
    name = " ".join(name.split())
    if not name or len(name) > LIMIT_NAME_CHARS:
        raise Refused("Give a name of 1 to 100 characters.")
    if any(member.name == name and member.is_active for member in await everyone(office.store)):
        raise Refused("Someone of that name works here already. Add a surname or a place.")
    member = StaffMember(uuid4(), name, role, language)
    made = _code(member, office.clock.now())
    async with office.store.begin() as transaction:
        await transaction.add_staff(member, made.code, made.expires)
        await transaction.audit(_deed(office, "staff.added", member))
    return made


async def renew(office: Office, who: str) -> NewCode:
    """Make someone a new code; the old one is void.

    Raises:
        Refused: nobody, or more than one, is meant.
    """
    member = await find(office.store, who)
    made = _code(member, office.clock.now())
    async with office.store.begin() as transaction:
        await transaction.renew_code(member.id, made.code, made.expires)
        await transaction.audit(_deed(office, "staff.code_renewed", member))
    return made


async def remove(office: Office, who: str) -> StaffMember:
    """End someone's access at once; what they did stays theirs.

    Raises:
        Refused: nobody, or more than one, is meant.
    """
    member = await find(office.store, who)
    async with office.store.begin() as transaction:
        await transaction.remove_staff(member.id)
        await transaction.audit(_deed(office, "staff.removed", member))
    return member


async def everyone(store: Store) -> Sequence[StaffMember]:
    """All who work or worked here."""
    async with store.read() as reader:
        return await reader.staff()


async def find(store: Store, who: str) -> StaffMember:
    """Someone who works here, by name or by id.

    Raises:
        Refused: nobody, or more than one, is meant.
    """
    active = [member for member in await everyone(store) if member.is_active]
    found = [member for member in active if member.name == who or _is_id(member.id, who)]
    if len(found) != 1:
        what = "Nobody" if not found else "More than one person"
        raise Refused(f"{what} who works here is meant by that. `kotha user list` shows names.")
    return found[0]


def _is_id(member: UUID, who: str) -> bool:
    return len(who) >= 8 and str(member).startswith(who.lower())


def _code(member: StaffMember, now: datetime) -> NewCode:
    groups = (
        "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_CHARS)) for _ in range(_GROUPS)
    )
    return NewCode(member, "-".join(groups), now + CODE_LIFE)


def _deed(office: Office, action: str, member: StaffMember) -> AuditRow:
    return AuditRow(
        office.clock.now(), office.actor, action, str(member.id), {"role": member.role.value}
    )

"""Those who work here, and the codes by which they bind a Telegram account.

Rule: a code is kept only as a keyed hash, works once, and expires.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from bot.model import Role
from bot.ports import StaffMember
from bot.store import tables
from bot.store.moments import micros
from bot.store.session import Session

_s = tables.staff.c
_COLUMNS = (
    _s.id,
    _s.sealed,
    _s.role,
    _s.language,
    _s.is_active,
    _s.telegram,
    _s.recording,
    _s.task,
)


async def staff(session: Session) -> Sequence[StaffMember]:
    """Everyone, active or not, in the order they were added."""
    rows = await session.bulk.all(select(*_COLUMNS).order_by(_s.id))
    return [_member(session, row) for row in rows]


async def staff_at(session: Session, telegram: str) -> StaffMember | None:
    """Whoever this Telegram account is bound to."""
    bound = select(*_COLUMNS).where(_s.telegram == _telegram(session, telegram), _s.is_active == 1)
    rows = await session.bulk.all(bound)
    return _member(session, rows[0]) if rows else None


async def staff_among(session: Session, accounts: Sequence[str]) -> Mapping[str, StaffMember]:
    """Those of these Telegram accounts that are bound to somebody, and to whom."""
    asked = {_telegram(session, account): account for account in accounts}
    if not asked:
        return {}
    bound = select(*_COLUMNS).where(_s.telegram.in_(asked), _s.is_active == 1)
    rows = await session.bulk.all(bound)
    return {asked[row.telegram]: _member(session, row) for row in rows}


async def set_task(session: Session, member: UUID, task: str) -> None:
    """Note what a member of staff is in the middle of, sealed; empty: nothing."""
    session.has_written = True
    sealed = session.seal.seal(task, f"staff.task.{member.hex}") if task else ""
    await session.bulk.run(update(tables.staff).where(_s.id == member.hex).values(task=sealed))


async def add_staff(session: Session, member: StaffMember, code: str, expires: datetime) -> None:
    """A new member of staff and their one-time code."""
    await session.bulk.insert(
        tables.staff,
        [
            {
                "id": member.id.hex,
                "sealed": _sealed(session, member.id.hex, member.name, member.telegram),
                "role": member.role.value,
                "language": member.language,
                "telegram": _telegram(session, member.telegram) if member.telegram else None,
                "code": _code(session, code),
                "code_expires": micros(expires),
                "is_active": int(member.is_active),
            }
        ],
    )


async def renew_code(session: Session, member: UUID, code: str, expires: datetime) -> None:
    """A new one-time code; the old one is void."""
    await session.bulk.run(
        update(tables.staff)
        .where(_s.id == member.hex, _s.is_active == 1)
        .values(code=_code(session, code), code_expires=micros(expires))
    )


async def bind_staff(
    session: Session, code: str, telegram: str, now: datetime
) -> StaffMember | None:
    """Use a code once: this Telegram account is that member's, and nobody else's, from now on."""
    used = (
        update(tables.staff)
        .where(_s.code == _code(session, code), _s.code_expires > micros(now), _s.is_active == 1)
        .values(code=None, code_expires=None)
        .returning(*_COLUMNS)
    )
    rows = await session.bulk.all(used)
    if not rows:
        return None
    row = rows[0]
    index = _telegram(session, telegram)
    await session.bulk.run(update(tables.staff).where(_s.telegram == index).values(telegram=None))
    name = _member(session, row).name
    sealed = _sealed(session, row.id, name, telegram)
    await session.bulk.run(
        update(tables.staff).where(_s.id == row.id).values(telegram=index, sealed=sealed)
    )
    return StaffMember(UUID(row.id), name, Role(row.role), row.language, telegram)


async def remove_staff(session: Session, member: UUID) -> None:
    """End someone's access at once; their past deeds keep their id."""
    ended = {"is_active": 0, "telegram": None, "code": None, "code_expires": None, "task": ""}
    await session.bulk.run(update(tables.staff).where(_s.id == member.hex).values(ended))


def _member(session: Session, row: Sequence[object]) -> StaffMember:
    key, sealed, role, language, is_active, account, recording, task = row
    words = session.seal.open(str(sealed), f"staff.sealed.{key}")
    name, _, telegram = words.partition("\n")
    # The index says who holds an account now; the sealed copy may be one since given away.
    held = telegram if account else ""
    return StaffMember(
        id=UUID(str(key)),
        name=name,
        role=Role(str(role)),
        language=str(language),
        telegram=held,
        is_active=bool(is_active),
        recording=str(recording),
        task=session.seal.open(str(task), f"staff.task.{key}") if task else "",
    )


def _sealed(session: Session, key: str, name: str, telegram: str) -> str:
    plain = f"{name.replace(chr(10), ' ')}\n{telegram}"
    return session.seal.seal(plain, f"staff.sealed.{key}")


def _telegram(session: Session, telegram: str) -> str:
    return session.seal.index("staff", telegram)


def _code(session: Session, code: str) -> str:
    return session.seal.index("code", code)

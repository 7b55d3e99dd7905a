"""What was done, by whom: put on record by itself, where nothing else is written with it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ports import AuditRow
from bot.shelf.office import Office


async def on_record(
    office: Office, action: str, subject: str, detail: Mapping[str, str | int]
) -> None:
    """Note a deed, in the name of whoever does it, now."""
    async with office.store.begin() as transaction:
        deed = AuditRow(office.clock.now(), office.actor, action, subject, detail)
        await transaction.audit(deed)

"""The pause button: hold back everything unprompted, of one consultation or of all.

Rule: whoever has just written is answered all the same, and who pressed it is on record.
"""

from __future__ import annotations

from bot.errors import Refused
from bot.ports import AuditRow, Transaction
from bot.shelf.office import Office

EVERYTHING = ""
"""Names the whole installation, where a consultation could be named."""


async def pause(office: Office, slug: str) -> bool:
    """Hold back everything unprompted from the next claim on; false where it was held already.

    Raises:
        Refused: there is no such consultation.
    """
    async with office.store.begin() as transaction:
        await _refuse_unknown(transaction, slug)
        if any(each.consultation == slug for each in await transaction.pauses()):
            return False
        await transaction.pause(slug, office.actor, office.clock.now())
        await transaction.audit(_deed(office, "sending.paused", slug))
    return True


async def resume(office: Office, slug: str) -> bool:
    """Let it go on; false where it was not paused.

    Raises:
        Refused: there is no such consultation.
    """
    async with office.store.begin() as transaction:
        await _refuse_unknown(transaction, slug)
        was_paused = await transaction.resume(slug)
        if was_paused:
            await transaction.audit(_deed(office, "sending.resumed", slug))
    return was_paused


async def _refuse_unknown(transaction: Transaction, slug: str) -> None:
    known = {each.slug for each in await transaction.launched()}
    if slug not in {EVERYTHING, *known}:
        raise Refused(f"No consultation called {slug} was launched here.")


def _deed(office: Office, action: str, slug: str) -> AuditRow:
    return AuditRow(office.clock.now(), office.actor, action, slug)

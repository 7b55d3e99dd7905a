"""The pause button: hold back everything unprompted, of one consultation or of all.

Rule: whoever has just written is answered all the same, and who pressed it is on record.
"""

from __future__ import annotations

from msgspec import Struct

from bot.errors import Refused
from bot.ports import AuditRow, Clock, Store, Transaction

EVERYTHING = ""
"""Names the whole installation, where a consultation could be named."""


class Desk(Struct, frozen=True):
    """Where it is pressed, and by whom."""

    store: Store
    clock: Clock
    actor: str


async def pause(desk: Desk, slug: str) -> bool:
    """Hold back everything unprompted from the next claim on; false where it was held already.

    Raises:
        Refused: there is no such consultation.
    """
    async with desk.store.begin() as transaction:
        await _refuse_unknown(transaction, slug)
        if any(each.consultation == slug for each in await transaction.pauses()):
            return False
        await transaction.pause(slug, desk.actor, desk.clock.now())
        await transaction.audit(_deed(desk, "sending.paused", slug))
    return True


async def resume(desk: Desk, slug: str) -> bool:
    """Let it go on; false where it was not paused.

    Raises:
        Refused: there is no such consultation.
    """
    async with desk.store.begin() as transaction:
        await _refuse_unknown(transaction, slug)
        was_paused = await transaction.resume(slug)
        if was_paused:
            await transaction.audit(_deed(desk, "sending.resumed", slug))
    return was_paused


async def _refuse_unknown(transaction: Transaction, slug: str) -> None:
    known = {each.slug for each in await transaction.launched()}
    if slug not in {EVERYTHING, *known}:
        raise Refused(f"No consultation called {slug} was launched here.")


def _deed(desk: Desk, action: str, slug: str) -> AuditRow:
    return AuditRow(desk.clock.now(), desk.actor, action, slug)

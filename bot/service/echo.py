"""What people say of our summary: how many agree, and what we got wrong.

Rule: counts as they may be published; words for whoever asks for them, on record.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.ports import AuditRow, Correction
from bot.results.echo import Heard
from bot.shelf import echo
from bot.shelf.office import Office


async def count(office: Office, slug: str) -> Heard:
    """How many say that we heard them right, as it may be shown.

    Raises:
        Refused: it is unknown.
    """
    running = await office.shelf.known(slug)
    async with office.store.read() as reader:
        return await echo.echo(reader, running, office.clock.now(), office.small)


async def corrections(office: Office, slug: str) -> Sequence[Correction]:
    """What people say that we got wrong; that it was read is noted.

    Raises:
        Refused: it is unknown.
    """
    await office.shelf.known(slug)
    async with office.store.begin() as transaction:
        found = await transaction.corrections(slug)
        detail: dict[str, str | int] = {"texts": len(found)}
        deed = AuditRow(office.clock.now(), office.actor, "corrections.read", slug, detail)
        await transaction.audit(deed)
    return found

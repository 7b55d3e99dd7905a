"""`kotha launch FLOW --test-to`: every language on one's own phone, before anyone else has it.

Rule: to guests only, and nothing of it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli import emit, run
from bot.cli.actor import actor
from bot.errors import Refused
from bot.language.english import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.flow.structure import Document
    from bot.model import Address
    from bot.settings import Settings

GUESTS = "guests"
"""Instead of a number: everyone on the guest list."""


def send_test(document: Document, to: str, chosen: Settings, *, as_json: bool) -> None:
    """Send the invitation and first question of every language to this number, or all guests."""
    messages = run(_send(document, to, chosen))
    languages = list(document.plan.languages)
    text = (
        f"{counted(messages, 'message')} on the way, marked TEST: the invitation and first "
        f"question in {', '.join(languages)}. Nothing of it is counted."
    )
    data = {"tested": document.flow.slug, "languages": languages, "messages": messages}
    emit(data, as_json=as_json, table=text)


async def _send(document: Document, to: str, chosen: Settings) -> int:
    from bot.app import opened
    from bot.model import Lifecycle
    from bot.ports import Launched
    from bot.service import launch
    from bot.shelf import place

    async with opened(chosen) as app:
        async with app.store.read() as reader:
            everyone = await reader.guests()
        phones = everyone if to == GUESTS else [_of(to, everyone)]
        off = reasons_off({phone.channel for phone in phones}, chosen)
        if off:
            raise Refused("\n".join(off))
        launched = Launched(document.flow.slug, Lifecycle.DRAFT, document, app.clock.now())
        return await launch.send_test(app.office(actor()), place(launched, app.catalogue), phones)


def _of(to: str, everyone: Sequence[Address]) -> Address:
    """A guest's chat, where these digits are one; else the number they are."""
    from bot.service.launch import trial

    chats = [guest for guest in everyone if guest.channel == "telegram" and guest.value == to]
    return chats[0] if chats else trial.guest_at(to, is_telegram=False)


def reasons_off(channels: Collection[str], chosen: Settings) -> list[str]:
    """Why some of these channels cannot send."""
    off = chosen.channels()
    return [
        f"S-334 {name} is off: {off[name]}. Nothing was sent."
        for name in sorted(channels)
        if off.get(name)
    ]

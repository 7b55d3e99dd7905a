"""Close a consultation: on its day, or now if an officer says so.

Rule: the consultation closes first, then its conversations, a page at a time; a crash between
two pages is mended by the next round.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from bot.effects import TurnContext, collect
from bot.engine import advance
from bot.flow.lifecycle import CLOSE, moved
from bot.model import Address, Close, Lifecycle, MessageKind, Status
from bot.ports import AuditRow, Person, Rows
from bot.shelf import Running
from bot.shelf.figures import count_closed
from bot.shelf.office import Office
from bot.shelf.rounds import end_round

LIMIT_PAGE = 1000

_TURNS = uuid.UUID("a35bb3ba-9d38-5c77-9a8f-1d51a7bb2a05")
_UNFINISHED = tuple(status for status in Status if status.is_open)
_NOWHERE = Address("sms", "")
"""Closing says nothing, so it needs no address."""


async def close(office: Office, slug: str) -> int:
    """Close now; how many conversations were still unfinished.

    Raises:
        Refused: it is unknown or not open.
    """
    running = await office.shelf.known(slug)
    moved(slug, running.launched.lifecycle, CLOSE)
    await _close_consultation(office, running)
    return await _close_conversations(office, running)


async def close_due(office: Office) -> int:
    """Close whatever has reached its closing date, and finish what a crash left half closed; how
    many conversations were closed."""
    now = office.clock.now()
    closed = 0
    for running in office.shelf.all():
        closes = running.launched.document.plan.closes
        if running.is_open and closes is not None and closes <= now:
            await _close_consultation(office, running)
            closed += await _close_conversations(office, running)
        elif running.launched.lifecycle is Lifecycle.CLOSED:
            closed += await _close_conversations(office, running)
    return closed


async def _close_consultation(office: Office, running: Running) -> None:
    now = office.clock.now()
    async with office.store.begin() as transaction:
        stands = moved(running.slug, running.launched.lifecycle, CLOSE)
        await transaction.move_consultation(running.slug, stands, now)
        unsent = (MessageKind.REMINDER, MessageKind.BROADCAST)
        taken_back = await transaction.cancel_queued(running.slug, unsent)
        detail: dict[str, str | int] = {"not_sent": taken_back}
        await transaction.audit(
            AuditRow(now, office.actor, "consultation.closed", running.slug, detail)
        )
    await office.shelf.refresh()


async def _close_conversations(office: Office, running: Running) -> int:
    """Every unfinished conversation of a closed consultation becomes expired, once a round of
    ratings that was running has ended; then it is counted."""
    await end_round(office, office.shelf.named(running.slug))
    closed, after = 0, None
    while True:
        page, after = await _close_page(office, running, after)
        closed += page
        if after is None:
            await count_closed(office, running)
            return closed


async def _close_page(
    office: Office, running: Running, after: UUID | None
) -> tuple[int, UUID | None]:
    """One page: how many, and the last person of it (`None`: there are no more)."""
    rows = Rows()
    async with office.store.begin() as transaction:
        people = await transaction.participants(running.slug, after, LIMIT_PAGE, _UNFINISHED)
        for person in people:
            _close_one(office, running, person, rows)
        if rows.conversations:
            await transaction.write(rows)
    last = people[-1].participant.id if people else None
    return len(rows.conversations), last


def _close_one(office: Office, running: Running, person: Person, rows: Rows) -> None:
    address = next(iter(person.addresses), _NOWHERE)
    now: datetime = office.clock.now()
    for conversation in person.conversations:
        turn = advance(running.compiled, conversation, Close(), now=now)
        context = TurnContext(
            person=person,
            address=address,
            scene=running.scene(office.limits[address.channel]),
            now=now,
            turn=uuid.uuid5(_TURNS, str(conversation.id)),
        )
        collect(conversation, turn, context, rows)

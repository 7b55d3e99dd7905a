"""Answer silence: reminders, and the hand-over to a link worker after them.

Rule: a timer is an input. Whether it still applies (status, focus, quiet hours, closing) is
decided when it fires, never when it was set.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from bot.effects import TurnContext, calendar_for, collect, reach
from bot.engine import advance
from bot.exchange import SILENCE_BEFORE_FOCUS, give_focus, may_interrupt
from bot.flow.structure import Plan
from bot.model import Conversation, DueKind, Limits, Silence, Status
from bot.ports import Clock, DueItem, DueRow, Rows, Store
from bot.shelf.shelf import Shelf

LIMIT_BATCH = 200
_TURNS = uuid.UUID("52b3fdf6-6fd1-5c3a-b3ee-93f4d55d1a36")
_KINDS = {DueKind.REMINDER: False, DueKind.ASK_LINK_WORKER: True, DueKind.OPENING: False}
"""What wakes a conversation, and whether it is the final call."""
_SILENT = frozenset({Status.INVITED, Status.ACTIVE, Status.WAITING})
"""Where silence may be answered; the reminder of one that waits gives it the focus."""


class Reminder:
    """Takes what has fallen due."""

    def __init__(
        self, store: Store, shelf: Shelf, clock: Clock, limits: Mapping[str, Limits]
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._limits = limits

    async def once(self) -> int:
        """Deal with one batch of waits that are over; how many there were."""
        now = self._clock.now()
        async with self._store.begin() as transaction:
            items = await transaction.due(now, LIMIT_BATCH)
            rows = Rows()
            for item in items:
                await self._wake(item, now, rows)
            await transaction.write(rows)
        return len(items)

    async def _wake(self, item: DueItem, now: datetime, rows: Rows) -> None:
        conversation, person = item.conversation, item.person
        found = await self._shelf.standing_of(conversation)
        address = reach(person)
        if found is None or address is None or item.kind not in _KINDS:
            return
        running, flow = found
        if not running.is_open or conversation.status not in _SILENT:
            return
        if item.kind is DueKind.OPENING and not _is_unheard_of(conversation):
            return
        later = _not_yet(item, running.launched.document.plan, now, rows)
        if later is not None:
            key = (conversation.bucket, conversation.id, conversation.consultation)
            rows.dues.append(DueRow(*key, item.kind, later))
            return
        limits = self._limits[address.channel]
        is_final = _KINDS[item.kind]
        turn = advance(flow.on(limits), conversation, Silence(is_final=is_final), now=now)
        context = TurnContext(
            person=person,
            address=address,
            scene=running.scene(limits, flow),
            now=now,
            turn=uuid.uuid5(_TURNS, f"{conversation.id}.{conversation.revision}.{item.kind}"),
        )
        collect(conversation, turn, context, rows)
        if person.focus != conversation.id and not is_final:
            give_focus(person, conversation, rows)


def _is_unheard_of(conversation: Conversation) -> bool:
    """Whether its invitation was held back, since the person was busy with another."""
    return conversation.status is Status.WAITING and not (
        conversation.heard_at or conversation.wording
    )


def _not_yet(item: DueItem, plan: Plan, now: datetime, rows: Rows) -> datetime | None:
    """When to look again, where this is no moment to speak: deciding in the morning, not at
    night, spares those who answer early a reminder that was already waiting."""
    waking = calendar_for(item.person, plan).earliest(now)
    if waking > now:
        return waking
    person = item.person.participant.id
    was_reminded = any(row.participant == person for row in rows.outbox)  # of another, just now
    if was_reminded or not may_interrupt(item.person, item.conversation.id, now):
        return now + SILENCE_BEFORE_FOCUS
    return None

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
from bot.exchange.greeting import is_silent
from bot.exchange.nudging import BETWEEN
from bot.flow.structure import Plan
from bot.model import Conversation, DueKind, Limits, Silence, Status
from bot.ports import Clock, DueItem, DueRow, Nudge, Rows, Store, Transaction
from bot.shelf.shelf import Shelf

LIMIT_BATCH = 200
_TURNS = uuid.UUID("52b3fdf6-6fd1-5c3a-b3ee-93f4d55d1a36")
_KINDS = {
    DueKind.REMINDER: Silence(),
    DueKind.ASK_LINK_WORKER: Silence(is_final=True),
    DueKind.OPENING: Silence(),
    DueKind.NUDGE: Silence(is_personal=True),
}
"""What wakes a conversation, and as what."""
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
                nudge = await _nudge_of(item, transaction, now)
                if nudge is not None:
                    await self._wake(item, now, rows, nudge)
            await transaction.write(rows)
        return len(items)

    async def _wake(self, item: DueItem, now: datetime, rows: Rows, nudge: Nudge) -> None:
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
        if is_silent(person, now) and not _KINDS[item.kind].is_final:
            return  # the number may be somebody else's by now: see `exchange.greeting`
        later = _not_yet(item, running.launched.document.plan, now, rows)
        if later is not None:
            key = (conversation.bucket, conversation.id, conversation.consultation)
            rows.dues.append(DueRow(*key, item.kind, later))
            return
        limits = self._limits[address.channel]
        silence = _KINDS[item.kind]
        turn = advance(flow.on(limits), conversation, silence, now=now)
        context = TurnContext(
            person=person,
            address=address,
            scene=running.scene(limits, flow),
            now=now,
            turn=uuid.uuid5(_TURNS, f"{conversation.id}.{conversation.revision}.{item.kind}"),
            nudge=nudge,
        )
        collect(conversation, turn, context, rows)
        if person.focus != conversation.id and not silence.is_final:
            give_focus(person, conversation, rows)


async def _nudge_of(item: DueItem, transaction: Transaction, now: datetime) -> Nudge | None:
    """Who asks for this reminder; `None`: the person has written since, or has had one today."""
    if item.kind is not DueKind.NUDGE:
        return Nudge("")
    talk, who = item.conversation, item.person.participant
    nudge = await transaction.nudge(talk.bucket, talk.id)
    if nudge is None or await transaction.was_reminded(who.bucket, who.id, now - BETWEEN):
        return None
    has_written = talk.heard_at and nudge.at and talk.heard_at > nudge.at
    return None if has_written else nudge


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

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
from bot.engine.rounds import MAY_GO_ON, is_held
from bot.exchange import SILENCE_BEFORE_FOCUS, give_focus, may_interrupt
from bot.exchange.greeting import is_silent
from bot.exchange.nudging import BETWEEN
from bot.flow.rounds import ends, rated
from bot.flow.structure import Plan
from bot.model import Address, Conversation, DueKind, Limits, NextRound, Silence, Status
from bot.ports import Clock, DueItem, DueRow, Nudge, Rows, Store, Transaction
from bot.shelf import Running
from bot.shelf.shelf import Shelf

LIMIT_BATCH = 200
_TURNS = uuid.UUID("52b3fdf6-6fd1-5c3a-b3ee-93f4d55d1a36")
_KINDS: Mapping[DueKind, Silence | NextRound] = {
    DueKind.REMINDER: Silence(),
    DueKind.ASK_LINK_WORKER: Silence(is_final=True),
    DueKind.OPENING: Silence(),
    DueKind.NUDGE: Silence(is_personal=True),
    DueKind.ROUND: NextRound(),
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
                    await self._wake(item, transaction, rows, nudge)
            await transaction.write(rows)
        return len(items)

    async def _wake(
        self, item: DueItem, transaction: Transaction, rows: Rows, nudge: Nudge
    ) -> None:
        conversation, person, now = item.conversation, item.person, self._clock.now()
        found = await self._shelf.standing_of(conversation)
        address = reach(person)
        if found is None or address is None or item.kind not in _KINDS:
            return
        running, flow = found
        if not running.is_open or not _may_be_woken(item):
            return
        if item.kind is DueKind.OPENING and not _is_unheard_of(conversation):
            return
        wakes = _KINDS[item.kind]
        is_final = isinstance(wakes, Silence) and wakes.is_final
        if is_silent(person, now) and not is_final:
            return  # the number may be somebody else's by now: see `exchange.greeting`
        later = _not_yet(item, running.launched.document.plan, now, rows)
        if later is not None:
            key = (conversation.bucket, conversation.id, conversation.consultation)
            rows.dues.append(DueRow(*key, item.kind, later))
            return
        limits = self._limits[address.channel]
        what = await _what(item.kind, address, transaction)
        turn = advance(flow.on(limits), conversation, what, now=now)
        context = TurnContext(
            person=person,
            address=address,
            scene=running.scene(limits, flow),
            now=now,
            turn=uuid.uuid5(_TURNS, f"{conversation.id}.{conversation.revision}.{item.kind}"),
            nudge=nudge,
            until=_until(item, running, now),
        )
        collect(conversation, turn, context, rows)
        if turn.effects and person.focus != conversation.id and not is_final:
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


async def _what(kind: DueKind, address: Address, transaction: Transaction) -> Silence | NextRound:
    """As what it wakes a conversation."""
    if kind is not DueKind.ROUND:
        return _KINDS[kind]
    return NextRound(is_shared=address in await transaction.shared([address]))


def _may_be_woken(item: DueItem) -> bool:
    """A round is also for who has finished, and waits for who is with our staff."""
    talk = item.conversation
    if item.kind is DueKind.ROUND:
        return (talk.status in MAY_GO_ON or is_held(talk)) and not item.person.has_left
    return talk.status in _SILENT


def _until(item: DueItem, running: Running, now: datetime) -> datetime | None:
    """A round is told of while it runs, or not at all."""
    found = rated(running.launched.document.flow) if item.kind is DueKind.ROUND else None
    if found is None:
        return None
    at = ends(found[1], running.launched.document.plan, len(running.ballot.rounds) + 1)
    return at if at is not None and at > now else None


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
    talk = item.conversation
    is_talking = item.kind is DueKind.ROUND and (is_held(talk) or _writes(talk, now))
    if was_reminded or is_talking or not may_interrupt(item.person, talk.id, now):
        return now + SILENCE_BEFORE_FOCUS
    return None


def _writes(conversation: Conversation, now: datetime) -> bool:
    """Whether they are in the midst of it: what they send next answers what they have read."""
    heard = conversation.heard_at
    return heard is not None and now - heard < SILENCE_BEFORE_FOCUS

"""Claim, send, settle: the way out.

Rule: the lease is committed before the provider is called, and a send whose fate is not known is
never repeated blindly (both providers deliver what timed out).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from bot.errors import Misconfigured, Retry, SendFailed, Undeliverable, Unknown, Unreachable
from bot.logs import get_logger
from bot.model import VOICE, MessageKind, OutboundMessage, OutboxStatus
from bot.ports import Channel, Clock, Settled, Store

log = get_logger()

LEASE = timedelta(minutes=2)
"""Longer than any provider call may take, so that a live sender never loses its row."""
LIMIT_CLAIM = 16
"""Provider calls under way at a time. No more are leased, so that none waits for its turn with its
lease taken, while its person stops."""
LIMIT_SENDERS = 4
"""Loops on a channel that must lease row by row."""
TRIES = 12
"""Refusals of one message that asked for another try; spread by `_backoff`, about two hours."""
PATIENCE = timedelta(seconds=60)
"""How long an unknown send may still show up before the provider is asked."""
CLOCK_SLACK = timedelta(seconds=10)
HALT = timedelta(minutes=5)
"""A channel whose credentials are refused rests this long: nothing is lost, all is queued."""


class Deliverer:
    """Sends what one channel has in the outbox.

    Where the provider can be asked what became of a send, rows go out by the batch. Where it
    cannot, each row has its own lease, and replies (the only kind that is ever repeated) go one
    at a time, so that a process that dies leaves at most one text that may arrive twice.
    """

    def __init__(self, store: Store, channel: Channel, clock: Clock, files: Path = Path()) -> None:
        """`files`: the folder below which what messages send along is found."""
        self._files = files
        self._store = store
        self._channel = channel
        self._clock = clock
        self._limit = LIMIT_CLAIM if channel.limits.can_look_up else 1
        # Nobody will report on it later, so what was taken counts as delivered.
        self._sent = OutboxStatus.SENT if channel.limits.can_look_up else OutboxStatus.DELIVERED
        self._one_reply = asyncio.Lock()
        self._due_at: datetime | None = None

    @property
    def due_at(self) -> datetime | None:
        """When the next message may leave, as `once` last saw it; `None`: none is waiting."""
        return self._due_at

    @property
    def senders(self) -> int:
        """How many loops may call `once` side by side."""
        return 1 if self._channel.limits.can_look_up else LIMIT_SENDERS

    async def once(self) -> int:
        """Send what may leave now; how many rows were claimed."""
        due = await self._store.next_due(self._channel.name)
        self._due_at = due
        now = self._clock.now()  # after asking: what is due at once is due at the asking
        if due is None or due > now:
            return 0
        claimed = await self._store.claim(self._channel.name, now, LEASE, self._limit)
        if not claimed:
            return 0
        repeatable = self._limit == 1 and any(m.kind is MessageKind.REPLY for m in claimed)
        async with self._one_reply if repeatable else contextlib.nullcontext():
            await self._store.settle(await asyncio.gather(*map(self._send, claimed)))
        return len(claimed)

    async def _send(self, message: OutboundMessage) -> Settled:
        try:
            receipt = await self._channel.send(self._with_path(message))
        except SendFailed as failure:
            return settled_by(message, failure, self._clock.now())
        return Settled(message, self._sent, self._clock.now(), provider_id=receipt.provider_id)

    def _with_path(self, message: OutboundMessage) -> OutboundMessage:
        if not message.media or message.media.startswith(VOICE):
            return message
        return replace(message, media=str(self._files / message.media))

    async def look_up_unknown(self) -> int:
        """Ask the provider about sends whose fate is unknown (trust.md F6); how many settled."""
        now = self._clock.now()
        await self._store.claim(self._channel.name, now, LEASE, 0)  # gives up leases that ran out
        lost = await self._store.unknown(self._channel.name, now - PATIENCE)
        results = [await self._look_up(message, now) for message in lost]
        known = [result for result in results if result is not None]
        if known:
            await self._store.settle(known)
        return len(known)

    async def _look_up(self, message: OutboundMessage, now: datetime) -> Settled | None:
        if not self._channel.limits.can_look_up:
            return _resent_once_if_live(message, now)
        try:
            receipt = await self._channel.find(message, _claimed_at(message, now))
        except SendFailed as failure:  # no answer is no absence: ask again at the next round
            log.warning("send.unknown", channel=message.channel, error=type(failure).__name__)
            return None
        if receipt is not None:
            return Settled(message, OutboxStatus.SENT, now, provider_id=receipt.provider_id)
        return Settled(message, OutboxStatus.QUEUED, now, again_at=now)


def _claimed_at(message: OutboundMessage, now: datetime) -> datetime:
    """Only what left since then can be this message; the same words of an earlier day are not.
    A little slack bears clocks that differ."""
    leased_until = message.leased_until or now
    return leased_until - LEASE - CLOCK_SLACK


def _resent_once_if_live(message: OutboundMessage, now: datetime) -> Settled | None:
    """Where the provider cannot be asked: once more in a live chat, never in a broadcast."""
    if message.kind is MessageKind.REPLY and message.attempts < 2:
        return Settled(message, OutboxStatus.QUEUED, now, again_at=now)
    return None


def settled_by(message: OutboundMessage, failure: SendFailed, now: datetime) -> Settled:
    """What a failed send makes of its row."""
    for kind, settle in _FAILURES:
        if isinstance(failure, kind):
            return settle(message, failure, now)
    return Settled(message, OutboxStatus.UNKNOWN, now)


def _again(message: OutboundMessage, failure: SendFailed, now: datetime) -> Settled:
    assert isinstance(failure, Retry)  # noqa: S101 (the table says so; this tells mypy)
    if message.attempts >= TRIES:
        return Settled(message, OutboxStatus.FAILED, now, code="tries")
    wait = max(failure.after, _backoff(message.attempts))
    again_at = now + wait
    return Settled(message, OutboxStatus.QUEUED, now, again_at=again_at, rests=failure.after)


def _backoff(attempts: int) -> timedelta:
    return timedelta(seconds=min(2.0**attempts, 900.0)) if attempts > 1 else timedelta()


def _dead(message: OutboundMessage, failure: SendFailed, now: datetime) -> Settled:
    assert isinstance(failure, Unreachable)  # noqa: S101 (the table says so; this tells mypy)
    return Settled(
        message,
        OutboxStatus.FAILED,
        now,
        code=failure.code,
        unreachable=True,
        opted_out=failure.opted_out,
    )


def _refused(message: OutboundMessage, failure: SendFailed, now: datetime) -> Settled:
    assert isinstance(failure, Undeliverable)  # noqa: S101 (the table says so; this tells mypy)
    log.error("send.refused", channel=message.channel, code=failure.code)
    return Settled(message, OutboxStatus.FAILED, now, code=failure.code)


def _halted(message: OutboundMessage, failure: SendFailed, now: datetime) -> Settled:
    log.error("channel.misconfigured", channel=message.channel)
    return Settled(message, OutboxStatus.QUEUED, now, again_at=now + HALT, rests=HALT)


def _unknown(message: OutboundMessage, failure: SendFailed, now: datetime) -> Settled:
    return Settled(message, OutboxStatus.UNKNOWN, now)


_FAILURES: Sequence[
    tuple[type[SendFailed], Callable[[OutboundMessage, SendFailed, datetime], Settled]]
] = (
    (Retry, _again),
    (Unreachable, _dead),
    (Undeliverable, _refused),
    (Misconfigured, _halted),
    (Unknown, _unknown),
)

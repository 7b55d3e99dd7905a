"""The loops: deliver, remind, answer back, collect what no webhook brought.

Rule: a loop does nothing that is not in the store, so killing it between any two steps loses
nothing; whatever goes wrong is logged, counted, and tried again at the next round.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from bot.errors import SendFailed, Undeliverable
from bot.logs import get_logger
from bot.ports import Channel, Clock, Store
from bot.service.deliver import Deliverer
from bot.service.receive import Receiver

log = get_logger()

POLL_SECONDS = 1.0
"""The longest a loop sleeps while it hears of no commit: behind the wake-ups, not instead."""
CATCH_UP = timedelta(minutes=5)
LOOK_BACK = timedelta(hours=26)
"""How far back received messages are listed at start; a provider keeps them longer."""
LIMIT_MEDIA = 20
LIMIT_MEDIA_BYTES = 20_000_000
FORGET = timedelta(hours=1)
"""How late a recording may be deleted."""


class Loop(Struct, frozen=True):
    """One thing to do again and again: returns how much it did, so that a full round is
    followed by another at once."""

    name: str
    once: Callable[[], Awaitable[int]]
    every: timedelta | None = None
    """On this period of the running clock; `None`: whenever something was committed."""
    due_at: Callable[[], datetime | None] = lambda: None
    """When there is something to do though nothing is committed before, if that is known."""


class Worker:
    """Runs the loops until it is stopped."""

    def __init__(self, store: Store, clock: Clock, loops: Sequence[Loop]) -> None:
        self._store = store
        self._clock = clock
        self._loops = loops
        self._is_stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._pokes: list[asyncio.Event] = []
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin every loop."""
        self._is_stopping = False
        for loop in self._loops:
            poke = asyncio.Event()
            self._pokes.append(poke)
            self._tasks.append(asyncio.create_task(self._run(loop, poke), name=loop.name))
        self._listening = asyncio.create_task(self._listen(), name="wake")

    async def stop(self) -> None:
        """Finish the round each loop is in, and keep the rest for the next start."""
        self._is_stopping = True
        self.poke()
        await asyncio.gather(*self._tasks)
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        self._tasks.clear()
        self._pokes.clear()

    def poke(self) -> None:
        """Run every loop now, as after the clock was wound forward."""
        for poke in self._pokes:
            poke.set()

    async def _listen(self) -> None:
        """One task hears of commits for all loops: the store remembers, per task, what that
        task has not heard of yet."""
        while not self._is_stopping:
            await self._store.wait(POLL_SECONDS)
            self.poke()

    async def _run(self, loop: Loop, poke: asyncio.Event) -> None:
        ran_at: datetime | None = None
        while not self._is_stopping:
            poke.clear()  # before the look, so that a commit during it is not missed
            now = self._clock.now()
            done = 0
            if loop.every is None or ran_at is None or now - ran_at >= loop.every:
                ran_at = now
                done = await self._once(loop)
            if not done:
                await self._rest(loop, poke)

    async def _rest(self, loop: Loop, poke: asyncio.Event) -> None:
        """Until something is committed, or due; what is due, and yet could not be done, waits for
        a commit or the next poll."""
        due, now = loop.due_at(), self._clock.now()
        seconds = (due - now).total_seconds() if due is not None and due > now else None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await poke.wait()

    async def _once(self, loop: Loop) -> int:
        try:
            return await loop.once()
        except Exception as error:  # noqa: BLE001 (the edge: a loop outlives whatever one meets)
            log.error("loop.failed", loop=loop.name, error=type(error).__name__)
            return 0


def delivery(
    store: Store, channels: Mapping[str, Channel], clock: Clock, files: Path = Path()
) -> list[Loop]:
    """Two loops a channel: what is queued, and what is unknown."""
    loops: list[Loop] = []
    for channel in channels.values():
        deliverer = Deliverer(store, channel, clock, files)
        loops += [
            *(_delivering(deliverer, channel.name),) * deliverer.senders,
            Loop(f"unknown.{channel.name}", deliverer.look_up_unknown, timedelta(seconds=30)),
        ]
    return loops


def _delivering(deliverer: Deliverer, name: str) -> Loop:
    return Loop(f"deliver.{name}", deliverer.once, due_at=lambda: deliverer.due_at)


def catching_up(receiver: Receiver, channels: Mapping[str, Channel], clock: Clock) -> list[Loop]:
    """Feed received messages that no webhook brought through the same path: at start, then
    every five minutes. Repeats are dropped there."""
    return [
        Loop(f"missed.{channel.name}", _missed(receiver, channel, clock), CATCH_UP)
        for channel in channels.values()
    ]


def _missed(receiver: Receiver, channel: Channel, clock: Clock) -> Callable[[], Awaitable[int]]:
    asked_at: list[datetime] = []

    async def once() -> int:
        now = clock.now()
        since = asked_at[-1] - CATCH_UP if asked_at else now - LOOK_BACK
        messages = await channel.missed(since, now)
        await asyncio.gather(*(receiver.receive(message) for message in messages))
        asked_at[:] = [now]
        return 0

    return once


def fetching(
    store: Store, channels: Mapping[str, Channel], limit_bytes: int = LIMIT_MEDIA_BYTES
) -> list[Loop]:
    """Files that people sent: their links at the provider do not last. One above `limit_bytes`
    is not kept."""

    async def once() -> int:
        async with store.read() as reader:
            wanted = await reader.media(LIMIT_MEDIA)
        for media_id, name, handle in wanted:
            if name in channels:
                body = await _fetched(channels[name], handle)
                if body is not None:
                    await store.save_media(media_id, body if len(body) <= limit_bytes else b"")
        return 0

    return [Loop("media", once, timedelta(seconds=15))]


async def _fetched(channel: Channel, handle: str) -> bytes | None:
    """One file; one that is gone or too large is empty, so that it is not asked for again, and
    one that may come later (`None`) holds up no other."""
    try:
        return await channel.download(handle)
    except Undeliverable:
        log.warning("media.gone", channel=channel.name)
        return b""
    except SendFailed as failure:
        log.warning("media.failed", channel=channel.name, error=type(failure).__name__)
        return None


def forgetting(store: Store, clock: Clock) -> list[Loop]:
    """Recordings whose date has come, which the person was told."""
    return [Loop("forget", lambda: store.delete_media(clock.now()), FORGET)]

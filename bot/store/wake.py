"""Wake-up: a loop that waits is told when something was committed.

Rule: it buys latency, never correctness: whoever waits looks again after a while anyway.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.engine.url import URL

CHANNEL = "kotha"


class Wake:
    """Commits, counted, so that none between a look and a wait goes unheard."""

    def __init__(self) -> None:
        self._count = 0
        self._next = asyncio.Event()
        self._seen: WeakKeyDictionary[asyncio.Task[Any], int] = WeakKeyDictionary()

    def call(self) -> None:
        """Something was committed."""
        self._count += 1
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Return at the next call, or at once if one came since this task last waited."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (a coroutine runs in a task)
        if self._seen.get(task, self._count) == self._count:
            # Not wait_for: Python 3.11's loses a cancellation that meets a wake-up.
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._next.wait()
        self._seen[task] = self._count


class Listener:
    """PostgreSQL's LISTEN and NOTIFY, on a connection of its own and outside transactions:
    there a NOTIFY would make commits wait for one another."""

    def __init__(self, url: URL, wake: Wake) -> None:
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._wake = wake
        self._connection: Any = None  # Any: asyncpg has no types
        self._telling: asyncio.Task[None] | None = None
        self._is_wanted = False

    async def start(self) -> None:
        """Listen to the other processes."""
        import asyncpg

        self._connection = await asyncpg.connect(self._url)
        await self._connection.add_listener(CHANNEL, self._heard)

    def _heard(self, connection: Any, teller: int, *_: object) -> None:
        if teller != connection.get_server_pid():  # our own loops were told directly
            self._wake.call()

    def tell(self) -> None:
        """Tell them something was committed; many tellings become one."""
        self._is_wanted = True
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        import asyncpg

        while self._is_wanted:
            self._is_wanted = False
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._connection.execute(f"NOTIFY {CHANNEL}")

    async def aclose(self) -> None:
        """Let go of the connection."""
        if self._telling is not None:
            await self._telling
        if self._connection is not None:
            await self._connection.close()

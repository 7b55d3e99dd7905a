"""A real HTTP server on loopback in a thread, which can also be a bad one.

Rule: what it holds is read and written under one condition, so that a test waits for what it
expects instead of sleeping.
"""

from __future__ import annotations

import asyncio
import random
import socket
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

Now = Callable[[], datetime]


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)  # noqa: TID251 - a provider has its own clock


class Faults:
    """Which request goes wrong, and how.

    Kinds that every fake knows:
        `cut`: the connection is reset before the request was taken.
        `drop`: the request is taken, and the connection is reset instead of an answer.
        `500`, `502_html`: refused with that.
        `500_after`: taken, and answered with 500 all the same.
        `429`: refused, with `Retry-After`.
        `slow`: taken, and never answered while the fake runs (the client must time out).
        `garbage`: taken, and answered 200 with something that is no JSON.
    """

    def __init__(self) -> None:
        self._next: deque[str] = deque()
        self._rates: list[tuple[str, float, random.Random]] = []

    def next(self, kind: str, times: int = 1) -> None:
        """The next *times* requests that send something go wrong so."""
        self._next.extend([kind] * times)

    def rate(self, kind: str, share: float, seed: int = 0) -> None:
        """From now on that *share* of them does, by a seeded die."""
        self._rates.append((kind, share, random.Random(seed)))

    def clear(self) -> None:
        """All is well again."""
        self._next.clear()
        self._rates.clear()

    def draw(self) -> str:
        """What happens to the request at hand; empty: nothing."""
        if self._next:
            return self._next.popleft()
        for kind, share, die in self._rates:
            if die.random() < share:
                return kind
        return ""


class _Protocol(H11Protocol):
    """Remembers its connection, so that a handler may reset it."""

    open: ClassVar[dict[tuple[str, int], asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        if self.client:
            self.open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.client:
            self.open.pop(self.client, None)


class _Server(uvicorn.Server):
    """Looks for the end of the test more often than uvicorn's ten times a second."""

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks = (ticks + 1) % 1_000_000
            await asyncio.sleep(0.01)


class LoopbackServer:
    """Serves `app()` on a free port of 127.0.0.1 between `with` and its end."""

    def __init__(self, *, now: Now = utc_now) -> None:
        self.now = now
        """The provider's clock; assign another to travel."""
        self.faults = Faults()
        self.tries: list[tuple[datetime, str]] = []
        """When something was to be sent, and what went wrong with it; empty: nothing."""
        self.latency = timedelta()
        """How long the provider thinks before it takes what it is sent."""
        self.moved = threading.Condition(threading.RLock())
        """Guards everything below; notified when something happens."""
        self.url = ""
        """Known from `with` on."""
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.closing = threading.Event()

    def app(self) -> ASGIApp:
        """What to serve."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            self.app(),
            http=_Protocol,
            loop="asyncio",
            lifespan="off",
            ws="none",
            access_log=False,
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=10)
        if self._socket is not None:
            self._socket.close()

    def wait(self, holds: Callable[[], Any], timeout: float = 10.0) -> None:
        """Until *holds* is true of the fake.

        Raises:
            AssertionError: it was not in *timeout* seconds.
        """
        with self.moved:
            assert self.moved.wait_for(holds, timeout), "what was waited for did not happen"

    def notify(self) -> None:
        """Wake whoever waits."""
        with self.moved:
            self.moved.notify_all()

    def strike(self) -> str:
        """What happens to the request at hand, which is to send something."""
        kind = self.faults.draw()
        self.tries.append((self.now(), kind))
        return kind

    async def think(self) -> None:
        """Take the time that a provider takes."""
        if self.latency:
            await asyncio.sleep(self.latency.total_seconds())

    async def stall(self) -> None:
        """Hold the request at hand until the fake closes."""
        await asyncio.to_thread(self.closing.wait)

    def reset(self, request: Request) -> Response:
        """Reset the connection of *request*: no answer reaches the client."""
        client = request.client
        transport = _Protocol.open.get((client.host, client.port)) if client else None
        if transport is not None:
            transport.abort()
        return Response()


def refused_port() -> str:
    """A loopback address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return f"http://127.0.0.1:{found.getsockname()[1]}"

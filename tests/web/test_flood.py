"""Bodies that never end, over a real socket: each refused, none kept."""

from __future__ import annotations

import asyncio
import resource
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn

from bot.web.server import asgi
from tests.web.fakes import SmallApp

AT_ONCE = 40
BODY = b"x" * (2 * 1024 * 1024)
ALLOWED_KIB = 20 * 1024 + len(BODY) * 4 // 1024


@asynccontextmanager
async def served(app: SmallApp) -> AsyncIterator[str]:
    """The app on a free loopback port, by uvicorn; its address."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=AT_ONCE)
    config = uvicorn.Config(asgi(app), log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await task


async def test_many_bodies_over_the_limit_are_all_413_and_leave_no_weight() -> None:
    app = SmallApp()
    async with served(app) as address, httpx.AsyncClient(timeout=60) as http:
        await http.post(f"{address}/webhooks/sms", content=b"warm")
        before_kib = _peak_kib()

        answers = await asyncio.gather(
            *(http.post(f"{address}/webhooks/sms", content=BODY) for _ in range(AT_ONCE))
        )

    assert {answer.status_code for answer in answers} == {413}
    assert app.receiver.taken == []
    assert _peak_kib() - before_kib < ALLOWED_KIB


def _peak_kib() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak

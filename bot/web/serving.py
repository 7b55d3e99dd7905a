"""A web server that leaves signals, logs and headers to us.

Rule: whoever runs it decides when it stops, so that what lies behind it is put away in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

COLLECT_AFTER = 50_000
"""New objects before the youngest are looked through: those of some five hundred messages."""


class Server(uvicorn.Server):
    """Does not listen for signals: uvicorn would raise them again once it has stopped, and end
    the process before the rest was put away."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


def server(site: ASGIApp, grace_seconds: int = 10) -> Server:
    """A server for `site`, to be given a listening socket; open requests have so long to end."""
    config = uvicorn.Config(
        site,
        log_config=None,
        access_log=False,  # a path may hold a join token
        lifespan="off",
        server_header=False,
        proxy_headers=False,  # webhooks are checked against PUBLIC_URL, never a header
        timeout_graceful_shutdown=grace_seconds,
    )
    return Server(config)


def stop_on_signals() -> asyncio.Event:
    """Set when the process is asked to end, by Ctrl-C or SIGTERM."""
    stop = asyncio.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(wanted, stop.set)
    return stop


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The fastest event loop there is here, for `asyncio.Runner`."""
    return uvicorn.Config(_nothing, log_config=None).get_loop_factory()


def spare_the_collector() -> None:
    """Leave what start-up made out of garbage collection: it lives as long as the process, and
    looking through it again and again costs a tenth of the rate of messages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 50)


async def _nothing(*_: object) -> None:
    """An app for the configuration that only chooses the event loop."""

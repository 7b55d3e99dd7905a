"""A web server that leaves signals, logs and headers to us.

Rule: whoever runs it decides when it stops, so that what lies behind it is put away in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp


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


async def _nothing(*_: object) -> None:
    """An app for the configuration that only chooses the event loop."""

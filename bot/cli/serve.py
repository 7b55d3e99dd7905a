"""`kotha serve`: run the installation until it is asked to stop.

Rule: stopping has one order: take no more requests, answer those that are open, then finish the
batch and let go of the database.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import MISUSE, emit, fail

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.app import App
    from bot.settings import Settings
    from bot.web.serving import Server


class Part(StrEnum):
    """What this process does of the whole."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


def command(
    role: Annotated[
        Part, typer.Option(help="All of it, or one half of two processes.")
    ] = Part.ALL,
    as_json: Annotated[bool, typer.Option("--json", help="Say where it listens as JSON.")] = False,
) -> None:
    """Run it: take messages in, send replies out, remind, report. Stop it with Ctrl-C."""
    from bot import logs, settings
    from bot.app import build
    from bot.web.serving import loop_factory

    chosen = settings.load()
    chosen.keys()  # refuse before anything opens
    logs.configure()
    app = build(chosen, role=role.value)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(serve(app, role, as_json=as_json))


async def serve(app: App, role: Part, *, as_json: bool) -> None:
    """Run *app* and, unless it is a worker, its servers, until SIGTERM or Ctrl-C."""
    from bot import __version__, logs
    from bot.web.serving import spare_the_collector, stop_on_signals

    log = logs.get_logger()
    stop = stop_on_signals()
    sockets = _listen(app.settings, role)
    async with app:
        port = sockets[0].getsockname()[1] if sockets else None
        spare_the_collector()
        log.info("app.started", role=role.value, version=__version__, port=port)
        _announce(role, app.settings.host, port, as_json=as_json)
        await _until(stop, _servers(app, sockets), sockets)
    log.info("app.stopped", role=role.value)


async def _until(stop: asyncio.Event, servers: list[Server], sockets: list[socket.socket]) -> None:
    """Serve until *stop* is set; then take no more, and answer what is open."""
    async with asyncio.TaskGroup() as tasks:
        for running, listening in zip(servers, sockets, strict=True):
            tasks.create_task(running.serve(sockets=[listening]))
        await stop.wait()
        for running in servers:
            running.should_exit = True


def _listen(settings: Settings, role: Part) -> list[socket.socket]:
    """The sockets: pages and webhooks first, then the counters. A worker serves neither."""
    if role is Part.WORKER:
        return []
    ports = [("KOTHA_PORT", settings.port), ("KOTHA_METRICS_PORT", settings.metrics_port)]
    return [_open(name, settings.host, port) for name, port in ports if port is not None]


def _open(name: str, host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        fail(f"{name}: cannot listen there ({error.strerror}). Is it running already?", MISUSE)


def _servers(app: App, sockets: list[socket.socket]) -> list[Server]:
    """One server for each socket, in the same order."""
    from bot.web.health import metrics_app
    from bot.web.metrics import Metrics
    from bot.web.public import Shop, routes
    from bot.web.server import asgi
    from bot.web.serving import server

    counted = Metrics()
    chosen = app.settings
    shop = Shop(
        chosen.public_url or "",
        chosen.twilio_from or "",
        chosen.data_licence,
        chosen.small_numbers(),
    )
    pages = asgi(app, public=routes(app, shop), metrics=counted)
    sites: list[ASGIApp] = [pages, metrics_app(app.store, counted)]
    return [server(site) for site, _ in zip(sites, sockets, strict=False)]


def _announce(role: Part, host: str, port: int | None, *, as_json: bool) -> None:
    name = f"[{host}]" if ":" in host else host
    url = f"http://{name}:{port}" if port else None
    where = f"Listening on {url}" if url else "Working"
    emit({"role": role.value, "url": url}, as_json=as_json, table=f"{where}. Stop with Ctrl-C.")
    sys.stdout.flush()  # whoever waits for the address reads a pipe

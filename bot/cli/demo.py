"""`kotha demo`: everything on this machine, no account and no key; nobody is texted.

Rule: all it makes lies in a temporary folder that goes with it, and it listens to this machine
alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import MISUSE, emit, fail
from bot.cli.places import folders

if TYPE_CHECKING:
    from bot.app import App
    from bot.flow.structure import Document, Plan
    from bot.service.launch import Link
    from bot.service.synthetic import Resident
    from bot.settings import Settings
    from bot.web.stage import Stage

FLOW = "eye-screening-access"
PORT = 8000
_HOST = "127.0.0.1"
_RATES = {"sms": {"GB": 500, "*": 500}, "telegram": {"*": 500}}
"""Simulated networks are fast: what is slow about real ones is shown by `kotha launch`."""
_GRACE_SECONDS = 2


def command(
    port: Annotated[
        int, typer.Option(help="Where to listen; 8000, or the next free one, if left out.")
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open the page.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Try it: two simulated phones in your browser, 200 synthetic residents on request."""
    from bot import logs

    logs.configure(level=logging.WARNING)
    listening = _listen(port)
    with TemporaryDirectory(prefix="kotha-demo-") as folder:
        asyncio.run(_demo(Path(folder), listening, is_opened=not no_browser, as_json=as_json))
    if not as_json:
        print("Stopped. The demo's data is gone.")


async def _demo(folder: Path, listening: socket.socket, *, is_opened: bool, as_json: bool) -> None:
    from bot.web.serving import stop_on_signals

    stop = stop_on_signals()
    address = f"http://{_HOST}:{listening.getsockname()[1]}/phone"
    async with _played(_settings(folder)) as stage:
        _announce(address, as_json=as_json)
        if is_opened:
            _open_browser(address)
        await _serve(stage, listening, stop)


@contextlib.asynccontextmanager
async def _played(settings: Settings) -> AsyncIterator[Stage]:
    """The running demo, its two residents invited."""
    from bot.app import WoundClock, build
    from bot.channels import LIMITS
    from bot.channels.simulated import Simulated, Switchboard
    from bot.flow.folder import BLOCKS
    from bot.flow.load import load
    from bot.web.stage import RESIDENTS, Props, Stage

    document = load(settings.flows_dir / FLOW, settings.flows_dir / BLOCKS)
    clock = WoundClock(_first_morning(document.plan))
    phones = Switchboard(clock)
    channels = {name: Simulated(name, limits, phones) for name, limits in LIMITS.items()}
    prices = {name: settings.price(name, "GB") for name in channels}
    async with build(settings, clock=clock, channels=channels) as app:

        async def invite(people: Sequence[Resident]) -> None:
            await _invite(app, document, people)

        stage = Stage(app, phones, clock, Props(FLOW, RESIDENTS, prices), invite)
        await invite(stage.props.residents)
        await stage.greeted()
        playing = asyncio.create_task(stage.run())
        yield stage
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def _invite(app: App, document: Document, people: Sequence[Resident]) -> None:
    """Launch to these people as `kotha launch` would, its questions answered."""
    from bot.channels import LIMITS
    from bot.model import Lifecycle
    from bot.ports import Launched
    from bot.service.launch import (
        Desk,
        Entry,
        Order,
        go_live,
        open_and_invite,
        refuse_what_cannot_open,
    )
    from bot.shelf import place

    slug = document.flow.slug
    launched = Launched(slug, Lifecycle.OPEN, document, app.clock.now())
    entries = tuple(
        Entry(row, person.language, (person.address,), "GB", person.name)
        for row, person in enumerate(people, start=2)
    )
    order = Order(place(launched, app.catalogue), entries, "demo", accepted_by="demo")
    key = app.settings.keys().secret
    desk = Desk(app.store, app.clock, LIMITS, _pace, key, keep_links=_no_links)
    await go_live(app.office("demo"), by="demo")
    await open_and_invite(order, desk, await refuse_what_cannot_open(order, desk))
    await app.shelf.refresh()
    app.poke()


def _no_links(links: Sequence[Link]) -> None:
    """Everybody in the demo has a phone."""
    if links:
        raise AssertionError


def _pace(channel: str) -> float:
    return float(_RATES[channel]["*"])


async def _serve(stage: Stage, listening: socket.socket, stop: asyncio.Event) -> None:
    """Until asked to stop; pages that wait for news are let go first."""
    from bot.web import phone, public
    from bot.web.server import asgi
    from bot.web.serving import server

    shop = public.Shop("http://{}:{}".format(*listening.getsockname()))
    pages = asgi(stage.app, desk=phone.routes(stage), public=public.routes(stage.app, shop))
    running = server(pages, _GRACE_SECONDS)
    serving = asyncio.create_task(running.serve(sockets=[listening]))
    await stop.wait()
    running.should_exit = True
    stage.phones.touch()
    await serving


def _settings(folder: Path) -> Settings:
    """Fresh keys and a database that goes with the folder; of the environment only where flows
    and languages lie."""
    from bot.settings import load, make_keys

    flows, locales = folders()
    environ = {
        **make_keys(),
        "KOTHA_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'demo.db'}",
        "KOTHA_RATES": json.dumps(_RATES),
        "KOTHA_FLOWS_DIR": str(flows),
        "KOTHA_LOCALES_DIR": str(locales),
    }
    return load(environ, folder / "kotha.toml")


def _first_morning(plan: Plan) -> datetime:
    """The first waking moment after the consultation opens."""
    from bot.flow.hours import calendar_of

    opens = plan.opens or datetime(2027, 3, 2, 9, tzinfo=UTC)
    return calendar_of(plan).earliest(opens) + timedelta(minutes=1)


def _listen(port: int) -> socket.socket:
    """A socket of this machine alone: the port asked for, or the next free one."""
    for candidate in (port,) if port else (PORT, 0):
        with contextlib.suppress(OSError):
            return socket.create_server((_HOST, candidate), backlog=128)
    fail(f"Port {port} is taken. Leave --port out, or choose another.", MISUSE)


def _announce(address: str, *, as_json: bool) -> None:
    lines = (
        f"Two simulated phones are at {address}",
        "Demo data: nobody is texted. Stop with Ctrl-C; everything made here goes with it.",
    )
    emit({"url": address}, as_json=as_json, table="\n".join(lines))


def _open_browser(address: str) -> None:
    import webbrowser

    webbrowser.open(address)

"""Signed SMS webhook → durable answer, new state and queued reply, against the bare app.

One server process each (`kotha serve --role web` on SQLite with `synchronous=FULL`), 64
connections. A thousand people answer the eye-screening consultation; the two servers are given
the same signed requests, in turns.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from statistics import median

import httpx

from bot.app import App, opened
from bot.channels import LIMITS
from bot.effects import TurnContext, collect
from bot.engine import advance
from bot.flow.load import load
from bot.model import Address, Conversation, Lifecycle, Participant, Start
from bot.ports import Person, PersonRow, Rows
from bot.settings import load as load_settings
from bot.settings import make_keys
from bot.shelf import Running
from tests.bench.baseline_app import PUBLIC
from tests.bench.load import CONNECTIONS, post, rate
from tests.bench.table import Ratio
from tests.e2e.town import ROOT, SLUG, free_port
from tests.fakes.twilio import TwilioFake

PEOPLE = [f"+447700900{number:03d}" for number in range(1000)]
ROUNDS: Sequence[Sequence[str]] = (
    ("yes", "1", "4", "2 1 3"),
    ("E1", "nothing", "skip", "skip"),
    ("skip", "skip", "skip", "skip"),
)
"""What everyone says in each round."""
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)


def measure() -> list[Ratio]:
    """At least 0.7 of the bare app."""
    with tempfile.TemporaryDirectory() as folder, TwilioFake(webhook_url=PUBLIC) as twilio:
        environment = _environment(Path(folder), twilio)
        asyncio.run(_populate(environment))
        bodies = [[_requests(twilio, words) for words in each] for each in ROUNDS]
        with _ours(environment) as ours, _bare(environment) as bare:
            pairs = [asyncio.run(_in_turns(ours, bare, step)) for step in chain(*bodies)]
    return [
        Ratio(
            "signed webhook -> durable / bare Starlette",
            f"{median(pair[0] for pair in pairs):.0f} req/s",
            f"{median(pair[1] for pair in pairs):.0f} req/s",
            median(ours / bare for ours, bare in pairs),
            0.7,
        )
    ]


def _environment(folder: Path, twilio: TwilioFake) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "KOTHA" not in name}
    return {
        **kept,
        **make_keys(),
        **twilio.environment,
        "KOTHA_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/kotha.db",
        "KOTHA_PUBLIC_URL": "https://kotha.example.org",
        "KOTHA_FLOWS_DIR": str(ROOT / "flows"),
        "KOTHA_LOCALES_DIR": str(ROOT / "locales"),
    }


async def _populate(environment: Mapping[str, str]) -> None:
    """A thousand people, invited: as a launch leaves them."""
    settings = load_settings(environment)
    document = load(ROOT / "flows" / SLUG, ROOT / "flows" / "_blocks")
    async with opened(settings) as app:
        async with app.store.begin() as transaction:
            await transaction.save_consultation(document, Lifecycle.OPEN, BEGAN)
        await app.shelf.refresh()
        running = app.shelf.running(SLUG)
        assert running is not None
        rows = Rows()
        async with app.store.begin() as transaction:
            for number in PEOPLE:
                address = Address("sms", number)
                _invite(app, running, address, transaction.bucket_of(address), rows)
            await transaction.write(rows)


def _invite(app: App, running: Running, address: Address, bucket: int, rows: Rows) -> None:
    limits = LIMITS["sms"]
    participant = Participant(uuid.uuid4(), bucket, "en")
    fresh = Conversation(
        uuid.uuid4(), bucket, participant.id, SLUG, running.launched.document.version, "en"
    )
    person = Person(participant, (address,), (fresh,), fresh.id)
    context = TurnContext(person, address, running.scene(limits), BEGAN, uuid.uuid4())
    turn = advance(running.compiled.on(limits), fresh, Start(), now=BEGAN)
    collect(fresh, turn, context, rows)
    rows.people.append(PersonRow(participant, (address,)))
    rows.focus[participant.id] = (bucket, fresh.id)


def _requests(twilio: TwilioFake, words: str) -> list[bytes]:
    forms = [twilio.sign_text(number, words) for number in PEOPLE]
    return [post("/webhooks/sms", dict(form.headers), form.body) for form in forms]


async def _in_turns(ours: int, bare: int, step: Sequence[bytes]) -> tuple[float, float]:
    """Everyone says one thing to each, each person always on the same connection: short turns, as
    a shared machine is twice as fast in one second as in the next."""
    ordered = step[: len(PEOPLE) - len(PEOPLE) % CONNECTIONS]
    theirs = await rate(bare, ordered)
    return await rate(ours, ordered), theirs


@contextlib.contextmanager
def _ours(environment: Mapping[str, str]) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "bot", "serve", "--role", "web"]
    with _process(command, {**environment, "KOTHA_PORT": str(port)}, port, "/readyz"):
        yield port


@contextlib.contextmanager
def _bare(environment: Mapping[str, str]) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.baseline_app", str(port)]
    with _process(command, environment, port, "/"):
        yield port


@contextlib.contextmanager
def _process(
    command: list[str], environment: Mapping[str, str], port: int, path: str
) -> Iterator[None]:
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT)
    try:
        _await_answer(f"http://127.0.0.1:{port}{path}")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _await_answer(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            httpx.get(url, trust_env=False, timeout=2)
        except httpx.HTTPError:
            continue
        return
    raise AssertionError(f"nobody answers at {url}")


if __name__ == "__main__":
    print(*measure(), sep="\n")

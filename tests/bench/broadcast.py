"""A broadcast to a hundred thousand: how long it takes to queue, in how much memory, and how fast
it is claimed.

Measured in a process of its own, by its processor time: beside other work the clock on the wall
says little. The reference is SQLite's own library, given as many rows of the same tables.

    python -m tests.bench.broadcast ours|bare FOLDER
"""

from __future__ import annotations

import asyncio
import gc
import json
import sqlite3
import sys
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import process_time

from bot.__main__ import ALLOCATIONS
from bot.channels import LIMITS
from bot.model import OutboxStatus
from bot.ports import Settled
from bot.service.deliver import LEASE
from bot.service.launch import (
    Desk,
    Entry,
    Order,
    choose,
    go_live,
    open_and_invite,
    refuse_what_cannot_open,
)
from bot.shelf import Running
from bot.shelf.office import Office
from bot.shelf.shelf import Shelf
from bot.store import SqlStore, open_store
from bot.store.engine import PRAGMAS
from tests.bench.apart import in_process, megabytes
from tests.bench.table import Ratio, within
from tests.service.stage import KEYS, NOON, SLUG, Clock, catalogue, running
from tests.store.makers import phone

PEOPLE = 100_000
LANGUAGES = ("en", "bn", "so", "ur")
LIMIT_SECONDS = 30
LIMIT_MEGABYTES = 200
CLAIMS = 5_000
"""Rows a second."""
CLAIMED = 20_000
LIMIT_ROWS = 100
TABLES = ("participant", "address", "address_participant", "conversation", "due", "outbox")
PAGE = 1_000


def measure() -> list[Ratio]:
    """Thirty seconds, 200 MB; five thousand rows a second."""
    with tempfile.TemporaryDirectory() as folder:
        ours = in_process("tests.bench.broadcast", "ours", folder)
        bare = in_process("tests.bench.broadcast", "bare", folder)
    return [
        within(
            f"queue 100,000 invitations (bar: {LIMIT_SECONDS} s)",
            LIMIT_SECONDS,
            (ours["queued"], f"{ours['queued']:.1f} s"),
            f"{bare['queued']:.1f} s",
        ),
        within(
            f"in one process, at its peak ({LIMIT_MEGABYTES} MB)",
            LIMIT_MEGABYTES,
            (ours["megabytes"], f"{ours['megabytes']:.0f} MB"),
            f"{ours['at_rest']:.0f} MB at rest",
        ),
        Ratio(
            f"claim a hundred at a time ({CLAIMS:,} rows/s)",
            f"{ours['claimed']:,.0f} rows/s",
            f"{bare['claimed']:,.0f} rows/s",
            ours["claimed"] / CLAIMS,
            1,
        ),
    ]


# ── Ours ──────────────────────────────────────────────────────────────────────────────────────


async def _ours(folder: Path) -> Mapping[str, float]:
    clock = Clock(NOON)
    store = await open_store(f"sqlite+aiosqlite:///{folder / 'ours.db'}", KEYS, clock=clock)
    office = Office(store, Shelf(store, catalogue()), clock, LIMITS, "bench")
    ready = running()
    await go_live(office, by="bench")
    at_rest = megabytes()
    began = process_time()
    await invite_all(office, ready)
    queued, peak = process_time() - began, megabytes()
    clock.at += timedelta(minutes=10)
    claimed = await _claiming(store, clock)
    await store.aclose()
    return {"queued": queued, "megabytes": peak, "at_rest": at_rest, "claimed": claimed}


async def invite_all(office: Office, ready: Running) -> None:
    """A launch to everybody, as the command does it."""
    store = office.store
    entries = tuple(
        Entry(n + 2, LANGUAGES[n % 4], (phone(n),), "GB", f"Resident {n}") for n in range(PEOPLE)
    )
    choice = await choose(store, SLUG, entries, None)
    order = Order(ready, tuple(chosen.entry for chosen in choice.chosen), "bench")
    desk = Desk(store, office.clock, LIMITS, lambda _: 1e6, b"k" * 32, lambda _: None)
    done = await open_and_invite(order, desk, await refuse_what_cannot_open(order, desk))
    assert done.invited == PEOPLE


async def _claiming(store: SqlStore, clock: Clock) -> float:
    """Rows a second of claiming alone; each is settled, as it would be."""
    spent, left = 0.0, 0
    while left < CLAIMED:
        began = process_time()
        claimed = await store.claim("sms", clock.at, LEASE, LIMIT_ROWS)
        spent += process_time() - began
        await store.settle([Settled(each, OutboxStatus.SENT, clock.at) for each in claimed])
        left += len(claimed)
    return left / spent


# ── The reference ─────────────────────────────────────────────────────────────────────────────


def _bare(folder: Path) -> Mapping[str, float]:
    """The rows that ours made, read back and put into an empty copy, and claimed by hand."""
    made = sqlite3.connect(folder / "ours.db")
    shape = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    shapes = [row[0] for row in made.execute(shape)]
    for statement in (*PRAGMAS, "PRAGMA foreign_keys = OFF", *shapes):  # pages are of one table
        bare.execute(statement)
    pages = [[made.execute(_page(name, n)).fetchall() for name in TABLES] for n in range(100)]
    began = process_time()
    for page in pages:
        bare.execute("BEGIN IMMEDIATE")
        for name, rows in zip(TABLES, page, strict=True):
            marks = ", ".join("?" * len(rows[0]))
            bare.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        bare.execute("COMMIT")
    queued = process_time() - began
    bare.execute("UPDATE outbox SET status = 'queued', lease = NULL")
    return {"queued": queued, "claimed": _bare_claims(bare)}


def _page(name: str, n: int) -> str:
    return f"SELECT * FROM {name} LIMIT {PAGE} OFFSET {n * PAGE}"


def _bare_claims(bare: sqlite3.Connection) -> float:
    """The shortest thing that is still a claim: the next rows, leased and committed."""
    lease = (
        "UPDATE outbox SET status = 'claimed', lease = 1, attempts = attempts + 1 WHERE id IN "
        "(SELECT id FROM outbox WHERE status = 'queued' AND channel = 'sms' AND kind = 2 "
        f"ORDER BY not_before, seq LIMIT {LIMIT_ROWS}) RETURNING id, sealed"
    )
    began, left = process_time(), 0
    while left < CLAIMED:
        bare.execute("BEGIN IMMEDIATE")
        left += len(bare.execute(lease).fetchall())
        bare.execute("COMMIT")
    return left / (process_time() - began)


if __name__ == "__main__":
    gc.set_threshold(ALLOCATIONS)  # as `kotha launch` does
    folder = Path(sys.argv[2])
    print(json.dumps(asyncio.run(_ours(folder)) if sys.argv[1] == "ours" else _bare(folder)))

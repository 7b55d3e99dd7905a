"""Whom to remind, among a million conversations: and no slower for those that have finished.

The tables are filled by SQL, since it is about looking up. By processor time, as other work on the
machine is none of ours; the reference is the plainest statement that finds the same rows.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from time import process_time

from bot.model import Status
from bot.store import SqlStore, open_store
from bot.store.moments import micros
from tests.bench.table import Ratio
from tests.service.stage import KEYS, NOON, Clock
from tests.store.makers import SLUG

SILENT = 20_000
"""Who has begun, or not, and said nothing since."""
FEW, MANY = 80_000, 980_000
"""Who has finished."""
OWN = 300
"""People of each link worker."""
BATCH = 200
"""As many waits as the reminder takes at a time."""
LIMIT_SECONDS = 2.0
LIMIT_GROWTH = 1.5
ROUNDS = 3

_FILL = """
WITH RECURSIVE n(i) AS (SELECT :start UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :end)
INSERT INTO {table} ({columns}) SELECT {values} FROM n
"""
_ID = "printf('%016x%016x', i * 2654435761 % 4294967296, i)"
_BUCKET = "i * 2654435761 % 4294967296 % 256"
_TABLES = {
    "participant": {
        "bucket": _BUCKET, "id": _ID, "sealed": "''", "language": "'en'", "segment": "''",
        "area": "''", "link_worker": f"'worker ' || (i / {OWN})", "source": "''",
    },
    "conversation": {
        "bucket": _BUCKET, "id": _ID, "participant": _ID, "consultation": f"'{SLUG}'",
        "version": "'v'", "language": "'en'", "status": ":status", "step": "'minutes'",
        "revision": "3", "heard_at": ":now", "began_at": ":now + i",
    },
    "due": {
        "bucket": _BUCKET, "conversation": _ID, "kind": "'reminder'",
        "consultation": f"'{SLUG}'", "at": ":now + (i % 1000 - 900) * 3600000000",
    },
    "outbox": {
        "id": _ID, "bucket": _BUCKET, "turn": _ID, "part": "0", "participant": _ID,
        "conversation": _ID, "consultation": f"'{SLUG}'", "channel": "'sms'",
        "address_bucket": _BUCKET, "address": _ID, "sealed": "''", "kind": "1", "units": "1",
        "due": ":now", "seq": "0", "not_before": ":now - 172800000000", "status": "'delivered'",
        "changed_at": ":now",
    },
}  # fmt: skip


def measure() -> list[Ratio]:
    """Two seconds at a million; and hardly more than at a tenth of that."""
    with tempfile.TemporaryDirectory() as folder:
        few = asyncio.run(_timed(Path(folder) / "few.db", FEW))
        many = asyncio.run(_timed(Path(folder) / "many.db", MANY))
        bare = _bare(Path(folder) / "many.db")
    found = []
    for name, seconds in many.items():
        found += [
            _ceiling(f"{name} of a million", (seconds, bare), LIMIT_SECONDS),
            _ceiling("... against a tenth of that", (seconds, few[name]), few[name], LIMIT_GROWTH),
        ]
    return found


def _ceiling(name: str, taken: tuple[float, float], unit: float, bar: float = 1) -> Ratio:
    ours, reference = (f"{seconds * 1e3:,.0f} ms" for seconds in taken)
    return Ratio(name, ours, reference, taken[0] / unit, bar, is_ceiling=True)


async def _timed(path: Path, finished: int) -> dict[str, float]:
    """Seconds for each way of choosing."""
    store = await open_store(f"sqlite+aiosqlite:///{path}", KEYS, clock=Clock(NOON))
    _fill(path, finished)
    timed = {
        "silent people": await _median(lambda: _silent(store)),
        "a link worker's people": await _median(lambda: _own(store, finished)),
        "what is due": await _median(lambda: _due(store)),
    }
    await store.aclose()
    return timed


async def _median(once: Callable[[], Awaitable[int]]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = process_time()
        assert await once()
        taken.append(process_time() - began)
    return median(taken)


async def _silent(store: SqlStore) -> int:
    async with store.read() as reader:
        found = len(await reader.unfinished(SLUG))
    assert found == SILENT
    return found


async def _own(store: SqlStore, finished: int) -> int:
    async with store.read() as reader:
        found = len(await reader.caseload(f"worker {finished // OWN // 2}"))
    assert found == OWN
    return found


async def _due(store: SqlStore) -> int:
    async with store.begin() as transaction:
        found = len(await transaction.due(NOON, BATCH))
    assert found == BATCH
    return found


def _fill(path: Path, finished: int) -> None:
    """The finished first, then those who wait, for whom something is due."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous = OFF")
        for table in ("participant", "conversation", "outbox"):
            _fill_span(database, table, ("completed", 0, finished))
        for table in _TABLES:
            _fill_span(database, table, (Status.ACTIVE.value, finished, finished + SILENT))


def _fill_span(database: sqlite3.Connection, table: str, span: tuple[str, int, int]) -> None:
    columns = _TABLES[table]
    names, values = ", ".join(columns), ", ".join(columns.values())
    given = dict(zip(("status", "start", "end"), span, strict=True))
    database.execute(
        _FILL.format(table=table, columns=names, values=values), {**given, "now": micros(NOON)}
    )


def _bare(path: Path) -> float:
    """Seconds for the plainest look at as many conversations by their keys."""
    database = sqlite3.connect(path)
    keys = database.execute("SELECT bucket, conversation FROM due LIMIT ?", (SILENT,)).fetchall()
    began = process_time()
    for key in keys:
        database.execute("SELECT * FROM conversation WHERE bucket = ? AND id = ?", key).fetchone()
    return process_time() - began


if __name__ == "__main__":
    print(*measure(), sep="\n")

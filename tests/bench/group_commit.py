"""Group commit against a transaction a message: the same store, the same messages, 64 callers.

Each caller waits for its own commit. With group commit whatever arrived while one batch commits
is the next; the other way every message is a batch of one.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bot.ports import Rows
from tests.bench.store import OurStore, batches, populated
from tests.bench.table import HEADER, Ratio
from tests.store.makers import join

CALLERS = 64
PEOPLE = 512
ROUNDS = 3


class Gate:
    """Callers in, batches out: as the receiver does it."""

    def __init__(self, store: OurStore, limit: int) -> None:
        self._store = store
        self._limit = limit
        self._waiting: list[tuple[tuple[object, Rows], asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def take(self, one: tuple[object, Rows]) -> None:
        """Return once this message is committed."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((one, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        await done

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
            rows = Rows()
            messages = []
            for (message, wanted), _ in batch:
                messages.append(message)
                rows.conversations.update(wanted.conversations)
                rows.read_revisions.update(wanted.read_revisions)
                rows.answers += wanted.answers
                rows.outbox += wanted.outbox
                rows.dues += wanted.dues
            await self._store.take(messages, rows)  # type: ignore[arg-type]  # messages of `batches`
            for _, done in batch:
                done.set_result(None)


async def _rate(gate: Gate, given: Sequence[tuple[object, Rows]]) -> float:
    left = list(given)

    async def caller() -> None:
        while left:
            await gate.take(left.pop())

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return len(given) / (time.perf_counter() - began)


async def _compare(folder: Path) -> list[tuple[float, float]]:
    store = await populated(folder / "kotha.db")
    people = await join(store, PEOPLE)
    pairs = []
    for turn in range(ROUNDS + 1):
        given = [(m, rows) for (m,), rows in batches(people, turn, size=1)]
        half = len(given) // 2
        together = await _rate(Gate(OurStore(store), CALLERS), given[:half])
        pairs.append((together, await _rate(Gate(OurStore(store), 1), given[half:])))
    await store.aclose()
    return pairs[1:]


def measure() -> list[Ratio]:
    """At least 5 times."""
    with tempfile.TemporaryDirectory() as folder:
        pairs = asyncio.run(_compare(Path(folder)))
    return [
        Ratio(
            "group commit / a transaction a message",
            f"{median(ours for ours, _ in pairs):.0f} msg/s",
            f"{median(alone for _, alone in pairs):.0f} msg/s",
            median(ours / alone for ours, alone in pairs),
            5,
        )
    ]


if __name__ == "__main__":
    sys.stdout.write("\n".join([HEADER, *map(str, measure())]) + "\n")

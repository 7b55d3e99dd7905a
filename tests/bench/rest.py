"""100,000 conversations at rest: no memory each, and the next message no slower than the first.

Two databases, one of them filled: the same people write the same messages into each in turn, so
that a noisy minute hits both.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bot.ports import PersonRow, Rows
from bot.store import SqlStore
from tests.bench.store import Batch, OurStore, batches, populated
from tests.bench.table import HEADER, Ratio
from tests.store.makers import Resident, join, resident

AT_REST = 100_000
PAGE = 2_000
WRITERS = 400
LIMIT_BYTES = 20
"""Per conversation: less than its id alone would take."""


def _resident_bytes() -> int:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("this kernel does not tell how much memory a process holds")


async def _fill(store: SqlStore, first: int, count: int) -> None:
    for start in range(first, first + count, PAGE):
        people = [resident(store, n) for n in range(start, min(start + PAGE, first + count))]
        rows = Rows(
            people=[PersonRow(who.participant, (who.address,)) for who in people],
            conversations={who.conversation.id: who.conversation for who in people},
        )
        async with store.begin() as transaction:
            await transaction.write(rows)


async def _seconds(store: SqlStore, batch: Batch) -> float:
    """One message, alone in its transaction."""
    began = time.perf_counter()
    await OurStore(store).take(*batch)
    return time.perf_counter() - began


async def _compare(few: SqlStore, many: SqlStore, people: list[Resident]) -> tuple[float, float]:
    """Median seconds of a message in each; the first turn warms both."""
    for batch in batches(people, 0, size=1):
        await _seconds(few, batch)
        await _seconds(many, batch)
    pairs = [
        (await _seconds(few, batch), await _seconds(many, batch))
        for batch in batches(people, 1, size=1)
    ]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


async def _measure(folder: Path) -> tuple[float, float, float]:
    few, many = await populated(folder / "few.db"), await populated(folder / "many.db")
    people = [*await join(few, WRITERS)]
    await join(many, WRITERS)
    await _fill(many, WRITERS, AT_REST)
    first, next_one = await _compare(few, many, people)
    await few.aclose()
    await many.aclose()
    held = await asyncio.to_thread(_at_rest, folder / "few.db")
    grown = max(0, await asyncio.to_thread(_at_rest, folder / "many.db") - held)
    return first, next_one, grown / AT_REST


def _at_rest(path: Path) -> int:
    """Bytes that a fresh process holds once it has the store open and has taken a message."""
    command = [sys.executable, "-m", "tests.bench.rest", str(path)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)


async def _open_and_tell(path: Path) -> None:
    store = await populated(path)
    who = resident(store, 0)
    async with store.begin() as transaction:
        await transaction.people([who.address])
        sys.stdout.write(str(_resident_bytes()))
    await store.aclose()


def measure() -> list[Ratio]:
    """At most 1.2 times the first message, and no memory per conversation."""
    with tempfile.TemporaryDirectory() as folder:
        before, after, grown = asyncio.run(_measure(Path(folder)))
    return [
        Ratio(
            "message 100,001 / message 1",
            f"{after * 1e3:.2f} ms",
            f"{before * 1e3:.2f} ms",
            after / before,
            1.2,
            is_ceiling=True,
        ),
        Ratio(
            "memory a conversation at rest",
            f"{grown:.0f} B",
            f"{LIMIT_BYTES} B",
            grown / LIMIT_BYTES,
            1,
            is_ceiling=True,
        ),
    ]


if __name__ == "__main__" and len(sys.argv) > 1:
    asyncio.run(_open_and_tell(Path(sys.argv[1])))
elif __name__ == "__main__":
    sys.stdout.write("\n".join([HEADER, *map(str, measure())]) + "\n")

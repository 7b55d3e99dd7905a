"""Figures of a hundred thousand people: how long they take to count, in how much memory, and what
one more answer costs beside a million.

In a process of its own, by its processor time: other work on the machine is none of ours. The
reference is the plainest loop that reads every answer once with SQLite's own library.

    python -m tests.bench.figures count FOLDER
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from time import process_time

from bot.flow.structure import Document, Flow, Plan, Step
from bot.questions.choice import Choice
from bot.results.counting import FACETS, Told, counted
from bot.store import open_store
from bot.store.moments import micros
from tests.bench.apart import in_process, megabytes
from tests.bench.table import Ratio, within
from tests.service.stage import KEYS, NOON, Clock
from tests.store.makers import SLUG, join, take

PEOPLE = 100_000
QUESTIONS = 20
OPTIONS = 6
LIMIT_SECONDS = 2.0
LIMIT_MEGABYTES = 300
FEW, MANY = 10, 1_000_000
LIMIT_GROWTH = 1.5
BATCH = 64
BATCHES = 20

_ID = "printf('%016x%016x', 1772452800000 * 65536 + i, i * 2654435761 % 4294967296)"
"""As the store makes them: they sort by time, and rows lie in the order of the list."""
_BUCKET = "i * 2654435761 % 4294967296 % 256"
_PEOPLE = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :people) "
_QUESTIONS = ", q(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM q WHERE k < :questions) "
_SAID = f"'\"o' || ((i * 7 + k * 13 + i / 11) % {OPTIONS}) || '\"'"
_TOLD = (
    "char(30) || 'q' || k || char(31) || 'answered' || char(31) || {said} || char(31) || char(31)"
    " || 'sms'"
)
_FILL = (
    f"{_PEOPLE} INSERT INTO participant (bucket, id, sealed, language, segment, area, link_worker,"
    f" source) SELECT {_BUCKET}, {_ID}, '', 'en', 'list ' || (i % 3), 'ward ' || (i % 17), '',"
    " 'letters' FROM n",
    f"{_PEOPLE} INSERT INTO conversation (bucket, id, participant, consultation, version,"
    f" language, status, revision, heard_at, began_at, wave, told)"
    f" SELECT {_BUCKET}, {_ID}, {_ID}, '{SLUG}',"
    " 'v', CASE i % 4 WHEN 0 THEN 'bn' WHEN 1 THEN 'so' ELSE 'en' END, 'completed', 20, :now,"
    " :now, 1 + i % 2, (WITH RECURSIVE q(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM q WHERE"
    f" k < :questions) SELECT group_concat({_TOLD.format(said=_SAID)}, '') FROM q) FROM n",
    f"{_PEOPLE}{_QUESTIONS} INSERT INTO answer (bucket, conversation, step, n, participant,"
    " consultation, outcome, value, sealed, language, channel, version, wording, at, message_id)"
    f" SELECT {_BUCKET}, {_ID}, 'q' || k, k, {_ID}, '{SLUG}', 'answered', {_SAID}, '', 'en',"
    " 'sms', :version, 'wwwwwwwwwwwwwwww', :now, 'SM' FROM n, q ORDER BY 1, 2, 3, 4",
)


def measure() -> list[Ratio]:
    """Two seconds, 300 MB; and one answer costs the same at ten and at a million."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_filled(Path(folder) / "many.db", PEOPLE))
        ours = in_process("tests.bench.figures", "count", folder)
        bare = _bare(Path(folder) / "many.db")
        many = asyncio.run(_answering(Path(folder) / "many.db"))
        asyncio.run(_filled(Path(folder) / "few.db", FEW))
        few = asyncio.run(_answering(Path(folder) / "few.db"))
    return [
        within(
            f"figures of 100,000 people ({LIMIT_SECONDS:.0f} s)",
            LIMIT_SECONDS,
            (ours["seconds"], f"{ours['seconds']:.2f} s"),
            f"{bare:.2f} s",
        ),
        within(
            f"in one process, at its peak ({LIMIT_MEGABYTES} MB)",
            LIMIT_MEGABYTES,
            (ours["megabytes"], f"{ours['megabytes']:.0f} MB"),
            f"{ours['at_rest']:.0f} MB at rest",
        ),
        Ratio(
            "one more answer beside 2,000,000",
            f"{many * 1e6:.0f} us",
            f"{few * 1e6:.0f} us beside {FEW * QUESTIONS}",
            many / few,
            LIMIT_GROWTH,
            is_ceiling=True,
        ),
    ]


async def _filled(path: Path, people: int) -> None:
    """The schema as it is, and so many people who have answered everything."""
    await (await open_store(f"sqlite+aiosqlite:///{path}", KEYS, clock=Clock(NOON))).aclose()
    given = {
        "people": people, "questions": QUESTIONS, "now": micros(NOON), "version": "v" * 64,
    }  # fmt: skip
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA synchronous = OFF")
        for statement in _FILL:
            database.execute(statement, given)
    database.close()


async def _count(path: Path) -> Mapping[str, float]:
    store = await open_store(f"sqlite+aiosqlite:///{path}", KEYS, clock=Clock(NOON))
    form, at_rest = _document(), megabytes()
    began = process_time()
    async with store.read() as reader:
        tallies, bases = await reader.tallies(SLUG, FACETS), await reader.bases(SLUG)
    found = counted(Told(tallies, bases), form)
    seconds = process_time() - began
    assert found.figures.people == PEOPLE
    await store.aclose()
    return {"seconds": seconds, "megabytes": megabytes(), "at_rest": at_rest}


def _document() -> Document:
    question = Choice(choices=tuple(f"o{n}" for n in range(OPTIONS)))
    steps = tuple(
        Step(id=f"q{n}", prefix=f"{SLUG}.q{n}", slug=SLUG, question=question)
        for n in range(1, QUESTIONS + 1)
    )
    flow = Flow(slug=SLUG, language="en", steps=steps, endings=("done",))
    return Document(flow=flow, plan=Plan(languages=("en",)), texts={}, version="v")


def _bare(path: Path) -> float:
    """Seconds to read every answer once and count it."""
    database = sqlite3.connect(path)
    began = process_time()
    counts = Counter(database.execute("SELECT step, outcome, value FROM answer"))
    assert sum(counts.values()) == PEOPLE * QUESTIONS
    return process_time() - began


async def _answering(path: Path) -> float:
    """Seconds for one answer in a batch of as many as the receiver takes at once."""
    store = await open_store(f"sqlite+aiosqlite:///{path}", KEYS, clock=Clock(NOON))
    people = await join(store, BATCH)
    began = process_time()
    for turn in range(BATCHES):
        await take(store, people, turn)
    seconds = (process_time() - began) / (BATCHES * BATCH)
    await store.aclose()
    return seconds


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_count(Path(sys.argv[2]) / "many.db"))))

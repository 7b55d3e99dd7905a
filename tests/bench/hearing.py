"""What was heard, told to a hundred thousand: how long it takes to compose and queue.

Everybody was invited by a launch, and has answered two questions; four languages. In a process of
its own, by its processor time; the reference is the launch that invited them.

    python -m tests.bench.hearing FOLDER
"""

from __future__ import annotations

import asyncio
import gc
import json
import sqlite3
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from time import process_time

from bot.__main__ import ALLOCATIONS
from bot.channels import LIMITS
from bot.service import close
from bot.service.feedback import heard
from bot.service.launch import go_live
from bot.shelf.office import Office
from bot.shelf.shelf import Shelf
from bot.store import open_store
from bot.store.moments import micros
from tests.bench.apart import in_process
from tests.bench.broadcast import PEOPLE, invite_all
from tests.bench.table import Ratio, within
from tests.service.stage import KEYS, NOON, SLUG, Clock, catalogue, running

LIMIT_SECONDS = 60
_SAID = {
    "last_visit": "CASE abs(random()) % 3 WHEN 0 THEN '\"never\"' ELSE '\"this_year\"' END",
    "area": "CASE abs(random()) % 2 WHEN 0 THEN '\"E1\"' ELSE '\"E14\"' END",
}


def measure() -> list[Ratio]:
    """A minute."""
    with tempfile.TemporaryDirectory() as folder:
        found = in_process("tests.bench.hearing", folder)
    return [
        within(
            f"tell 100,000 people what was heard ({LIMIT_SECONDS} s)",
            LIMIT_SECONDS,
            (found["told"], f"{found['told']:.1f} s"),
            f"{found['invited']:.1f} s to invite",
        )
    ]


async def _told(folder: Path) -> dict[str, float]:
    clock = Clock(NOON)
    path = folder / "heard.db"
    store = await open_store(f"sqlite+aiosqlite:///{path}", KEYS, clock=clock)
    office = Office(store, Shelf(store, catalogue()), clock, LIMITS, "bench")
    await go_live(office, by="bench")
    began = process_time()
    await invite_all(office, running())
    invited = process_time() - began
    _answer(path, micros(NOON))
    clock.at += timedelta(days=40)
    await close.close(office, SLUG)
    began = process_time()
    told = await heard.tell(office, SLUG)
    seconds = process_time() - began
    assert told == PEOPLE, told
    await store.aclose()
    return {"told": seconds, "invited": invited}


def _answer(path: Path, at: int) -> None:
    """Everybody has said something, and is done."""
    database = sqlite3.connect(path)
    with database:
        database.execute(
            "UPDATE conversation SET status = 'completed', step = 'done', heard_at = ?, told = ''",
            (at,),
        )
        for step, said in _SAID.items():
            database.execute(
                "INSERT INTO answer (bucket, conversation, step, n, participant, consultation,"
                " outcome, value, sealed, language, channel, version, wording, at, message_id)"
                f" SELECT bucket, id, '{step}', 1, participant, consultation, 'answered', {said},"
                " '', language, 'sms', version, '', ?, 'SM' FROM conversation",
                (at,),
            )
    database.close()


if __name__ == "__main__":
    gc.set_threshold(ALLOCATIONS)
    print(json.dumps(asyncio.run(_told(Path(sys.argv[1])))))

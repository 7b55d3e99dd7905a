"""The store against bare aiosqlite doing the same work with the same set-based statements."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Protocol

from msgspec.structs import replace

from bot.model import Answer, DueKind, InboundMessage, Outcome
from bot.ports import DueRow, Rows
from bot.store import SqlStore, open_store
from bot.store.sealing import Seal
from tests.bench.raw_store import RawStore
from tests.bench.table import HEADER, Ratio
from tests.store.makers import (
    KEYS,
    NOON,
    SLUG,
    Clock,
    Resident,
    answer,
    join,
    moved_on,
    said,
    text_to,
)

BATCH = 64
PEOPLE = 640
ROUNDS = 6
Batch = tuple[Sequence[InboundMessage], Rows]
BODY = "Which days would suit you? Send a number.\n" + "".join(f"{n} Day {n}\n" for n in range(9))


class Taker(Protocol):
    """Either store."""

    async def take(self, messages: Sequence[InboundMessage], rows: Rows) -> int:
        """Take one batch; how many were new."""
        ...


class OurStore:
    """The store, as the receiver uses it, the engine's part left out."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def take(self, messages: Sequence[InboundMessage], rows: Rows) -> int:
        """People, note, write, commit."""
        async with self._store.begin() as transaction:
            people = await transaction.people([message.address for message in messages])
            who = {
                (m.channel, m.account, m.provider_id): people[m.address][0].participant.id
                for m in messages
            }
            fresh = await transaction.note(messages, who)
            await transaction.write(rows)
        return len(fresh)


def batches(people: Sequence[Resident], turn: int, size: int = BATCH) -> list[Batch]:
    """Everybody's nth ordinary reply, and what it wants written."""
    made = [(said(who, turn), *_turn(who, turn)) for who in people]
    return [_batch(made[i : i + size]) for i in range(0, len(made), size)]


def _turn(who: Resident, turn: int) -> tuple[Resident, Rows]:
    before = replace(who.conversation, revision=turn, visited=tuple(f"q{n}" for n in range(turn)))
    after = moved_on(before, step=f"q{turn}", to=f"q{turn + 1}")
    rows = Rows(
        conversations={after.id: after},
        read_revisions={after.id: turn},
        answers=[answer(who, after, Answer(Outcome.ANSWERED, "evening"), f"q{turn}")],
        outbox=[text_to(who, BODY, turn=after.revision)],
        dues=[DueRow(after.bucket, after.id, SLUG, DueKind.REMINDER, NOON)],
    )
    return who, rows


def _batch(made: Sequence[tuple[InboundMessage, Resident, Rows]]) -> Batch:
    whole = Rows()
    for _, _, rows in made:
        whole.conversations.update(rows.conversations)
        whole.read_revisions.update(rows.read_revisions)
        whole.answers += rows.answers
        whole.outbox += rows.outbox
        whole.dues += rows.dues
    return [message for message, _, _ in made], whole


async def rate(taker: Taker, given: Sequence[Batch]) -> float:
    """Messages a second."""
    began = time.perf_counter()
    for messages, rows in given:
        assert await taker.take(messages, rows) == len(messages)
    return sum(len(messages) for messages, _ in given) / (time.perf_counter() - began)


async def _compare(folder: Path) -> list[tuple[float, float]]:
    store = await populated(folder / "ours.db")
    other = await populated(folder / "raw.db")
    people = [*await join(store, PEOPLE)]
    await join(other, PEOPLE)
    await other.aclose()
    raw = await RawStore.open(folder / "raw.db", Seal(KEYS))
    pairs = []
    for turn in range(ROUNDS + 1):
        given = batches(people, turn)
        pairs.append((await rate(OurStore(store), given), await rate(raw, given)))
    await raw.aclose()
    await store.aclose()
    return pairs[1:]  # the first warms the caches of both


async def populated(path: Path) -> SqlStore:
    """A store on a new file."""
    return await open_store(f"sqlite+aiosqlite:///{path}", KEYS, clock=Clock())


def measure() -> list[Ratio]:
    """At least 0.4 of the floor."""
    with tempfile.TemporaryDirectory() as folder:
        pairs = asyncio.run(_compare(Path(folder)))
    return [
        Ratio(
            "store, batches of 64 / bare aiosqlite",
            f"{median(ours for ours, _ in pairs):.0f} msg/s",
            f"{median(raw for _, raw in pairs):.0f} msg/s",
            median(ours / raw for ours, raw in pairs),
            0.4,
        )
    ]


if __name__ == "__main__":
    sys.stdout.write("\n".join([HEADER, *map(str, measure())]) + "\n")

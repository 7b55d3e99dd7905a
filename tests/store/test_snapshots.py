"""Figures that were counted stay as they were, on both engines."""

from __future__ import annotations

import asyncio
from pathlib import Path

from msgspec.structs import replace

from bot.ports import Snapshot, SnapshotKind
from bot.results.summary import Aside, Cell, Counting, Counts, Figures, Numbers, Score, Texts
from bot.store import SqlStore
from tests.store.conftest import Place
from tests.store.makers import NOON, SLUG, launch

EVERYTHING = Figures(
    "parks",
    "v",
    245,
    None,
    (Cell("completed", 240), Cell("stopped", None)),
    (
        Counts(
            "use",
            Counting.PICKS,
            245,
            (Cell("walk", 125, 51), Cell("sit", None)),
            {Aside.SKIPPED: 10, Aside.REFUSED: None},
            mean=2.5,
            median=3.0,
            borda=(Score("walk", 78),),
        ),
        Numbers("minutes", 20, {}, 30.1, 20.0, 10.0, 60.0),
        Texts("more", None, is_about=True),
    ),
)


def snapshot(truth: str = "") -> Snapshot:
    return Snapshot(SLUG, SnapshotKind.CLOSING, NOON, EVERYTHING, "d" * 64, truth)


async def test_what_is_kept_is_read_again_to_the_last_digit(store: SqlStore) -> None:
    await launch(store)
    async with store.begin() as transaction:
        assert await transaction.save_snapshot(snapshot("the true counts"), 0)
    async with store.read() as reader:
        assert list(await reader.snapshots(SLUG)) == [snapshot("the true counts")]
        assert list(await reader.snapshots("buses")) == []


async def test_the_last_is_found_without_the_others(store: SqlStore) -> None:
    await launch(store)
    morning = replace(snapshot("of a morning"), kind=SnapshotKind.DAILY)
    async with store.begin() as transaction:
        assert await transaction.last_snapshot(SLUG) is None
        await transaction.save_snapshot(morning, 0)
        await transaction.save_snapshot(snapshot("the true counts"), 1)
    async with store.read() as reader:
        assert await reader.last_snapshot(SLUG) == snapshot("the true counts")


async def test_of_two_that_count_at_once_the_first_is_kept(store: SqlStore) -> None:
    await launch(store)

    async def keep() -> bool:
        async with store.begin() as transaction:
            return await transaction.save_snapshot(snapshot(), 0)

    assert sorted(await asyncio.gather(keep(), keep())) == [False, True]
    async with store.read() as reader:
        assert len(await reader.snapshots(SLUG)) == 1


async def test_the_true_counts_are_not_readable_in_the_file(sqlite_place: Place) -> None:
    store = await sqlite_place.open()
    await launch(store)
    async with store.begin() as transaction:
        await transaction.save_snapshot(snapshot("canary-of-true-counts"), 0)
    await store.aclose()

    assert sqlite_place.path is not None
    folder = sqlite_place.path.parent
    held = b"".join(await asyncio.to_thread(_contents, folder))
    assert b"canary" not in held


def _contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()]

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import Refused
from bot.store import open_store
from tests.store.conftest import Place
from tests.store.makers import KEYS, Clock, join, take


async def test_a_copy_made_while_writers_go_on_is_whole(
    sqlite_place: Place, tmp_path: Path
) -> None:
    store = await sqlite_place.open()
    people = await join(store, 30)
    copy = tmp_path / "copy.db"
    copy.touch()

    async def write() -> None:
        for turn in range(6):
            await take(store, people, turn)

    await asyncio.gather(write(), store.backup(str(copy)))

    place = replace(sqlite_place, url=f"sqlite+aiosqlite:///{copy}")
    restored = await place.open()
    async with restored.database.read() as connection:
        checked = (await connection.exec_driver_sql("PRAGMA integrity_check")).all()
    async with restored.read() as reader:
        counted = sum((await reader.bases("parks")).values())
    await restored.aclose()
    assert (checked, counted) == ([("ok",)], 30)


async def test_postgresql_is_left_to_its_own_tools(postgres_place: Place) -> None:
    store = await postgres_place.open()

    with pytest.raises(Refused, match="pg_basebackup"):
        await store.backup("copy.db")


async def test_a_database_in_memory_has_no_file_to_copy() -> None:
    store = await open_store("sqlite+aiosqlite://", KEYS, clock=Clock())

    with pytest.raises(Refused, match="only in memory"):
        await store.backup("copy.db")
    await store.aclose()

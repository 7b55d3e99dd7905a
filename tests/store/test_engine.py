"""How SQLite is opened, and what a busy or wrong database means."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import aiosqlite
import pytest

from bot.errors import SettingsError, StaleConversation
from bot.ports import Rows
from bot.store import open_store
from bot.store.engine import Database
from tests.store.conftest import Place
from tests.store.makers import KEYS, Clock, join, text_to


@pytest.mark.parametrize("which", ["writer", "reader"])
async def test_sqlite_is_opened_so_that_a_commit_survives_power_loss(
    sqlite_place: Place, which: str
) -> None:
    store = await sqlite_place.open()
    expected = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000,
        "cache_size": -16384, "temp_store": 2, "journal_size_limit": 67108864, "secure_delete": 1,
    }  # fmt: skip

    async with getattr(store.database, which).connect() as connection:
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in expected
        }
        await connection.rollback()

    assert found == expected


async def test_every_table_of_sqlite_is_strict(sqlite_place: Place) -> None:
    store = await sqlite_place.open()

    async with store.database.read() as connection:
        rows = await connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list")
        loose = {row.name for row in rows if not row.strict}

    assert {name for name in loose if not name.startswith("sqlite_")} == {"alembic_version"}


@pytest.mark.parametrize(
    "url",
    ["sqlite:///kotha.db", "postgresql://localhost/kotha", "mysql+aiomysql://x/y", "kotha.db"],
)
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        Database(url)


async def test_a_folder_that_is_not_there_is_named_as_the_operators_to_mend(
    tmp_path: Path,
) -> None:
    with pytest.raises(SettingsError, match="cannot be opened"):
        await open_store(f"sqlite+aiosqlite:///{tmp_path}/no/kotha.db", KEYS, clock=Clock())

    # The driver's thread still has its end to tell; it must do so while this loop runs.
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join)


async def test_a_lock_held_by_another_process_is_waited_out(sqlite_place: Place) -> None:
    store = await sqlite_place.open()
    (who,) = await join(store, 1)
    async with aiosqlite.connect(str(sqlite_place.path), isolation_level=None) as other:
        await other.execute("BEGIN IMMEDIATE")

        async def write() -> None:
            async with store.begin() as transaction:
                await transaction.write(Rows(outbox=[text_to(who)]))

        writing = asyncio.create_task(write())
        await asyncio.wait([writing], timeout=0.3)
        assert not writing.done()
        await other.execute("ROLLBACK")
        async with asyncio.timeout(10):
            await writing

    assert await store.next_due("sms") is not None


async def test_a_repeated_key_means_somebody_was_first(place: Place) -> None:
    store = await place.open()
    await join(store, 1)

    with pytest.raises(StaleConversation):
        await join(store, 1)


async def test_a_reader_sees_one_moment_while_writers_go_on(place: Place) -> None:
    store = await place.open()
    await join(store, 2)

    async with store.read() as reader:
        before = await reader.bases("parks")
        await _one_more(store)
        during = await reader.bases("parks")
    async with store.read() as reader:
        after = await reader.bases("parks")

    assert before == during
    assert (before["invited"], after["invited"]) == (2, 3)


async def _one_more(store: object) -> None:
    from bot.ports import PersonRow
    from bot.store import SqlStore
    from tests.store.makers import resident

    assert isinstance(store, SqlStore)
    who = resident(store, 9)
    async with store.begin() as transaction:
        await transaction.write(
            Rows(
                people=[PersonRow(who.participant, (who.address,))],
                conversations={who.conversation.id: who.conversation},
            )
        )


async def test_a_store_in_memory_does_all_the_same() -> None:
    store = await open_store("sqlite+aiosqlite://", KEYS, clock=Clock())
    people = await join(store, 3)

    async with store.read() as reader:
        found = await reader.addresses_known([people[0].address])

    assert found == {people[0].address: "known"}
    await store.aclose()


async def test_a_store_closes_though_another_process_is_writing(sqlite_place: Place) -> None:
    """Its statistics are a courtesy: whoever closes has done what they came for."""
    assert sqlite_place.path is not None
    store = await open_store(sqlite_place.url, KEYS, clock=Clock())
    people = await join(store, 200)
    async with store.begin() as transaction:
        await transaction.people([who.address for who in people])
    async with store.database.writer.connect() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        await connection.rollback()
    async with aiosqlite.connect(sqlite_place.path, isolation_level=None) as other:
        await other.execute("BEGIN IMMEDIATE")

        await store.aclose()

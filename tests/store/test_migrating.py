"""The schema is brought up to date whole, once, by whoever comes first."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.errors import SettingsError
from bot.store import open_store
from bot.store.engine import PAUSE_S
from bot.store.migrating import FOLDER, HISTORY
from bot.store.tables import metadata
from tests.store.conftest import Place
from tests.store.makers import KEYS, Clock


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_the_history_leads_to_the_tables_as_they_are_declared(place: Place) -> None:
    store = await place.open()

    async with store.database.read() as connection:
        assert await connection.run_sync(_differences) == []


def test_every_revision_is_known_and_none_is_missing() -> None:
    files = sorted(path.stem.split("_")[0] for path in (FOLDER / "versions").glob("*.py"))

    assert files == list(HISTORY)


async def test_a_newer_schema_is_refused_with_what_to_do(place: Place) -> None:
    store = await place.open()
    async with store.database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await store.aclose()

    with pytest.raises(SettingsError, match=r"schema 9999.*install the newer version"):
        await place.open()


async def test_several_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/kotha.db"

    stores = await asyncio.gather(*(open_store(url, KEYS, clock=Clock()) for _ in range(3)))

    assert [await store.is_writable() for store in stores] == [True] * 3
    for store in stores:
        await store.aclose()


async def test_whoever_meets_another_that_prepares_a_new_file_waits(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "kotha.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(PAUSE_S, other.rollback)

    store = await open_store(f"sqlite+aiosqlite:///{tmp_path}/kotha.db", KEYS, clock=Clock())

    assert await store.is_writable()
    await store.aclose()
    other.close()


async def test_several_that_start_at_once_on_postgresql_migrate_once(
    postgres_place: Place,
) -> None:
    store = await postgres_place.open()
    async with store.database.write() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))

    others = await asyncio.gather(*(postgres_place.open() for _ in range(3)))

    assert [await other.is_writable() for other in others] == [True] * 3


def test_a_database_up_to_date_needs_no_alembic(sqlite_template: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from bot.store import open_store\n"
        "from tests.store.makers import KEYS, Clock\n"
        "async def main():\n"
        f"    url = 'sqlite+aiosqlite:///{sqlite_template}'\n"
        "    store = await open_store(url, KEYS, clock=Clock())\n"
        "    await store.aclose()\n"
        "asyncio.run(main())\n"
        "assert 'alembic' not in sys.modules\n"
    )

    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert ran.returncode == 0, ran.stderr.decode()


async def test_a_migration_cut_short_leaves_the_old_schema(tmp_path: Path) -> None:
    """Everything is one transaction: what a kill undoes is what a rollback undoes."""
    from bot.store import migrating
    from bot.store.engine import Database

    database = Database(f"sqlite+aiosqlite:///{tmp_path}/kotha.db")

    async def cut_short() -> None:
        async with database.write() as connection:
            await connection.run_sync(migrating._apply)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cut_short()

    async with database.read() as connection:
        names = (await connection.exec_driver_sql("SELECT name FROM sqlite_master")).all()
    await database.aclose()
    assert names == []

"""The database behind the store: one writer, a few readers, and what an error means.

Rule: SQLite is opened with the settings that make a commit survive power loss, and every write
transaction takes the write lock at its start; nothing above this module knows the engine.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
from sqlalchemy import Connection, event, exc
from sqlalchemy.engine import make_url
from sqlalchemy.engine.url import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.util.concurrency import await_only

from bot.errors import SettingsError, StaleConversation
from bot.store.driver import as_sqlalchemy, driver_of

BUSY_MS = 5_000
READERS = 4
POSTGRES_WRITERS = 8
PATIENCE = 6
"""Tries to begin while another process holds SQLite's write lock, `BUSY_MS` each."""
PAUSE_S = 0.05
"""Between two tries to prepare a new file that another process is preparing."""

PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA journal_size_limit = {64 * 1024 * 1024}",
    "PRAGMA wal_autocheckpoint = 8192",
    "PRAGMA secure_delete = ON",
)
"""`design/engine.md` section 5; `secure_delete`, so that what is erased leaves the file too;
`wal_autocheckpoint`, because every batch touches hundreds of pages and checkpointing each few
batches writes the same pages again and again: 8,192 of 4 KiB are half of `journal_size_limit`;
`cache_size` of 16 MiB for each of five connections: four times that made no launch faster, and its
process grew past 200 MB."""

_CONFLICTS = {"23505", "40001", "40P01", "55P03"}
"""PostgreSQL: unique violation, serialization failure, deadlock, lock not available."""


class Database:
    """A writer and readers on one URL."""

    def __init__(self, url: str) -> None:
        """Open nothing yet.

        Raises:
            SettingsError: neither `sqlite+aiosqlite` nor `postgresql+asyncpg`.
        """
        self.url = _checked(url)
        self.is_postgres = self.url.get_backend_name() == "postgresql"
        self.path = "" if self.is_postgres else (self.url.database or "")
        self._one_at_a_time = asyncio.Lock()
        if self.is_postgres:
            self.writer = create_async_engine(self.url, pool_size=POSTGRES_WRITERS)
            self.reader = self.writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            self.writer = self._sqlite(1, "BEGIN IMMEDIATE")
            self.reader = self.writer if self.is_memory else self._sqlite(READERS, "BEGIN")

    @property
    def is_memory(self) -> bool:
        """Whether nothing outlives the process."""
        return not self.is_postgres and self.path in {"", ":memory:"}

    def _sqlite(self, size: int, begin: str) -> AsyncEngine:
        options: dict[str, Any] = {} if self.is_memory else {"pool_size": size, "max_overflow": 0}
        # No isolation level: the driver would begin by itself, late and deferred.
        options["connect_args"] = {"isolation_level": None}
        engine = create_async_engine(self.url, pool_reset_on_return=None, **options)
        event.listen(engine.sync_engine, "connect", _prepare)
        event.listen(engine.sync_engine, "begin", _Begin(begin))
        return engine

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One write transaction: committed when the block ends, rolled back when it fails.

        Raises:
            StaleConversation: another transaction was first (a unique key, a deadlock, a
                serialization failure): load again and replay.
        """
        if self.is_postgres:
            async with _meaning(), self.writer.begin() as connection:
                yield connection
            return
        async with self._one_at_a_time, _meaning(), self.writer.connect() as connection:
            await _begin_patiently(connection)
            try:
                yield connection
                await connection.commit()
            except BaseException:  # a cancelled caller too must not leave the lock taken
                await connection.rollback()
                raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view."""
        if self.is_memory:
            async with self.write() as connection:
                yield connection
            return
        async with self.reader.begin() as connection:
            yield connection

    @property
    def _is_open_file(self) -> bool:
        """Whether there is a file, and it could be opened."""
        pool = self.writer.pool
        is_file = not self.is_postgres and not self.is_memory
        return is_file and isinstance(pool, QueuePool) and pool.checkedin() > 0

    async def aclose(self) -> None:
        """Let SQLite tidy its statistics, if nobody is writing just then, and close every
        connection."""
        if self._is_open_file:
            async with self.writer.connect() as connection:
                raw = await connection.get_raw_connection()
                driver = raw.driver_connection
                assert driver is not None  # noqa: S101 (a live connection has its driver's)
                with contextlib.suppress(sqlite3.OperationalError):
                    await driver.execute_fetchall("PRAGMA optimize")
        await self.dispose()

    async def dispose(self) -> None:
        """Close every connection, opening none."""
        await self.writer.dispose()
        if self.reader is not self.writer:
            await self.reader.dispose()


async def _begin_patiently(connection: AsyncConnection) -> None:
    for _ in range(PATIENCE - 1):
        try:
            await connection.begin()
        except exc.OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            await connection.rollback()
        else:
            return
    await connection.begin()


class _Begin:
    """Starts every transaction of an engine with this statement."""

    def __init__(self, statement: str) -> None:
        self._statement = statement

    def __call__(self, connection: Connection) -> None:
        with as_sqlalchemy(self._statement):
            await_only(driver_of(connection).execute_fetchall(self._statement))


def _prepare(dbapi_connection: Any, _record: Any) -> None:
    driver = dbapi_connection.driver_connection
    await_only(_prepare_patiently(driver))


async def _prepare_patiently(driver: aiosqlite.Connection) -> None:
    """Two that turn a new file into WAL at once would wait for each other: SQLite refuses one of
    them without waiting out its `busy_timeout`."""
    for _ in range(int(BUSY_MS / 1000 / PAUSE_S)):
        try:
            await _set(driver)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            await asyncio.sleep(PAUSE_S)
        else:
            return
    await _set(driver)


async def _set(driver: aiosqlite.Connection) -> None:
    for pragma in PRAGMAS:
        await driver.execute_fetchall(pragma)


def _checked(text: str) -> URL:
    try:
        url = make_url(text)
    except exc.ArgumentError as error:
        raise SettingsError("DATABASE_URL is not a database URL") from error
    if url.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise SettingsError(
            f"DATABASE_URL begins with {url.drivername}: use sqlite+aiosqlite:///kotha.db "
            "or postgresql+asyncpg://…"
        )
    return url


@asynccontextmanager
async def _meaning() -> AsyncIterator[None]:
    """Say which of the driver's errors mean: somebody else was first."""
    try:
        yield
    except exc.DBAPIError as error:
        if is_conflict(error):
            raise StaleConversation("another transaction was first") from error
        raise


def is_conflict(error: exc.DBAPIError) -> bool:
    """Whether loading again and replaying may succeed."""
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    return state in _CONFLICTS or "UNIQUE constraint failed" in str(error.orig)

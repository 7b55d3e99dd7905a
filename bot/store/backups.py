"""A copy of the whole database while it is in use.

Rule: the copy is consistent, and what is sealed in the original is sealed in the copy.
"""

from __future__ import annotations

import aiosqlite

from bot.errors import Refused
from bot.store.engine import Database


async def copy(database: Database, path: str) -> None:
    """Copy to *path*, which must be empty or absent, over a connection of its own.

    Raises:
        Refused: the database is PostgreSQL, which brings better tools, or is only in memory.
    """
    if database.is_postgres:
        raise Refused(
            "this database is PostgreSQL: back it up with pg_basebackup and WAL archiving, "
            "or pg_dump"
        )
    if database.is_memory:
        raise Refused("this database is only in memory: there is no file to copy")
    async with aiosqlite.connect(database.path, isolation_level=None) as connection:
        await connection.execute("VACUUM INTO ?", (path,))


async def scrub(database: Database) -> bool:
    """Write what the log holds into the file and cut the log off, so that no earlier version of a
    page is left in it; false where somebody was reading, or the database is not a file. What
    PostgreSQL keeps, only its operator can make it give up: see `deploy/README.md`."""
    if database.is_postgres or database.is_memory:
        return database.is_postgres
    async with aiosqlite.connect(database.path, isolation_level=None) as connection:
        await connection.execute("PRAGMA busy_timeout = 2000")
        async with connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") as found:
            row = await found.fetchone()
    return row is not None and row[0] == 0

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

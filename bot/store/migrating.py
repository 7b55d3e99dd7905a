"""Bringing the schema up to date at start.

Rule: one history for both engines, applied whole or not at all, behind the write lock (an
advisory lock on PostgreSQL); a newer schema is refused. alembic is imported only when there is
something to do, because importing it takes longer than all the rest of starting.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, exc, inspect, text

from bot.errors import SettingsError
from bot.store.engine import Database

HISTORY = tuple(f"{number:04}" for number in range(1, 19))
"""Every revision of `migrations/versions`, oldest first; a test holds the two together."""
FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6B6F746861
"""Advisory lock of PostgreSQL: the word kotha."""


async def upgrade(database: Database) -> None:
    """Apply what is missing.

    Raises:
        SettingsError: the schema is newer than this program, or the database cannot be opened.
    """
    try:
        async with database.read() as connection:
            stands_at = await connection.run_sync(_revision)
        if _is_current(stands_at):
            return
        async with database.write() as connection:
            if database.is_postgres:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            # Somebody may have upgraded while we waited for the lock.
            if not _is_current(await connection.run_sync(_revision)):
                await connection.run_sync(_apply)
    except (exc.OperationalError, OSError) as error:
        raise SettingsError(
            f"the database at DATABASE_URL cannot be opened ({type(error).__name__}): "
            "check that it exists and that this user may write there"
        ) from error


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    rows = connection.execute(text("SELECT version_num FROM alembic_version")).all()
    return str(rows[0][0]) if rows else ""


def _is_current(revision: str) -> bool:
    if revision and revision not in HISTORY:
        raise SettingsError(
            f"the database is at schema {revision}, which is newer than this program knows "
            f"(up to {HISTORY[-1]}): install the newer version of kotha"
        )
    return revision == HISTORY[-1]


def _apply(connection: Connection) -> None:
    from alembic.command import upgrade as run
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    run(config, "head")

"""What an installation keeps of itself: notes by name, and the keys it was made with, remembered
by fingerprint.

Rule: a database never takes another key in silence. Under a strange index key nobody would be
found again, and every opt-out would be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import SettingsError
from bot.store.engine import Database
from bot.store.sealing import Seal
from bot.store.session import Session
from bot.store.tables import installation

SETTINGS: Mapping[str, str] = MappingProxyType(
    {"data": "KOTHA_DATA_KEY", "index": "KOTHA_INDEX_KEY", "about": "KOTHA_ABOUT_KEY"}
)


async def recognise(database: Database, seal: Seal) -> None:
    """Hold the keys against those of the first start; remember them if this is it.

    Raises:
        SettingsError: a key is another than this database was made with.
    """
    given = seal.fingerprints()
    async with database.read() as connection:
        known = await _known(connection)
    strange = [SETTINGS[name] for name, mark in known.items() if mark not in given[name]]
    if strange:
        raise SettingsError(
            f"{', '.join(strange)}: this database was made with another key. Put the kept key "
            "back; nothing here can be read or found with this one."
        )
    current = {name: marks[0] for name, marks in given.items()}
    if known != current:
        upsert = _upsert(is_postgres=database.is_postgres)
        async with database.write() as connection:
            rows = [{"name": name, "value": mark} for name, mark in sorted(current.items())]
            await connection.execute(upsert, rows)


async def kept(session: Session, name: str) -> str:
    """A note of the installation; empty: there is none."""
    notes = installation.c
    rows = await session.bulk.all(select(notes.value).where(notes.name == name))
    return str(rows[0].value) if rows else ""


async def keep(session: Session, name: str, value: str) -> None:
    """Note something, in place of what stood there."""
    session.has_written = True
    await session.bulk.run(
        _upsert(is_postgres=session.bulk.is_postgres).values(name=name, value=value)
    )


def _upsert(*, is_postgres: bool) -> sqlite.Insert | postgresql.Insert:
    dialect = postgresql if is_postgres else sqlite
    absent = dialect.insert(installation)
    upsert: sqlite.Insert | postgresql.Insert = absent.on_conflict_do_update(
        index_elements=["name"], set_={"value": absent.excluded.value}
    )
    return upsert


async def _known(connection: AsyncConnection) -> dict[str, str]:
    rows = await connection.execute(select(installation.c.name, installation.c.value))
    return {name: value for name, value in rows if name in SETTINGS}

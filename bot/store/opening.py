"""Opening a store: check the address, bring the schema up to date, hand it over.

Rule: no store is handed out on a schema it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy.exc import DatabaseError

from bot.errors import SettingsError
from bot.ports import Clock
from bot.store.engine import Database
from bot.store.installing import recognise
from bot.store.ledger import path_beside
from bot.store.migrating import upgrade
from bot.store.sealing import Keys, Seal
from bot.store.session import Rate, Sending
from bot.store.store import SqlStore

_NO_RATES: Mapping[str, Rate] = MappingProxyType({})


async def open_store(
    url: str,
    keys: Keys,
    *,
    clock: Clock,
    rates: Mapping[str, Rate] = _NO_RATES,
    weekly_cap: int = 0,
) -> SqlStore:
    """Open the store at *url*, its schema upgraded.

    Args:
        url: `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`.
        keys: the secrets of the installation; others open nothing.
        clock: what time it is.
        rates: how fast each channel may send; a channel without one is not held back.
        weekly_cap: the most unprompted messages for one person in a week; 0: nobody counts.

    Raises:
        SettingsError: the address is of another kind or leads nowhere, a key is too short or
            another than the database was made with, or the schema is newer than this program.
    """
    database = Database(url)
    seal = Seal(keys)
    store = SqlStore(database, seal, clock, Sending(rates, weekly_cap))
    if not (database.is_postgres or database.is_memory):
        store.log_to(path_beside(database.path))
    try:
        await upgrade(database)
        await recognise(database, seal)
        await store.listen()
    except (DatabaseError, OSError) as error:
        await database.dispose()
        raise SettingsError(
            f"KOTHA_DATABASE_URL: the database cannot be opened ({type(error).__name__}). Check "
            "that its folder or server exists, and that this user may write there."
        ) from error
    except BaseException:
        await database.dispose()
        raise
    return store

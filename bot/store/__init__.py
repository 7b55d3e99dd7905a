"""The one SQL store: SQLAlchemy Core over aiosqlite, or over asyncpg, with the same code.

Rule: others use what is named here; which engine is below is known to `engine` and `bulk` alone.
"""

from bot.store.opening import open_store
from bot.store.sealing import Keys
from bot.store.session import Rate
from bot.store.store import SqlStore

__all__ = ["Keys", "Rate", "SqlStore", "open_store"]

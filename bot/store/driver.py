"""SQLite's driver beneath SQLAlchemy, for the few statements that every message pays for.

Rule: whoever speaks to it directly gets the errors that SQLAlchemy would have raised.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import aiosqlite
from sqlalchemy import Connection, exc


def driver_of(connection: Connection) -> aiosqlite.Connection:
    """The driver's own connection, in whatever transaction *connection* has begun."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, aiosqlite.Connection)  # noqa: S101 (asked on SQLite alone)
    return driver


@contextmanager
def as_sqlalchemy(statement: str) -> Iterator[None]:
    """Raise the driver's errors as SQLAlchemy raises them."""
    try:
        yield
    except sqlite3.Error as error:
        raise exc.DBAPIError.instance(statement, None, error, sqlite3.Error) from error

"""SQLite's driver, spoken to directly."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import exc, text

from bot.store.driver import as_sqlalchemy, driver_of
from tests.store.conftest import Place


async def test_the_driver_is_inside_the_transaction_that_sqlalchemy_began(
    sqlite_place: Place,
) -> None:
    store = await sqlite_place.open()

    async with store.database.write() as connection:
        await connection.execute(text("INSERT INTO installation (name, value) VALUES ('a', 'b')"))
        assert connection.sync_connection is not None
        driver = driver_of(connection.sync_connection)
        rows = await driver.execute_fetchall("SELECT value FROM installation WHERE name = 'a'")

        assert driver.in_transaction
        assert list(rows) == [("b",)]


def test_an_error_of_the_driver_is_raised_as_sqlalchemy_raises_it() -> None:
    with pytest.raises(exc.IntegrityError, match="UNIQUE"), as_sqlalchemy("INSERT"):
        raise sqlite3.IntegrityError("UNIQUE constraint failed: outbox.id")

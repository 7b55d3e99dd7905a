"""The guest list is kept as numbers are: sealed, found by their index."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.store import SqlStore, tables
from tests.store.makers import NOON, chat, phone


async def test_guests_come_back_in_the_order_they_were_added(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for n, guest in enumerate((phone(2), chat(1), phone(2), phone(1))):
            await transaction.add_guest(guest, NOON + timedelta(minutes=n))

    async with store.read() as reader:
        assert list(await reader.guests()) == [phone(2), chat(1), phone(1)]


async def test_a_guest_is_removed_once(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.add_guest(phone(1), NOON)

        assert await transaction.remove_guest(phone(1)) is True
        assert await transaction.remove_guest(phone(1)) is False
        assert await transaction.guests() == []


async def test_a_stolen_file_shows_no_number(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.add_guest(phone(1), NOON)

    async with store.database.read() as connection:
        (row,) = await connection.execute(select(tables.guest))
    assert phone(1).value not in str(row)

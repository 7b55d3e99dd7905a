"""The few shapes of statement, on both engines, against tables of the store itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Table, select
from sqlalchemy.dialects import sqlite

from bot.store import SqlStore, tables
from bot.store.bulk import BATCH, Bulk, Row, in_keys, keys_json
from tests.store.conftest import Place
from tests.store.test_store import statements

RATE = tables.sender_rate


@pytest.fixture
async def bulk(store: SqlStore) -> AsyncIterator[Bulk]:
    async with store.database.write() as connection:
        yield Bulk(connection, is_postgres=store.database.is_postgres)


def rates(**tokens: int) -> list[dict[str, str | int | None]]:
    return [{"channel": name, "tokens": n, "at": 2**50} for name, n in tokens.items()]


async def stored(bulk: Bulk) -> dict[str, int]:
    return {row.channel: row.tokens for row in await bulk.all(select(RATE))}


async def test_rows_are_inserted_replaced_or_left(bulk: Bulk) -> None:
    await bulk.insert(RATE, rates(a=1, b=2))
    await bulk.insert_absent(RATE, rates(b=9, c=3))
    await bulk.upsert(RATE, rates(c=30, d=4))

    assert await stored(bulk) == {"a": 1, "b": 2, "c": 30, "d": 4}


async def test_an_update_counts_those_that_matched(bulk: Bulk) -> None:
    await bulk.insert(RATE, rates(a=1, b=2, c=3))
    moved: list[Row] = [
        {"channel": "a", "was_tokens": 1, "tokens": 10},
        {"channel": "b", "was_tokens": 7, "tokens": 20},
        {"channel": "x", "was_tokens": 1, "tokens": 30},
    ]

    assert await bulk.update(RATE, ("channel", "was_tokens"), moved) == 1
    assert await stored(bulk) == {"a": 10, "b": 2, "c": 3}


async def test_rows_are_deleted_by_what_they_equal(bulk: Bulk) -> None:
    await bulk.insert(RATE, rates(a=1, b=2, c=3))
    await bulk.delete(RATE, [{"channel": "a"}, {"channel": "c"}])
    await bulk.delete(RATE, [{"channel": "b", "tokens": 99}])

    assert await stored(bulk) == {"b": 2}


async def test_nothing_to_do_sends_nothing(store: SqlStore) -> None:
    async with store.database.write() as connection:
        bulk = Bulk(connection, is_postgres=store.database.is_postgres)
        with statements(store) as sent:
            await bulk.insert(RATE, [])
            await bulk.insert_absent(RATE, [])
            await bulk.upsert(RATE, [])
            await bulk.delete(RATE, [])
            assert await bulk.update(RATE, ("channel",), []) == 0

    assert sent == []


async def test_keys_pair_a_bucket_with_an_id(bulk: Bulk) -> None:
    rows: list[Row] = [
        {"bucket": n, "address": key, "since": 0} for n, key in ((1, "a"), (2, "b"), (3, "a"))
    ]
    await bulk.insert(tables.do_not_contact, rows)
    table = tables.do_not_contact
    chosen = select(table.c.bucket).where(in_keys(table, bulk.keyed(), "address"))

    found = await bulk.all(chosen, **{BATCH: keys_json({"a": 3, "b": 1})})

    assert found == [(3,)]


async def test_any_character_survives_the_way_in(bulk: Bulk) -> None:
    odd = "quote ' \" \\ { } % : $1 ? ☂ বাংলা"
    await bulk.insert(RATE, [{"channel": odd, "tokens": 1, "at": 0}])

    assert await stored(bulk) == {odd: 1}


@pytest.mark.parametrize(
    ("table", "key", "looked_up"),
    [
        pytest.param(tables.outbox, "id", "(id=?", id="message"),
        pytest.param(tables.due, "conversation", "(bucket=? AND conversation=?", id="wait"),
        pytest.param(tables.conversation, "participant", "AND participant=?", id="conversation"),
    ],
)
async def test_rows_are_looked_up_by_their_key_and_never_a_bucket_at_a_time(
    sqlite_place: Place, table: Table, key: str, looked_up: str
) -> None:
    store = await sqlite_place.open()
    async with store.database.read() as connection:
        bulk = Bulk(connection, is_postgres=False)
        query = select(table.c.bucket).where(in_keys(table, bulk.keyed(), key))
        compiled = str(query.compile(dialect=sqlite.dialect()))
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", ("{}",))
        first = str(plan.mappings().all()[0]["detail"])

    assert looked_up in first

"""A wait fires once, with everything a turn needs."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.model import DueKind
from bot.ports import DueRow, Rows
from bot.store import SqlStore
from tests.store.conftest import Place
from tests.store.makers import NOON, SLUG, Resident, join, take


def due(who: Resident, hours: int, kind: DueKind = DueKind.REMINDER) -> DueRow:
    at = NOON + timedelta(hours=hours)
    return DueRow(who.participant.bucket, who.conversation.id, SLUG, kind, at)


async def put(store: SqlStore, *rows: DueRow) -> None:
    async with store.begin() as transaction:
        await transaction.write(Rows(dues=list(rows)))


async def fired(store: SqlStore, hours: int, limit: int = 10) -> list[tuple[str, int]]:
    async with store.begin() as transaction:
        items = await transaction.due(NOON + timedelta(hours=hours), limit)
    return [(item.kind.value, int((item.at - NOON) / timedelta(hours=1))) for item in items]


async def test_waits_fire_earliest_first_and_only_once(store: SqlStore) -> None:
    a, b, c = await join(store, 3)
    await put(store, due(a, 3), due(b, 1), due(c, 9))

    assert await fired(store, 0) == []
    assert await fired(store, 5) == [("reminder", 1), ("reminder", 3)]
    assert await fired(store, 5) == []
    assert await fired(store, 9) == [("reminder", 9)]


async def test_two_waits_of_one_conversation_both_fire_whatever_the_limit(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await put(store, due(who, 1), due(who, 2, DueKind.EXPIRY))

    once = await fired(store, 5, limit=1)
    again = await fired(store, 5, limit=1)

    assert sorted([*once, *again]) == [("expiry", 2), ("reminder", 1)]


async def test_a_wait_comes_with_its_person_and_conversation(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await take(store, [who])

    async with store.begin() as transaction:
        (item,) = await transaction.due(NOON + timedelta(days=3), 10)

    assert item.person.participant == who.participant
    assert item.person.addresses == (who.address,)
    assert (item.conversation.id, set(item.conversation.answers)) == (who.conversation.id, {"q0"})


async def test_a_wait_whose_transaction_fails_fires_again(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await put(store, due(who, 1))

    async def fail() -> None:
        async with store.begin() as transaction:
            await transaction.due(NOON + timedelta(hours=5), 10)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await fired(store, 5) == [("reminder", 1)]


async def test_two_processes_share_the_waits(place: Place) -> None:
    one, other = await place.open(), await place.open()
    people = await join(one, 20)
    await put(one, *(due(who, 1) for who in people))

    async def work(store: SqlStore) -> int:
        return sum([len(await fired(store, 5, limit=3)) for _ in range(12)])

    first, second = await asyncio.gather(work(one), work(other))
    assert first + second + await work(one) == 20

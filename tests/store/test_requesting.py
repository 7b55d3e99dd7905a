"""Launches that wait, on both engines: one decision each, one taker each."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from msgspec.structs import replace

from bot.ports import LaunchRequest, RequestState
from bot.store import SqlStore
from tests.store.makers import NOON, SLUG, an_id

HELD = LaunchRequest(
    id=an_id("request"),
    slug=SLUG,
    digest="d",
    people=812,
    state=RequestState.HELD,
    asked_by="kit",
    asked_at=NOON,
    leaves_at=NOON + timedelta(minutes=10),
)
LEASE = timedelta(minutes=10)


async def asked(store: SqlStore, request: LaunchRequest = HELD) -> None:
    async with store.begin() as transaction:
        await transaction.ask(request, '{"order": 1}')


async def take(store: SqlStore, **later: float) -> LaunchRequest | None:
    async with store.begin() as transaction:
        return await transaction.take_request(NOON + timedelta(**later), LEASE)


async def decide(store: SqlStore, state: RequestState, *was: RequestState) -> bool:
    async with store.begin() as transaction:
        return await transaction.decide(replace(HELD, state=state), was)


async def test_what_is_kept_comes_back(store: SqlStore) -> None:
    await asked(store)

    async with store.read() as reader:
        assert list(await reader.requests((RequestState.HELD,))) == [HELD]
        assert await reader.requests((RequestState.ASKED,)) == []
        assert await reader.requested(HELD.id) == '{"order": 1}'


async def test_it_is_taken_when_its_hold_is_over_and_by_one(store: SqlStore) -> None:
    await asked(store)

    assert await take(store, minutes=9) is None
    both = await asyncio.gather(take(store, minutes=10), take(store, minutes=10))
    assert sorted(each is None for each in both) == [False, True]


async def test_it_is_taken_again_where_its_taker_has_died(store: SqlStore) -> None:
    await asked(store)
    await take(store, minutes=10)

    assert await take(store, minutes=19) is None
    assert await take(store, minutes=20) is not None


async def test_one_that_is_leaving_cannot_be_taken_back(store: SqlStore) -> None:
    await asked(store)
    await take(store, minutes=10)
    waits = (RequestState.ASKED, RequestState.HELD)

    assert await decide(store, RequestState.CANCELLED, *waits) is False
    assert await decide(store, RequestState.SENT, RequestState.LEAVING) is True
    assert await take(store, hours=9) is None

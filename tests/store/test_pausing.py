"""Pause: the next claim obeys it, on both engines, and replies go on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.model import DueKind, MessageKind
from bot.ports import DueRow, Rows
from bot.store import SqlStore
from tests.store.conftest import Place
from tests.store.makers import NOON, SLUG, join, text_to
from tests.store.test_claiming import LEASE, claimed, queue

REPLY, REMINDER, BROADCAST = MessageKind


async def pause(store: SqlStore, slug: str = SLUG) -> None:
    async with store.begin() as transaction:
        await transaction.pause(slug, "officer", NOON)


async def resume(store: SqlStore, slug: str = SLUG) -> bool:
    async with store.begin() as transaction:
        return await transaction.resume(slug)


@pytest.mark.parametrize("slug", [SLUG, ""], ids=["one", "everything"])
async def test_a_pause_stops_all_but_replies_within_one_claim(store: SqlStore, slug: str) -> None:
    a, b, c, d = await join(store, 4)
    await queue(
        store,
        text_to(a, "invitation", kind=BROADCAST),
        text_to(b, "reminder", kind=REMINDER),
        text_to(c, "reply"),
        text_to(d, "invitation 2", kind=BROADCAST),
    )
    first = await store.claim("sms", NOON, LEASE, 1)
    await pause(store, slug)

    assert [message.body for message in first] == ["reply"]
    assert await claimed(store) == []
    assert await store.next_due("sms") == NOON + LEASE  # the lease alone: no busy looking
    await resume(store, slug)
    assert await claimed(store) == ["reminder", "invitation", "invitation 2"]


async def test_another_consultations_pause_holds_nothing_back(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await queue(store, text_to(who, "invitation", kind=BROADCAST))
    await pause(store, "another")

    assert await claimed(store) == ["invitation"]


async def test_a_pause_is_told_with_who_and_when_and_ends_once(store: SqlStore) -> None:
    await pause(store)
    await pause(store)

    async with store.read() as reader:
        (told,) = await reader.pauses()
    assert (told.consultation, told.since, told.by) == (SLUG, NOON, "officer")
    assert [await resume(store), await resume(store)] == [True, False]


async def test_waits_of_a_paused_consultation_wait_on(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    talk = who.conversation
    wait = DueRow(talk.bucket, talk.id, SLUG, DueKind.REMINDER, NOON)
    async with store.begin() as transaction:
        await transaction.write(Rows(dues=[wait]))
    await pause(store)

    async with store.begin() as transaction:
        assert await transaction.due(NOON, 10) == []
    await resume(store)
    async with store.begin() as transaction:
        assert [item.at for item in await transaction.due(NOON, 10)] == [NOON]


async def test_what_went_stale_in_a_pause_is_dropped_at_its_end(store: SqlStore) -> None:
    from msgspec.structs import replace

    (who,) = await join(store, 1)
    row = text_to(who, "reminder", kind=REMINDER)
    await queue(store, replace(row, send_before=NOON + timedelta(hours=1)))
    await pause(store)
    await resume(store)

    assert await claimed(store, hours=2) == []


async def test_no_claim_that_starts_after_the_pause_takes_anything(place: Place) -> None:
    """Whoever claims meanwhile does so before it or finds nothing: here they race."""
    store = await place.open()
    people = await join(store, 60)
    await queue(store, *(text_to(who, kind=BROADCAST) for who in people))
    other = await place.open()
    seen: list[int] = []

    async def claim_on() -> None:
        for _ in range(15):
            (*found,) = await other.claim("sms", NOON, LEASE, 1)
            seen.append(len(found))

    async def press() -> None:
        await asyncio.sleep(0)
        await pause(store)

    await asyncio.gather(claim_on(), press())

    assert len(await other.claim("sms", NOON, LEASE, 60)) == 0
    assert sorted(seen, reverse=True) == seen  # once none, then never again

"""Nobody gets more in a week than they may, nor anything at night, however messages pile up."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.model import MessageKind, OutboxStatus
from bot.ports import OutboxRow, Rows, Settled
from bot.store import SqlStore
from bot.store.sparing import SPREAD, WEEK
from tests.store.conftest import Place
from tests.store.makers import NOON, SLUG, chat, join, text_to
from tests.store.test_claiming import LEASE, queue

REPLY, REMINDER, BROADCAST = MessageKind


@pytest.fixture
async def capped(place: Place) -> SqlStore:
    """Four a week."""
    return await place.open(weekly_cap=4)


async def sent(store: SqlStore, channel: str = "sms", **later: float) -> list[str]:
    """All that leaves by then, each claim settled."""
    at = NOON + timedelta(**later)
    bodies: list[str] = []
    while got := await store.claim(channel, at, LEASE, 50):
        bodies += [message.body for message in got]
        await store.settle([Settled(each, OutboxStatus.SENT, at) for each in got])
    return bodies


async def held_back(store: SqlStore) -> int:
    async with store.read() as reader:
        return (await reader.standing(SLUG)).held_back


async def test_the_fifth_of_a_week_waits_until_the_first_is_a_week_old(capped: SqlStore) -> None:
    (who,) = await join(capped, 1)
    rows = [text_to(who, f"{n}", turn=n, kind=REMINDER) for n in range(6)]
    await queue(capped, *rows)

    assert await sent(capped) == ["0", "1", "2", "3"]
    assert await held_back(capped) == 2
    assert await capped.next_due("sms") == NOON + WEEK
    assert await sent(capped, days=6, hours=23) == []
    assert await sent(capped, days=7) == ["4", "5"]
    assert await held_back(capped) == 0


async def test_it_is_counted_over_all_consultations_and_both_channels(capped: SqlStore) -> None:
    (who,) = await join(capped, 1)
    rows = [text_to(who, f"{n}", turn=n, kind=BROADCAST) for n in range(6)]
    there = [replace(row, address=chat(1), consultation=f"c{n}") for n, row in enumerate(rows)]
    await queue(capped, *rows[:2], *there[2:])

    assert await sent(capped) == ["0", "1"]
    assert await sent(capped, "telegram") == ["2", "3"]


async def test_replies_are_no_part_of_it(capped: SqlStore) -> None:
    (who,) = await join(capped, 1)
    await queue(capped, *(text_to(who, f"{n}", turn=n) for n in range(9)))

    assert len(await sent(capped)) == 9


async def test_the_parts_of_one_message_are_one(capped: SqlStore) -> None:
    (who,) = await join(capped, 1)
    rows = [
        text_to(who, f"{n}.{part}", turn=n, part=part, kind=BROADCAST)
        for n in range(4)
        for part in range(3)
    ]
    await queue(capped, *rows)

    assert len(await sent(capped)) == 12


async def test_another_try_of_the_same_is_not_counted_twice(capped: SqlStore) -> None:
    (who,) = await join(capped, 1)
    await queue(capped, *(text_to(who, f"{n}", turn=n, kind=REMINDER) for n in range(4)))
    (first,) = await capped.claim("sms", NOON, LEASE, 50)
    await capped.settle([Settled(first, OutboxStatus.QUEUED, NOON, again_at=NOON)])

    assert sorted(await sent(capped)) == ["0", "1", "2", "3"]


async def test_what_would_come_too_late_is_dropped(capped: SqlStore) -> None:
    (who,) = await join(capped, 1)
    rows = [text_to(who, f"{n}", turn=n, kind=REMINDER) for n in range(5)]
    late = replace(rows[4], send_before=NOON + timedelta(hours=36))
    await queue(capped, *rows[:4], late)

    await sent(capped)

    assert await capped.next_due("sms") is None
    async with capped.read() as reader:
        assert (await reader.standing(SLUG)).outbox[OutboxStatus.CANCELLED] == 1


async def test_a_promised_answer_is_not_counted_but_kept_a_day_apart(capped: SqlStore) -> None:
    (who,) = await join(capped, 1)
    await queue(capped, *(text_to(who, f"{n}", turn=n, kind=REMINDER) for n in range(4)))
    owed = [
        replace(text_to(who, f"heard {n}", turn=10 + n, kind=BROADCAST), is_owed=True)
        for n in range(2)
    ]
    await queue(capped, *owed)

    assert await sent(capped) == ["0", "1", "2", "3"]
    assert await sent(capped, hours=23) == []
    assert await sent(capped, days=1) == ["heard 0"]
    assert await capped.next_due("sms") == NOON + 2 * SPREAD
    assert await sent(capped, days=2) == ["heard 1"]


async def test_two_senders_at_once_are_never_one_too_many(place: Place) -> None:
    """Each on a channel of its own, both for one person, whose last place this is."""
    stores = [await place.open(weekly_cap=1) for _ in range(2)]
    people = await join(stores[0], 10)
    rows = [text_to(who, "sms", turn=1, kind=BROADCAST) for who in people]
    also = [text_to(who, "telegram", turn=2, kind=BROADCAST) for who in people]
    there = [replace(row, address=chat(n)) for n, row in enumerate(also)]
    await queue(stores[0], *rows, *there)

    both = await asyncio.gather(
        stores[0].claim("sms", NOON, LEASE, 50), stores[1].claim("telegram", NOON, LEASE, 50)
    )

    reached = [message.participant for got in both for message in got]
    assert len(reached) == len(set(reached)) <= 10


async def test_who_has_had_enough_is_told_with_when_it_ends(capped: SqlStore) -> None:
    one, other = await join(capped, 2)
    await queue(capped, *(text_to(one, f"{n}", turn=n, kind=REMINDER) for n in range(4)))
    await queue(capped, text_to(other, "0", kind=REMINDER))
    await sent(capped)

    async with capped.read() as reader:
        people = {who.participant.id: who.participant.bucket for who in (one, other)}
        assert await reader.sated(people, NOON) == {one.participant.id: NOON + WEEK}
        assert await reader.sated(people, NOON + WEEK) == {}


# ── At night ──────────────────────────────────────────────────────────────────────────────────


def till_eight(row: OutboxRow) -> OutboxRow:
    return replace(row, awake_until=NOON.replace(hour=20))


async def test_what_was_not_sent_by_day_waits_for_the_next(store: SqlStore) -> None:
    """A backlog, an outage, the end of a pause: the queue is late, and it is night by now."""
    (who,) = await join(store, 1)
    await queue(store, till_eight(text_to(who, "reminder", kind=REMINDER)))

    assert await sent(store, hours=8) == []
    assert await store.next_due("sms") == NOON.replace(day=3, hour=9)
    assert await sent(store, hours=20, minutes=59) == []
    assert await sent(store, hours=21) == ["reminder"]


async def test_a_night_missed_twice_is_waited_for_twice(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await queue(store, till_eight(text_to(who, "reminder", kind=REMINDER)))

    assert await sent(store, hours=9) == []
    assert await sent(store, days=1, hours=9) == []
    assert await sent(store, days=2) == ["reminder"]


async def test_a_reply_leaves_at_any_hour(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await queue(store, text_to(who, "reply"))

    assert await sent(store, hours=11) == ["reply"]


async def test_a_persons_own_hours_are_kept_when_the_moment_is_chosen_anew(
    store: SqlStore,
) -> None:
    from bot.ports import PersonRow
    from tests.store.makers import resident

    who = resident(store, 1)
    evenings = replace(who.participant, hours="17:00-20:00", timezone="Asia/Dhaka")
    async with store.begin() as transaction:
        await transaction.write(
            Rows(
                people=[PersonRow(evenings, (who.address,))],
                conversations={who.conversation.id: who.conversation},
            )
        )
    await queue(store, till_eight(text_to(who, "reminder", kind=REMINDER)))

    await sent(store, hours=8)

    assert await store.next_due("sms") == NOON.replace(day=3, hour=11)  # five in Dhaka

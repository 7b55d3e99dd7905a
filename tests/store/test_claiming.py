"""What may leave now, in which order, and what never may."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.model import MessageKind, OutboxStatus
from bot.ports import OutboxRow, Rows, Settled
from bot.store import Rate, SqlStore
from tests.store.conftest import Place
from tests.store.makers import NOON, Leavers, Resident, chat, join, text_to

LEASE = timedelta(seconds=60)
REPLY, REMINDER, BROADCAST = MessageKind


async def queue(store: SqlStore, *rows: OutboxRow) -> None:
    async with store.begin() as transaction:
        await transaction.write(Rows(outbox=list(rows)))


async def claimed(
    store: SqlStore, limit: int = 50, channel: str = "sms", **later: float
) -> list[str]:
    got = await store.claim(channel, NOON + timedelta(**later), LEASE, limit)
    return [message.body for message in got]


async def sent(store: SqlStore, limit: int = 50) -> list[str]:
    """Claim, and settle all of it as sent."""
    got = await store.claim("sms", NOON, LEASE, limit)
    await store.settle([Settled(each, OutboxStatus.SENT, NOON) for each in got])
    return [message.body for message in got]


async def stop(store: SqlStore, *people: Resident) -> None:
    async with store.begin() as transaction:
        leavers: Leavers = {
            who.participant.id: (who.participant.bucket, (who.address,)) for who in people
        }
        await transaction.write(Rows(forget=leavers))


async def status_of(store: SqlStore) -> dict[str, int]:
    async with store.read() as reader:
        return {k.value: n for k, n in (await reader.standing("parks")).outbox.items() if n}


async def test_replies_leave_before_reminders_before_broadcasts(store: SqlStore) -> None:
    a, b, c = await join(store, 3)
    early = NOON - timedelta(hours=1)
    await queue(
        store,
        text_to(a, "broadcast", kind=BROADCAST, at=early),
        text_to(b, "reminder", kind=REMINDER, at=early),
        text_to(c, "reply"),
    )

    assert await claimed(store) == ["reply", "reminder", "broadcast"]


async def test_a_claimed_row_is_not_claimed_again(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await queue(store, text_to(who))

    assert (await claimed(store), await claimed(store)) == (["What next?"], [])


async def test_nothing_leaves_before_its_time(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await queue(store, replace(text_to(who, kind=REMINDER), not_before=NOON + timedelta(hours=8)))

    assert await claimed(store, hours=7) == []
    assert await store.next_due("sms") == NOON + timedelta(hours=8)
    assert await claimed(store, hours=8) == ["What next?"]


async def test_parts_of_a_turn_leave_in_order_one_settled_before_the_next(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    parts = [text_to(who, f"part {n}", part=n, kind=BROADCAST) for n in range(3)]
    await queue(store, *reversed(parts))

    assert [await sent(store) for _ in range(4)] == [["part 0"], ["part 1"], ["part 2"], []]


async def test_replies_of_a_person_leave_in_the_order_they_were_decided(store: SqlStore) -> None:
    a, b = await join(store, 2)
    await queue(store, *(text_to(a, f"a{n}", turn=n) for n in range(3)), text_to(b, "b0"))

    assert [sorted(await sent(store)) for _ in range(4)] == [["a0", "b0"], ["a1"], ["a2"], []]


@pytest.mark.parametrize("outcome", ["failed", "unknown", "cancelled"])
async def test_what_did_not_arrive_holds_nobody_up(store: SqlStore, outcome: str) -> None:
    (who,) = await join(store, 1)
    await queue(store, text_to(who, "first", turn=0), text_to(who, "second", turn=1))
    first = await store.claim("sms", NOON, LEASE, 10)

    await store.settle([Settled(first[0], OutboxStatus(outcome), NOON)])

    assert await claimed(store) == ["second"]


async def test_a_sleeping_message_holds_nobody_up(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    asleep = replace(text_to(who, "asleep", turn=0), not_before=NOON + timedelta(days=1))
    await queue(store, asleep, text_to(who, "awake", turn=1))

    assert await claimed(store) == ["awake"]


async def test_a_message_that_is_tried_again_keeps_its_place_in_time(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await queue(store, text_to(who))
    (message,) = await store.claim("sms", NOON, LEASE, 10)
    later = NOON + timedelta(seconds=30)

    await store.settle([Settled(message, OutboxStatus.QUEUED, NOON, again_at=later)])

    assert await claimed(store, seconds=29) == []
    (again,) = await store.claim("sms", later, LEASE, 10)
    assert (message.attempts, again.attempts) == (1, 2)


async def test_late_messages_expire_instead_of_arriving_late(store: SqlStore) -> None:
    a, b = await join(store, 2)
    await queue(
        store,
        replace(text_to(a, "stale"), send_before=NOON),
        replace(text_to(b, "fresh"), send_before=NOON + timedelta(seconds=1)),
    )

    assert await claimed(store) == ["fresh"]
    assert await status_of(store) == {"cancelled": 1, "claimed": 1}


async def test_an_expired_lease_is_unknown_and_never_resent(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await queue(store, text_to(who))
    await claimed(store)
    late = NOON + LEASE + timedelta(seconds=1)

    assert await store.next_due("sms") == NOON + LEASE
    assert await store.claim("sms", late, LEASE, 10) == []
    (lost,) = await store.unknown("sms", late)
    assert (lost.to, lost.body) == (who.address.value, "What next?")
    assert await store.unknown("sms", NOON) == []
    assert await store.next_due("sms") is None


async def test_nothing_leaves_for_those_who_stopped_but_the_word_that_confirms_it(
    store: SqlStore,
) -> None:
    stays, leaves = await join(store, 2)
    await queue(store, text_to(stays, "stays"), text_to(leaves, "queued before"))
    await stop(store, leaves)
    await queue(
        store,
        text_to(leaves, "queued after", turn=1),
        replace(text_to(leaves, "you are stopped", turn=2), outlives_stop=True),
    )

    assert sorted(await sent(store)) == ["stays", "you are stopped"]
    assert await status_of(store) == {"sent": 2, "cancelled": 2}


async def test_nothing_leaves_for_a_number_on_do_not_contact_whoever_it_belongs_to(
    store: SqlStore,
) -> None:
    first, second = await join(store, 2)
    await stop(store, first)
    await queue(store, replace(text_to(second), address=first.address))

    assert await claimed(store) == []


async def test_nothing_leaves_for_an_address_that_is_dead(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await queue(store, text_to(who))
    async with store.begin() as transaction:
        await transaction.write(Rows(reachable={who.address: False}))

    assert await claimed(store) == []
    assert await status_of(store) == {"cancelled": 1}


async def test_who_comes_back_is_written_to_again(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await stop(store, who)
    back: Leavers = {who.participant.id: (who.participant.bucket, (who.address,))}
    async with store.begin() as transaction:
        await transaction.write(Rows(welcome=back, outbox=[text_to(who)]))

    assert await claimed(store) == ["What next?"]


async def test_more_dead_rows_than_the_limit_do_not_hide_what_may_leave(store: SqlStore) -> None:
    a, b = await join(store, 2)
    dead = [replace(text_to(a, turn=n, kind=BROADCAST), send_before=NOON) for n in range(7)]
    await queue(store, *dead, text_to(b, "alive", kind=BROADCAST))

    assert await claimed(store, limit=2) == ["alive"]


async def test_messages_to_staff_leave_though_no_participant_has_their_id(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    alert = replace(text_to(who, "look"), participant=who.conversation.id, address=chat(9))
    await queue(store, alert)

    assert await claimed(store, channel="telegram") == ["look"]


# ── Pace ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_sender_keeps_its_rate_across_processes(place: Place) -> None:
    stores = [await place.open(sms=Rate(5, 2)) for _ in range(2)]
    people = await join(stores[0], 40)
    await queue(stores[0], *(text_to(who, kind=BROADCAST) for who in people))
    left = 0

    for tick in range(21):
        at = NOON + timedelta(seconds=tick / 5)
        got = await asyncio.gather(*(each.claim("sms", at, LEASE, 50) for each in stores))
        left += sum(map(len, got))

    assert left == 2 + 20


async def test_long_texts_take_as_many_tokens_as_segments(place: Place) -> None:
    store = await place.open(sms=Rate(1, 1))
    a, b, c = await join(store, 3)
    await queue(store, *(replace(text_to(who, kind=BROADCAST), units=3) for who in (a, b, c)))

    counts = [len(await claimed(store, seconds=n)) for n in range(7)]

    assert counts == [1, 0, 0, 1, 0, 0, 1]


async def test_a_text_longer_than_the_purse_leaves_and_is_paid_off_afterwards(
    place: Place,
) -> None:
    store = await place.open(sms=Rate(1, 1))
    a, b = await join(store, 2)
    await queue(store, replace(text_to(a, "long"), units=4), text_to(b, "short", kind=BROADCAST))

    assert [await claimed(store, seconds=n) for n in range(5)] == [["long"], [], [], [], ["short"]]


async def test_a_chat_gets_one_message_a_second(place: Place) -> None:
    store = await place.open(telegram=Rate(30, 30, 1))
    a, b = await join(store, 2, channel="telegram")
    rows = [text_to(a, f"a{n}", turn=n, kind=BROADCAST) for n in range(3)]
    await queue(store, *rows, text_to(b, "b", kind=BROADCAST))

    first = await claimed(store, channel="telegram")
    place.clock.forward(seconds=0.5)
    half = await claimed(store, channel="telegram", seconds=0.5)

    assert (sorted(first), half) == (["a0", "b"], [])
    assert await store.next_due("telegram") == NOON + timedelta(seconds=1)
    assert await claimed(store, channel="telegram", seconds=1) == ["a1"]
    assert await claimed(store, channel="telegram", seconds=2) == ["a2"]


async def test_replies_overtake_a_long_broadcast(place: Place) -> None:
    store = await place.open(sms=Rate(1, 1))
    people = await join(store, 21)
    await queue(store, *(text_to(who, "news", kind=BROADCAST) for who in people[:20]))
    await claimed(store)
    await queue(store, text_to(people[20], "reply"))

    assert await claimed(store, seconds=1) == ["reply"]


async def test_next_due_waits_for_the_next_token(place: Place) -> None:
    store = await place.open(sms=Rate(0.5, 1))
    a, b = await join(store, 2)
    await queue(store, text_to(a), text_to(b))
    assert await store.next_due("sms") == NOON

    await claimed(store, limit=1)

    lease, token = NOON + LEASE, NOON + timedelta(seconds=2)
    assert await store.next_due("sms") == min(lease, token)


async def test_a_clock_set_back_gives_no_tokens_and_takes_none(place: Place) -> None:
    store = await place.open(sms=Rate(1, 1))
    a, b = await join(store, 2)
    await queue(store, text_to(a), text_to(b))
    await claimed(store)

    assert await claimed(store, days=-3650) == []
    assert len(await claimed(store, seconds=1)) == 1


# ── STOP against the claim ────────────────────────────────────────────────────────────────────


async def test_no_claim_that_begins_after_stop_commits_finds_the_person(place: Place) -> None:
    receiver, sender = await place.open(), await place.open()
    people = await join(receiver, 30)
    for who in people:
        await queue(receiver, text_to(who, who.address.value, kind=BROADCAST))
    stopped: set[str] = set()
    broken: list[str] = []

    async def leave() -> None:
        for who in people[::2]:
            await stop(receiver, who)
            stopped.add(who.address.value)

    async def send() -> None:
        for _ in range(30):
            before = set(stopped)
            got = await sender.claim("sms", NOON, LEASE, 1)
            broken.extend(m.to for m in got if m.to in before)

    await asyncio.gather(leave(), send())

    assert broken == []

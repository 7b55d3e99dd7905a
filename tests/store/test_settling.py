"""What becomes of a message: our own word, the provider's, in any order and any number."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from msgspec.structs import replace

from bot.model import Address, DeliveryReport, OutboundMessage, OutboxStatus, Status
from bot.ports import Rows, Settled
from bot.store import SqlStore
from bot.store.settling import RANK
from tests.store.makers import NOON, SLUG, Resident, an_id, join, text_to

LEASE = timedelta(seconds=60)
SENT, DELIVERED, FAILED, UNKNOWN, QUEUED = (
    OutboxStatus.SENT,
    OutboxStatus.DELIVERED,
    OutboxStatus.FAILED,
    OutboxStatus.UNKNOWN,
    OutboxStatus.QUEUED,
)


async def claim_one(store: SqlStore, who: Resident, turn: int = 0) -> OutboundMessage:
    async with store.begin() as transaction:
        await transaction.write(Rows(outbox=[text_to(who, turn=turn)]))
    (message,) = await store.claim("sms", NOON, LEASE, 10)
    return message


def says(message: OutboundMessage, status: OutboxStatus, code: str = "") -> DeliveryReport:
    return DeliveryReport("sms", message.id, status, "SM1", code)


async def end_of(store: SqlStore) -> dict[OutboxStatus, int]:
    async with store.read() as reader:
        return {k: n for k, n in (await reader.standing(SLUG)).outbox.items() if n}


def test_every_status_has_a_rank() -> None:
    assert set(RANK) == set(OutboxStatus)


async def test_any_order_of_delivery_reports_gives_the_same_end(store: SqlStore) -> None:
    words = [(SENT, ""), (FAILED, "30003"), (FAILED, "30005"), (DELIVERED, ""), (QUEUED, "")]
    orders = list(permutations(words))[::5]
    people = await join(store, len(orders))
    messages = [await claim_one(store, who) for who in people]

    for message, order in zip(messages, orders, strict=True):
        for place, (status, code) in enumerate(order):
            if place == 2:  # our own settling falls somewhere among them
                await store.settle([Settled(message, SENT, NOON, provider_id="SM1")])
            await store.report([says(message, status, code)], NOON)

    assert await end_of(store) == {DELIVERED: len(orders)}


async def test_any_order_of_failures_keeps_one_code(store: SqlStore) -> None:
    people = await join(store, 2)
    codes = ["30003", "30008", "30005"]
    for who, order in zip(people, [codes, codes[::-1]], strict=True):
        message = await claim_one(store, who)
        await store.report([says(message, FAILED, code) for code in order[:2]], NOON)
        await store.report([says(message, FAILED, order[2])], NOON)

    async with store.database.read() as connection:
        rows = (await connection.exec_driver_sql("SELECT DISTINCT code FROM outbox")).all()
    assert rows == [("30008",)]


@pytest.mark.parametrize("word", [QUEUED, SENT, DELIVERED], ids=str)
async def test_unknown_yields_to_any_word_of_the_provider(
    store: SqlStore, word: OutboxStatus
) -> None:
    (who,) = await join(store, 1)
    message = await claim_one(store, who)
    await store.settle([Settled(message, UNKNOWN, NOON)])

    await store.report([says(message, word)], NOON)

    assert await end_of(store) == {DELIVERED if word is DELIVERED else SENT: 1}


async def test_settling_after_the_report_does_not_lower_it(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    message = await claim_one(store, who)
    await store.report([DeliveryReport("sms", message.id, DELIVERED)], NOON)

    await store.settle([Settled(message, SENT, NOON, provider_id="SM9")])
    await store.settle([Settled(message, QUEUED, NOON, again_at=NOON)])

    assert await end_of(store) == {DELIVERED: 1}
    assert await store.claim("sms", NOON, LEASE, 10) == []


async def test_a_report_for_nothing_of_ours_changes_nothing(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    message = await claim_one(store, who)

    await store.report([DeliveryReport("sms", an_id("nobody"), DELIVERED)], NOON)
    await store.report([DeliveryReport("telegram", message.id, DELIVERED)], NOON)
    await store.report([], NOON)

    assert await end_of(store) == {OutboxStatus.CLAIMED: 1}


async def test_a_lost_message_can_be_queued_again(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    message = await claim_one(store, who)
    await store.settle([Settled(message, UNKNOWN, NOON)])
    (lost,) = await store.unknown("sms", NOON)
    assert lost.leased_until == message.leased_until, "since when the provider is asked"

    await store.settle([Settled(lost, QUEUED, NOON, again_at=NOON)])

    (again,) = await store.claim("sms", NOON, LEASE, 10)
    assert (again.id, again.attempts) == (message.id, 2)


@pytest.mark.parametrize("is_reported", [False, True], ids=["answered", "reported"])
async def test_a_dead_address_is_written_to_no_more_but_others_are(
    store: SqlStore, is_reported: bool
) -> None:
    (who,) = await join(store, 1)
    message = await claim_one(store, who)
    if is_reported:
        said = says(message, FAILED, "30005")
        await store.report([replace(said, is_unreachable=True)], NOON)
    else:
        await store.settle([Settled(message, FAILED, NOON, code="30005", unreachable=True)])
    other = Address("sms", "+447700900999")
    async with store.begin() as transaction:
        await transaction.write(Rows(links=[(who.participant.id, who.participant.bucket, other)]))
        await transaction.write(
            Rows(
                outbox=[
                    text_to(who, "old", turn=1),
                    replace(text_to(who, "new", turn=2), address=other),
                ]
            )
        )

    got = await store.claim("sms", NOON, LEASE, 10)

    assert [each.body for each in got] == ["new"]
    async with store.begin() as transaction:
        (person,) = (await transaction.people([other]))[other]
    assert person.addresses == (other,)


@pytest.mark.parametrize("is_reported", [False, True], ids=["answered", "reported"])
async def test_an_opt_out_at_the_provider_is_a_stop(store: SqlStore, is_reported: bool) -> None:
    leaves, stays = await join(store, 2)
    message = await claim_one(store, leaves)
    async with store.begin() as transaction:
        await transaction.write(Rows(outbox=[text_to(leaves, turn=1), text_to(stays, turn=1)]))

    if is_reported:
        said = says(message, FAILED, "21610")
        await store.report([replace(said, is_opted_out=True)], NOON)
    else:
        await store.settle([Settled(message, FAILED, NOON, code="21610", opted_out=True)])

    got = await store.claim("sms", NOON, LEASE, 10)
    assert [each.to for each in got] == [stays.address.value]
    async with store.begin() as transaction:
        (person,) = (await transaction.people([leaves.address]))[leaves.address]
        known = await transaction.addresses_known([leaves.address, stays.address])
    assert person.participant.stopped
    assert person.is_do_not_contact
    assert person.conversations[0].status is Status.STOPPED
    assert known == {leaves.address: "do_not_contact", stays.address: "known"}


async def test_a_hundred_are_settled_in_one_statement(store: SqlStore) -> None:
    from tests.store.test_store import statements

    people = await join(store, 100)
    async with store.begin() as transaction:
        await transaction.write(Rows(outbox=[text_to(who) for who in people]))
    got = await store.claim("sms", NOON, LEASE, 100)

    with statements(store) as made:
        await store.settle([Settled(each, SENT, NOON) for each in got])

    assert len([each for each in made if not each.startswith("BEGIN")]) == 1
    assert await end_of(store) == {SENT: 100}

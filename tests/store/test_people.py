"""Joining, leaving and coming back."""

from __future__ import annotations

from msgspec.structs import replace

from bot.model import Address
from bot.ports import PersonRow, Rows
from bot.store import SqlStore
from tests.store.makers import NOON, Leavers, Resident, chat, join, phone, resident


async def known(store: SqlStore, *addresses: Address) -> dict[Address, str]:
    async with store.read() as reader:
        return dict(await reader.addresses_known(addresses))


async def leave(store: SqlStore, who: Resident, *addresses: Address) -> None:
    leaver = {who.participant.id: (who.participant.bucket, addresses)}
    async with store.begin() as transaction:
        await transaction.write(Rows(forget=leaver))


async def test_who_stops_is_stopped_on_every_address_named(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    link = (who.participant.id, who.participant.bucket, chat(1))
    async with store.begin() as transaction:
        await transaction.write(Rows(links=[link]))

    await leave(store, who, who.address, chat(1))
    await leave(store, who, who.address, chat(1))

    assert await known(store, who.address, chat(1), chat(2)) == {
        who.address: "do_not_contact", chat(1): "do_not_contact",
    }  # fmt: skip
    async with store.begin() as transaction:
        (person,) = (await transaction.people([who.address]))[who.address]
        back: Leavers = {who.participant.id: (who.participant.bucket, (chat(1),))}
        await transaction.write(Rows(welcome=back))
        (returned,) = (await transaction.people([chat(1)]))[chat(1)]
    assert (person.participant.stopped, person.is_do_not_contact) == (True, True)
    assert (returned.participant.stopped, returned.is_do_not_contact) == (False, False)
    assert (await known(store, who.address))[who.address] == "do_not_contact"


async def test_an_address_may_be_forbidden_before_anyone_has_it(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await leave(store, who, phone(55))

    assert await known(store, phone(55), phone(56)) == {phone(55): "do_not_contact"}
    assert await known(store) == {}


async def test_two_people_may_arrive_with_one_phone(store: SqlStore) -> None:
    a, b = resident(store, 0), resident(store, 1, phone(0))
    rows = [PersonRow(who.participant, (phone(0),)) for who in (a, b)]

    async with store.begin() as transaction:
        await transaction.write(Rows(people=rows))
        found = await transaction.people([phone(0)])

    assert {person.participant.id for person in found[phone(0)]} == {
        a.participant.id, b.participant.id,
    }  # fmt: skip


async def test_a_dead_address_may_live_again(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    seen = []
    for is_alive in (False, True):
        async with store.begin() as transaction:
            await transaction.write(Rows(reachable={who.address: is_alive}))
            (person,) = (await transaction.people([who.address]))[who.address]
            seen.append(person.addresses)

    assert seen == [(), (who.address,)]


async def test_a_participant_may_arrive_stopped_and_without_a_name(store: SqlStore) -> None:
    who = resident(store, 0)
    silent = replace(who.participant, name="", stopped=True)
    async with store.begin() as transaction:
        await transaction.write(Rows(people=[PersonRow(silent, (who.address,))]))
        (person,) = (await transaction.people([who.address]))[who.address]

    assert person.participant == silent
    assert NOON.tzinfo is not None


async def test_what_a_list_corrects_is_kept_and_the_name_sealed(store: SqlStore) -> None:
    who, other = await join(store, 2)
    told = replace(
        who.participant,
        name="Amina",
        language="bn",
        area="E1",
        link_worker="Rahima",
        hours="17-20",
    )

    async with store.begin() as transaction:
        await transaction.write(Rows(details={told.id: told}))
    async with store.begin() as transaction:
        found = await transaction.people([who.address, other.address])

    assert found[who.address][0].participant == told
    assert found[other.address][0].participant == other.participant

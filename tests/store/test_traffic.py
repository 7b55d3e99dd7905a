"""How much comes from each address is counted at once for a whole batch, and kept."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from bot.model import InboundMessage
from bot.ports import Flag, Rows, Traffic
from bot.store import SqlStore
from tests.store.conftest import Place
from tests.store.makers import NOON, Resident, chat, join, resident, said
from tests.store.test_store import statements


async def count(store: SqlStore, *messages: InboundMessage) -> list[Traffic]:
    async with store.begin() as transaction:
        found = await transaction.traffic(messages)
    return [found[address] for address in dict.fromkeys(m.address for m in messages)]


async def keep(store: SqlStore, who: Resident, changed: Traffic) -> None:
    async with store.begin() as transaction:
        await transaction.write(Rows(traffic={who.address: changed}))


async def test_each_address_is_counted_for_itself(store: SqlStore) -> None:
    one, two = await join(store, 2)

    await count(store, said(one), said(one, 1))
    first, second = await count(store, said(one, 2), said(two))

    assert (first.heard, second.heard) == (3, 1)


async def test_after_an_hour_counting_begins_anew(place: Place) -> None:
    store = await place.open()
    (who,) = await join(store, 1)
    await count(store, said(who), said(who, 1))

    place.clock.forward(minutes=60)
    (found,) = await count(store, said(who, 2))

    assert (found.heard, found.began_at) == (1, NOON + timedelta(hours=1))


async def test_what_was_found_is_there_for_the_next_message(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    (found,) = await count(store, said(who))
    later = NOON + timedelta(minutes=5)
    changed = replace(
        found, fruitless=3, mark="m", marked_at=NOON, next_at=later, flag="loop", flagged_at=NOON
    )

    await keep(store, who, changed)

    assert await count(store, said(who, 1)) == [replace(changed, heard=2)]


async def test_a_hundred_addresses_take_one_statement(store: SqlStore) -> None:
    people = [resident(store, n) for n in range(100)]
    await count(store, said(people[0]))

    with statements(store) as sent:
        await count(store, *(said(who) for who in people))

    assert len([s for s in sent if not s.startswith("BEGIN")]) == 1


async def test_a_flag_names_whom_the_address_leads_to_and_no_address(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    stranger = resident(store, 9, chat(9))
    for each in (who, stranger):
        (found,) = await count(store, said(each))
        await keep(store, each, replace(found, flag="flood", flagged_at=NOON))

    async with store.read() as reader:
        flags = await reader.flags(NOON)
        later = await reader.flags(NOON + timedelta(seconds=1))

    assert sorted(flags, key=lambda flag: flag.channel) == [
        Flag("sms", "flood", NOON, 1, who.participant.id),
        Flag("telegram", "flood", NOON, 1, None),
    ]
    assert later == []


async def test_nothing_of_the_words_or_the_number_is_kept(place: Place) -> None:
    store = await place.open()
    (who,) = await join(store, 1)

    async with store.begin() as transaction:
        mark = transaction.mark_of("I am away")
        again = transaction.mark_of("I am away")

    assert mark == again
    assert "away" not in mark
    assert mark != who.address.value

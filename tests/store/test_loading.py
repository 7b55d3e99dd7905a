"""People are read by the set: as many statements for one as for a hundred."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from bot.model import Answer, Outcome
from bot.ports import Rows
from bot.store import SqlStore
from tests.store.conftest import Place
from tests.store.makers import answer, join, moved_on, take
from tests.store.test_store import statements


async def test_a_hundred_people_are_read_in_as_many_statements_as_one(store: SqlStore) -> None:
    people = await join(store, 100)
    await take(store, people)

    with statements(store) as few:
        async with store.begin() as transaction:
            await transaction.people([people[0].address])
    with statements(store) as many:
        async with store.begin() as transaction:
            found = await transaction.people([who.address for who in people])

    assert len(found) == 100
    assert len(few) == len(many) == 2


async def test_the_equality_block_costs_one_statement_more(store: SqlStore) -> None:
    people = await join(store, 8)
    inside = [replace(moved_on(who.conversation), step="about-you__x") for who in people]
    given = Answer(Outcome.ANSWERED, "x")
    rows = [
        replace(answer(who, talk, given, "about-you__w"), is_about=True)
        for who, talk in zip(people, inside, strict=True)
    ]
    async with store.begin() as transaction:
        await transaction.write(
            Rows(
                conversations={talk.id: talk for talk in inside},
                read_revisions={talk.id: 0 for talk in inside},
                answers=rows,
            )
        )

    with statements(store) as sent:
        async with store.begin() as transaction:
            found = await transaction.people([who.address for who in people])

    assert len(sent) == 3
    kept = {person.conversations[0].answers["about-you__w"] for (person,) in found.values()}
    assert kept == {given}


async def test_a_person_who_is_being_dealt_with_is_waited_for(place: Place) -> None:
    """What the second then reads is what the first wrote."""
    one, other = await place.open(), await place.open()
    (who,) = await join(one, 1)
    has_read = asyncio.Event()

    async def first() -> None:
        async with one.begin() as transaction:
            await transaction.people([who.address])
            has_read.set()
            talk = moved_on(who.conversation)
            await transaction.write(
                Rows(conversations={talk.id: talk}, read_revisions={talk.id: 0})
            )

    async def second() -> int:
        await has_read.wait()
        async with other.begin() as transaction:
            (person,) = (await transaction.people([who.address]))[who.address]
            return person.conversations[0].revision

    _, revision = await asyncio.gather(first(), second())

    assert revision == 1

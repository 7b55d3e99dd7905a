"""What is erased of a person, on both databases."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import select

from bot.model import Answer, Outcome
from bot.ports import Rows
from bot.store import SqlStore, tables
from bot.store.receiving import key_of
from tests.store.makers import answer, join, launch, said


async def test_forgetting_about_me_takes_the_equality_answers_of_one_person(
    store: SqlStore,
) -> None:
    await launch(store)
    people = await join(store, 2)
    rows = Rows()
    for who in people:
        told = answer(who, who.conversation, Answer(Outcome.ANSWERED, "old"), "about-you__age")
        rows.answers.append(replace(told, is_about=True))
    async with store.begin() as transaction:
        for who in people:
            message = said(who, body="old")
            await transaction.note([message], {key_of(message): who.participant.id})
        await transaction.write(rows)

    first = people[0].participant
    async with store.begin() as transaction:
        await transaction.write(Rows(forget_about={first.id: first.bucket}))

    async with store.database.read() as connection:
        left = (await connection.execute(select(tables.about.c.about))).scalars().all()
        kept = select(tables.inbound.c.participant, tables.inbound.c.sealed)
        raw = (await connection.execute(kept)).all()
    assert len(left) == 1
    assert {row.participant: bool(row.sealed) for row in raw} == {
        first.id.hex: False,
        people[1].participant.id.hex: True,
    }

"""What people said in words, on both engines: coded by version, counted without being opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import text

from bot.model import Answer, Conversation, Media, Outcome, Status, Tally, Value
from bot.ports import CodingRow, Rows, TranslationRow
from bot.results.coding.remarks import FIRST, SECOND, SETTLED, Code, Coding, Remark
from bot.store import SqlStore
from tests.store.makers import NOON, SLUG, Resident, answer, join, moved_on

BOOK = (Code("buses", "Buses", "No car."), Code("cost", "Cost"))


async def say(store: SqlStore, who: Resident, value: Value, n: int = 1) -> Conversation:
    talk = replace(moved_on(who.conversation), revision=n)
    row = answer(who, talk, Answer(Outcome.ANSWERED, value), "why")
    row = replace(row, is_free_text=isinstance(value, str), delete_at=row.at + timedelta(days=30))
    rows = Rows(conversations={talk.id: talk}, read_revisions={talk.id: n - 1}, answers=[row])
    async with store.begin() as transaction:
        await transaction.write(rows)
    return talk


async def remarks(store: SqlStore) -> Sequence[Remark]:
    async with store.read() as reader:
        return await reader.remarks(SLUG, "why")


async def themes(store: SqlStore) -> list[Tally]:
    """What is counted of the words, once everybody's have codes."""
    async with store.read() as reader:
        found = await reader.tallies(SLUG, is_coded=True)
        steps = await reader.coded_steps(SLUG)
    return [each for each in found if each.step == "why" and "why" in steps]


async def give(store: SqlStore, remark: Remark, place: int, *codes: str) -> None:
    row = CodingRow(SLUG, "why", remark.key, place, Coding("Ann", codes))
    async with store.begin() as transaction:
        await transaction.keep_codings([row], NOON)


async def test_a_codebook_keeps_its_order_and_the_new_one_stands_for_the_old(
    store: SqlStore,
) -> None:
    for book in ((BOOK[0],), BOOK[::-1]):
        async with store.begin() as transaction:
            await transaction.save_codebook(SLUG, "why", book)

    async with store.read() as reader:
        assert {step: tuple(codes) for step, codes in (await reader.codebook(SLUG)).items()} == {
            "why": BOOK[::-1]
        }


async def test_words_come_under_names_that_lead_nowhere(store: SqlStore) -> None:
    first, second, third = await join(store, 3)
    await say(store, first, "No bus.")
    await say(store, second, "=1+1")
    await say(store, third, Media("voice", "file-1"))  # nobody wrote it down: it has no words

    found = await remarks(store)

    assert {each.text for each in found} == {"No bus.", "=1+1"}
    assert [each.id for each in found] == sorted(each.id for each in found)
    for each in found:
        assert each.id[0] == "r"
        assert each.key[1].hex not in each.id
    assert [each.id for each in await remarks(store)] == [each.id for each in found]


async def test_people_are_counted_by_what_was_settled_else_by_the_first_coder(
    store: SqlStore,
) -> None:
    for number, who in enumerate(await join(store, 4)):
        await say(store, who, f"words {number}")
    a, b, c, d = await remarks(store)
    async with store.begin() as transaction:
        await transaction.save_codebook(SLUG, "why", BOOK)
    await give(store, a, FIRST, "buses")
    assert await themes(store) == []  # the others have none yet
    await give(store, a, SECOND, "cost")
    await give(store, b, SECOND, "cost")
    await give(store, c, FIRST, "buses")
    await give(store, c, SECOND)
    await give(store, c, SETTLED, "buses", "cost")
    await give(store, d, FIRST)

    counted = {tally.value: tally.n for tally in await themes(store)}
    assert counted == {"[]": 1, '["buses"]': 1, '["buses","cost"]': 1, '["cost"]': 1}
    async with store.read() as reader:
        assert await reader.uses(SLUG, "why") == {"buses": 2, "cost": 3}


async def test_who_says_something_else_later_has_not_been_coded(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await say(store, who, "No bus.")
    (before,) = await remarks(store)
    await give(store, before, FIRST, "buses")
    async with store.begin() as transaction:
        row = TranslationRow(SLUG, "why", before.key, "Dim bws", "Ann")
        await transaction.keep_translations([row], NOON)
    assert (await remarks(store))[0].translation == "Dim bws"

    await say(store, who, "Well, there is one.", n=2)

    (after,) = await remarks(store)
    assert (after.id, after.codings, after.translation) == (before.id, {}, "")
    assert await themes(store) == []
    async with store.read() as reader:
        assert await reader.uses(SLUG, "why") == {}


async def test_whoever_became_one_with_another_is_not_counted(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    talk = await say(store, who, "No bus.")
    (said,) = await remarks(store)
    await give(store, said, FIRST, "buses")
    gone = replace(talk, status=Status.MERGED, revision=2)
    async with store.begin() as transaction:
        await transaction.write(Rows(conversations={talk.id: gone}, read_revisions={talk.id: 1}))

    assert await remarks(store) == []
    assert await themes(store) == []


async def test_translations_are_sealed(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await say(store, who, "Dim bws")
    (said,) = await remarks(store)
    async with store.begin() as transaction:
        row = TranslationRow(SLUG, "why", said.key, "No bus at all", "Ann")
        await transaction.keep_translations([row], NOON)

    async with store.database.read() as connection:
        asked = text("SELECT sealed FROM translation")
        ((sealed,),) = (await connection.execute(asked)).all()
    assert sealed
    assert "bus" not in sealed

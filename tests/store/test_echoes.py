"""What people answer to our summary, on both engines: one voice each, the words sealed."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import text

from bot.model import Status
from bot.ports import EchoRow, Rows
from bot.store import SqlStore
from tests.store.makers import NOON, SLUG, Resident, join

LATER = NOON + timedelta(hours=1)


async def say(store: SqlStore, who: Resident, *, agrees: bool, words: str = "") -> None:
    talk = who.conversation
    row = EchoRow(talk.bucket, talk.id, SLUG, agrees, NOON, words)
    async with store.begin() as transaction:
        await transaction.write(Rows(echoes={talk.id: row}))


async def counted(store: SqlStore) -> tuple[int, int]:
    async with store.read() as reader:
        return await reader.echoes(SLUG, LATER)


async def words(store: SqlStore) -> list[str]:
    async with store.read() as reader:
        return [each.text for each in await reader.corrections(SLUG)]


async def test_everybody_has_one_voice_and_the_latest_counts(store: SqlStore) -> None:
    first, second, third = await join(store, 3)
    for who in (first, second, third):
        await say(store, who, agrees=True)
    await say(store, third, agrees=False)

    assert await counted(store) == (2, 1)
    async with store.read() as reader:
        assert await reader.echoes(SLUG, NOON) == (0, 0)  # nobody had answered by then


async def test_words_outlast_another_disagree_and_no_agree(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await say(store, who, agrees=False, words="You left the Sundays out.")
    await say(store, who, agrees=False)
    assert await words(store) == ["You left the Sundays out."]

    await say(store, who, agrees=True)
    assert await words(store) == []
    assert await counted(store) == (1, 0)


async def test_words_are_sealed(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await say(store, who, agrees=False, words="You left the Sundays out.")

    async with store.database.read() as connection:
        ((sealed,),) = (await connection.execute(text("SELECT sealed FROM echo"))).all()
    assert sealed
    assert "Sundays" not in sealed


async def test_whoever_became_one_with_another_has_no_voice_of_their_own(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    await say(store, who, agrees=False, words="Sundays.")
    gone = replace(who.conversation, status=Status.MERGED, revision=1)
    async with store.begin() as transaction:
        await transaction.write(Rows(conversations={gone.id: gone}, read_revisions={gone.id: 0}))

    assert await counted(store) == (0, 0)
    assert await words(store) == []

from __future__ import annotations

from bot.model import Answer, Media, Outcome
from bot.ports import Rows
from bot.store import SqlStore
from tests.store.makers import Resident, an_id, answer, join, moved_on

VOICE = Media("voice", "file-1", "audio/ogg", 9_000, 7)


async def send(store: SqlStore, who: Resident, file: Media, step: str) -> None:
    row = answer(who, moved_on(who.conversation), Answer(Outcome.ANSWERED, file), step)
    async with store.begin() as transaction:
        await transaction.write(Rows(answers=[row]))


async def test_a_file_is_fetched_once_and_kept(store: SqlStore) -> None:
    (who,) = await join(store, 1, channel="telegram")
    await send(store, who, VOICE, "q1")
    async with store.read() as reader:
        ((media_id, channel, handle),) = await reader.media(10)

    assert (channel, handle) == ("telegram", "file-1")
    assert await store.load_media(media_id) is None
    await store.save_media(media_id, b"OggS" * 1000)

    assert await store.load_media(media_id) == b"OggS" * 1000
    async with store.read() as reader:
        assert await reader.media(10) == []


async def test_a_location_is_an_answer_without_a_file(store: SqlStore) -> None:
    (who,) = await join(store, 1, channel="telegram")
    await send(store, who, Media("location", "51.5,-0.1"), "q1")

    async with store.read() as reader:
        assert await reader.media(10) == []


async def test_a_file_nobody_knows_is_not_there(store: SqlStore) -> None:
    assert await store.load_media(an_id("none")) is None

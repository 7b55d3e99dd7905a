"""Voice notes of the words of a flow: one each, the newest, sealed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from bot.model import Note, Role
from bot.ports import NewNote, StaffMember
from bot.store import SqlStore
from tests.store.makers import an_id, chat

AT = datetime(2027, 3, 2, 12, tzinfo=UTC)
SPEAKER = an_id("rahima")


async def keep(store: SqlStore, file: str, key: str = "eyes.visit", language: str = "syl") -> None:
    note = Note(key, language, file, f"hash of {file}")
    async with store.begin() as transaction:
        await transaction.save_note(NewNote(note, SPEAKER, chat(1), AT, 7))


async def test_a_note_is_known_by_language_and_key(store: SqlStore) -> None:
    await keep(store, "file-1")
    await keep(store, "file-2", "eyes.ease")
    await keep(store, "file-3", language="bn")
    async with store.read() as reader:
        notes = await reader.notes()

    assert [(each.language, each.key, each.file_id) for each in notes] == [
        ("bn", "eyes.visit", "file-3"),
        ("syl", "eyes.ease", "file-2"),
        ("syl", "eyes.visit", "file-1"),
    ]
    assert {(each.speaker, each.recorded_at) for each in notes} == {(SPEAKER, AT)}


async def test_a_newer_one_takes_its_place_file_and_all(store: SqlStore) -> None:
    await keep(store, "file-1")
    await keep(store, "file-2")
    async with store.read() as reader:
        assert [(each.file_id, each.says) for each in await reader.notes()] == [
            ("file-2", "hash of file-2")
        ]
        assert [handle for _, _, handle in await reader.media(9)] == ["file-2"]


async def test_a_note_has_no_day_of_deletion(store: SqlStore) -> None:
    await keep(store, "file-1")

    assert await store.delete_media(AT.replace(year=2099)) == 0


async def test_the_handle_is_sealed(store: SqlStore) -> None:
    await keep(store, "file-1")
    async with store.database.read() as connection:
        (row,) = (await connection.execute(text("SELECT sealed FROM media"))).all()

    assert "file-1" not in row.sealed


async def test_where_somebody_has_got_to_is_kept_with_them(store: SqlStore) -> None:
    member = StaffMember(SPEAKER, "Rahima", Role.LINK_WORKER, "syl")
    async with store.begin() as transaction:
        await transaction.add_staff(member, "code", AT)
        await transaction.set_recording(SPEAKER, "syl eyes.visit")
        (kept,) = await transaction.staff()

    assert kept.recording == "syl eyes.visit"

"""Answers by voice: which of them wait, and what becomes of the words."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import text

from bot.model import Answer, CaseKind, Media, Outcome
from bot.ports import CaseRow, Recording, Rows, Transcript
from bot.store import SqlStore
from tests.store.makers import Resident, an_id, answer, join, moved_on

VOICE = Media("voice", "file-1", "audio/ogg", 9_000, 7)


async def speak(store: SqlStore, who: Resident, value: Media | str = VOICE, n: int = 1) -> Rows:
    talk = replace(moved_on(who.conversation), revision=n)
    row = answer(who, talk, Answer(Outcome.ANSWERED, value), "q1")
    row = replace(row, delete_at=row.at + timedelta(days=30), is_free_text=isinstance(value, str))
    case = CaseRow(
        an_id("case", n), who.conversation.bucket, who.conversation.participant,
        who.conversation.id, row.consultation, CaseKind.TRANSCRIPTION, row.at, step="q1",
    )  # fmt: skip
    rows = Rows(
        conversations={talk.id: talk}, read_revisions={talk.id: n - 1}, answers=[row], cases=[case]
    )
    async with store.begin() as transaction:
        await transaction.write(rows)
    return rows


async def waiting(store: SqlStore) -> list[Recording]:
    async with store.read() as reader:
        return list(await reader.recordings())


async def test_a_voice_answer_waits_until_it_is_written_down(store: SqlStore) -> None:
    (who,) = await join(store, 1, channel="telegram")
    rows = await speak(store, who)
    (recording,) = await waiting(store)

    assert (recording.step, recording.seconds, recording.is_fetched) == ("q1", 7, False)
    assert recording.delete_at == rows.answers[0].delete_at
    async with store.begin() as transaction:
        at = rows.answers[0].at
        await transaction.transcribe(Transcript(recording, "No bus.", "Rehana", at, "buses"))
    assert await waiting(store) == []


async def test_the_words_are_sealed_and_the_code_is_with_the_case(store: SqlStore) -> None:
    (who,) = await join(store, 1, channel="telegram")
    rows = await speak(store, who)
    (recording,) = await waiting(store)
    async with store.begin() as transaction:
        at = rows.answers[0].at
        await transaction.transcribe(Transcript(recording, "No bus.", "Rehana", at, "buses"))
    async with store.database.read() as connection:
        newest = text('SELECT value, sealed, "by" FROM answer ORDER BY n DESC LIMIT 1')
        (said,) = (await connection.execute(newest)).all()
        (case,) = (await connection.execute(text('SELECT outcome, closed_at FROM "case"'))).all()

    assert (said.value, said.by) == (None, "Rehana")
    assert said.sealed
    assert "bus" not in said.sealed
    assert case.outcome == "buses"
    assert case.closed_at is not None


async def test_a_later_answer_lets_the_recording_rest(store: SqlStore) -> None:
    (who,) = await join(store, 1, channel="telegram")
    await speak(store, who)
    await speak(store, who, "typed after all", n=2)

    assert await waiting(store) == []


async def test_only_what_is_due_is_deleted(store: SqlStore) -> None:
    (who,) = await join(store, 1, channel="telegram")
    until = (await speak(store, who)).answers[0].delete_at
    assert until is not None

    assert await store.delete_media(until - timedelta(seconds=1)) == 0
    assert await store.delete_media(until) == 1
    assert await waiting(store) == []

"""Rows written are rows read: every kind, every shape of answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.model import (
    Answer,
    CaseKind,
    Conversation,
    DueKind,
    Media,
    Other,
    Outcome,
    Participant,
    Pending,
    Status,
    Value,
)
from bot.ports import AuditRow, CaseRow, DueRow, Person, PersonRow, Rows
from bot.store import SqlStore
from tests.store.conftest import Place
from tests.store.makers import (
    NOON,
    SLUG,
    VERSION,
    Resident,
    an_id,
    answer,
    chat,
    join,
    moved_on,
    phone,
    said,
)

VALUES: dict[str, Value] = {
    "yes": True,
    "no": False,
    "whole_number": 3,
    "number": 2.5,
    "choice": "evening",
    "other": Other("by the old gate"),
    "other_to_come": Other(),
    "picks": ("letter", "travel"),
    "picks_with_other": ("letter", Other("my knees")),
    "no_picks": (),
    "date": "2027-03-05",
    "bengali": "সন্ধ্যায় আসা সহজ",
    "voice": Media("voice", "file-1", "audio/ogg", 9_000, 7),
    "location": Media("location", "51.5,-0.1"),
}


async def person_of(store: SqlStore, who: Resident) -> Person:
    async with store.begin() as transaction:
        (person,) = (await transaction.people([who.address]))[who.address]
    return person


async def tell(
    store: SqlStore, who: Resident, *rows: Answer, step: str = "q1", **more: object
) -> None:
    for given in rows:
        person = await person_of(store, who)
        after = moved_on(person.conversations[0])
        row = replace(answer(who, after, given, step), **more)
        written = Rows(
            conversations={after.id: after},
            read_revisions={after.id: after.revision - 1},
            answers=[row],
        )
        async with store.begin() as transaction:
            await transaction.write(written)


@pytest.mark.parametrize("is_free_text", [False, True], ids=["coded", "free_text"])
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
async def test_every_shape_of_answer_is_read_as_it_was_written(
    sqlite_place: Place, value: Value, is_free_text: bool
) -> None:
    store = await sqlite_place.open()
    (who,) = await join(store, 1)

    await tell(store, who, Answer(Outcome.ANSWERED, value), is_free_text=is_free_text)

    kept = (await person_of(store, who)).conversations[0].answers["q1"].value
    assert kept == value
    assert type(kept) is type(value)


async def test_the_latest_answer_to_a_step_counts(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    answers = [
        Answer(Outcome.ANSWERED, "a"),
        Answer(Outcome.ANSWERED, "b"),
        Answer(Outcome.SKIPPED),
    ]

    await tell(store, who, *answers)
    await tell(store, who, Answer(Outcome.DONT_KNOW), step="q2")

    kept = (await person_of(store, who)).conversations[0].answers
    assert kept == {"q1": Answer(Outcome.SKIPPED), "q2": Answer(Outcome.DONT_KNOW)}


async def test_equality_answers_are_read_only_inside_their_block(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    step = "about-you__ethnic_group"
    given = Answer(Outcome.ANSWERED, "asian")
    await tell(store, who, given, step=step, is_about=True)
    outside = await person_of(store, who)

    talk = outside.conversations[0]
    inside = replace(talk, step="about-you__ethnic_detail", revision=talk.revision + 1)
    async with store.begin() as transaction:
        await transaction.write(
            Rows(conversations={talk.id: inside}, read_revisions={talk.id: talk.revision})
        )

    assert outside.conversations[0].answers == {}
    assert (await person_of(store, who)).conversations[0].answers == {step: given}


async def test_a_conversation_is_read_as_it_was_written(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    whole = Conversation(
        id=who.conversation.id,
        bucket=who.conversation.bucket,
        participant=who.participant.id,
        consultation=SLUG,
        version=VERSION,
        language="bn",
        status=Status.PARKED,
        step="wishes",
        visited=("consent__agree", "last_visit"),
        misses=2,
        order=("speaker", "nearer", "evening"),
        pending=Pending("did_you_mean", ("evening", "nearer")),
        revision=7,
        wording="f" * 64,
        reminded=1,
        asked_at=NOON,
        heard_at=NOON + timedelta(microseconds=1),
        changing=True,
        with_staff=True,
    )

    async with store.begin() as transaction:
        await transaction.write(
            Rows(conversations={whole.id: whole}, read_revisions={whole.id: 0})
        )

    assert (await person_of(store, who)).conversations == (whole,)


async def test_a_person_is_read_as_they_were_written(store: SqlStore) -> None:
    bucket = store.bucket_of(phone(7))
    participant = Participant(
        an_id("p"), bucket, "syl", "সালমা", "over 40", "E1", "worker-3", "mosque", stopped=False
    )
    async with store.begin() as transaction:
        await transaction.write(Rows(people=[PersonRow(participant, (phone(7), chat(7)))]))
        found = await transaction.people([chat(7)])

    (person,) = found[chat(7)]
    assert person == Person(participant, (chat(7), phone(7)), (), None)


async def test_conversations_come_newest_first_and_focus_is_kept(place: Place) -> None:
    store = await place.open()
    (who,) = await join(store, 1)
    place.clock.forward(days=1)
    newer = replace(who.conversation, id=an_id("newer"), consultation="buses")
    focus = {who.participant.id: (who.participant.bucket, newer.id)}

    async with store.begin() as transaction:
        await transaction.write(Rows(conversations={newer.id: newer}, focus=focus))

    person = await person_of(store, who)
    assert [talk.consultation for talk in person.conversations] == ["buses", SLUG]
    assert person.focus == newer.id


async def test_a_language_changes_for_the_person(store: SqlStore) -> None:
    a, b = await join(store, 2)

    async with store.begin() as transaction:
        await transaction.write(Rows(languages={a.participant.id: (a.participant.bucket, "bn")}))

    assert (await person_of(store, a)).participant.language == "bn"
    assert (await person_of(store, b)).participant.language == "en"


async def test_a_wait_is_replaced_or_removed_by_the_next_word_on_it(store: SqlStore) -> None:
    a, b, c = await join(store, 3)

    def due(who: Resident, hours: int | None) -> DueRow:
        at = None if hours is None else NOON + timedelta(hours=hours)
        return DueRow(who.participant.bucket, who.conversation.id, SLUG, DueKind.REMINDER, at)

    async with store.begin() as transaction:
        await transaction.write(Rows(dues=[due(a, 1), due(a, 2), due(b, 1), due(c, 1)]))
    async with store.begin() as transaction:
        await transaction.write(Rows(dues=[due(b, 5), due(c, None)]))
    async with store.begin() as transaction:
        items = await transaction.due(NOON + timedelta(hours=9), 10)

    assert [(item.conversation.id, item.at - NOON) for item in items] == [
        (a.conversation.id, timedelta(hours=2)),
        (b.conversation.id, timedelta(hours=5)),
    ]


async def test_a_case_is_opened_once_and_seen(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    row = CaseRow(
        an_id("case"), who.participant.bucket, who.participant.id, who.conversation.id, SLUG,
        CaseKind.HANDOVER, NOON, "barriers",
    )  # fmt: skip
    for _ in range(2):
        async with store.begin() as transaction:
            await transaction.write(Rows(cases=[row]))

    async with store.read() as reader:
        (case,) = (await reader.standing(SLUG)).cases
    assert (case.id, case.kind, case.conversation, case.step, case.opened_at) == (
        row.id, CaseKind.HANDOVER, who.conversation.id, "barriers", NOON,
    )  # fmt: skip


async def test_deeds_are_kept_in_order(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.audit(AuditRow(NOON, "officer", "launched", SLUG, {"people": 40}))
        await transaction.write(Rows(audit=[AuditRow(NOON, "officer", "closed", SLUG)]))

    async with store.database.read() as connection:
        rows = await connection.exec_driver_sql("SELECT action, detail FROM audit ORDER BY id")
        assert [tuple(row) for row in rows.all()] == [
            ("launched", '{"people":40}'),
            ("closed", "{}"),
        ]


async def test_a_late_answer_by_staff_keeps_its_provenance(store: SqlStore) -> None:
    (who,) = await join(store, 1)

    await tell(store, who, Answer(Outcome.ANSWERED, "a"), by="worker-3", is_late=True)

    async with store.database.read() as connection:
        rows = await connection.exec_driver_sql('SELECT "by", is_late, version FROM answer')
        assert [tuple(row) for row in rows.all()] == [("worker-3", 1, VERSION)]
    assert said(who).raw != ""
    assert isinstance(who.participant.id, UUID)

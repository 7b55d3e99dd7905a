from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from bot.model import Lifecycle, MessageKind, Status
from bot.ports import Person, Rows
from bot.store import SqlStore
from tests.store.makers import NOON, SLUG, VERSION, document, join, launch, moved_on, text_to


async def test_a_consultation_is_read_as_it_was_saved(store: SqlStore) -> None:
    saved = await launch(store)

    async with store.read() as reader:
        (launched,) = await reader.launched()
        frozen = await reader.document(VERSION)
        nothing = await reader.document("0" * 64)

    assert (launched.slug, launched.lifecycle, launched.updated_at) == (SLUG, Lifecycle.OPEN, NOON)
    assert launched.document == frozen == saved
    assert nothing is None


async def test_a_consultation_moves_on_but_a_frozen_version_never_changes(store: SqlStore) -> None:
    first = await launch(store)
    reworded = replace(first, texts={"parks.title": "Parks"})
    later = NOON + timedelta(days=1)
    async with store.begin() as transaction:
        await transaction.save_consultation(reworded, Lifecycle.CLOSED, later)

    async with store.read() as reader:
        (launched,) = await reader.launched()
        frozen = await reader.document(VERSION)

    assert (launched.lifecycle, launched.updated_at) == (Lifecycle.CLOSED, later)
    assert launched.document == reworded
    assert frozen == first


async def test_drafts_are_not_launched(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.save_consultation(document("draft"), Lifecycle.DRAFT, NOON)

    async with store.read() as reader:
        assert await reader.launched() == []


async def test_the_same_content_goes_to_the_same_list_once(store: SqlStore) -> None:
    async with store.begin() as transaction:
        results = [await transaction.campaign(each, SLUG, NOON) for each in ("a", "a", "b")]

    async with store.read() as reader:
        noted = [await reader.campaign_at(each) for each in ("a", "c")]

    assert results == [True, False, True]
    assert noted == [NOON, None]


async def test_only_the_lifecycle_moves(store: SqlStore) -> None:
    saved = await launch(store)
    later = NOON + timedelta(days=1)
    async with store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, later)

    async with store.read() as reader:
        (launched,) = await reader.launched()

    assert (launched.lifecycle, launched.updated_at) == (Lifecycle.CLOSED, later)
    assert launched.document == saved


async def test_closing_takes_back_what_nobody_asked_for_and_leaves_replies(
    store: SqlStore,
) -> None:
    people = await join(store, 3)
    kinds = (MessageKind.REPLY, MessageKind.REMINDER, MessageKind.BROADCAST)
    queued = [text_to(who, kind=kind) for who, kind in zip(people, kinds, strict=True)]
    unsent = (MessageKind.REMINDER, MessageKind.BROADCAST)
    async with store.begin() as transaction:
        await transaction.write(Rows(outbox=queued))
        taken_back = await transaction.cancel_queued(SLUG, unsent)
        elsewhere = await transaction.cancel_queued("buses", unsent)

    left = await store.claim("sms", NOON, timedelta(seconds=60), 10)

    assert (taken_back, elsewhere) == (2, 0)
    assert [message.kind for message in left] == [MessageKind.REPLY]


async def test_pages_of_people_hold_everyone_once_with_that_conversation_only(
    store: SqlStore,
) -> None:
    people = await join(store, 7)
    other = replace(people[0].conversation, id=people[1].participant.id, consultation="buses")
    done = replace(moved_on(people[3].conversation), status=Status.COMPLETED)
    seen: list[Person] = []
    after: UUID | None = None
    async with store.begin() as transaction:
        await transaction.write(
            Rows(conversations={other.id: other, done.id: done}, read_revisions={done.id: 0})
        )
        while page := await transaction.participants(SLUG, after, 3, [Status.INVITED]):
            seen += page
            after = page[-1].participant.id

    invited = {who.participant.id for n, who in enumerate(people) if n != 3}
    assert [person.participant.id for person in seen] == sorted(invited)
    assert {talk.consultation for person in seen for talk in person.conversations} == {SLUG}

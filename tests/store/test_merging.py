"""Two participants become one: what moves, what stays, and what is never counted twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from bot.model import (
    Answer,
    CaseKind,
    Conversation,
    DueKind,
    MessageKind,
    OutboxStatus,
    Outcome,
    Status,
)
from bot.ports import CaseRow, DueRow, Merge, PersonRow, Rows, Settled, ThreadRow
from bot.store import SqlStore
from tests.store.makers import (
    NOON,
    SLUG,
    Resident,
    an_id,
    answer,
    chat,
    launch,
    phone,
    resident,
    text_to,
)

KEPT, LEFT = phone(1), chat(1)


async def two(store: SqlStore, *, same_bucket: bool = False) -> tuple[Resident, Resident]:
    """Both in the consultation, each with an answer, an equality answer, a wait and a case."""
    await launch(store)
    kept, left = resident(store, 1, KEPT), resident(store, 2, LEFT)
    if same_bucket:
        bucket = kept.participant.bucket
        left = replace_bucket(left, bucket)
    rows = Rows()
    for who in (kept, left):
        talk = replace(who.conversation, status=Status.ACTIVE, revision=1, heard_at=NOON)
        rows.people.append(
            PersonRow(who.participant, (who.address,), f"token-{who.address.channel}")
        )
        rows.conversations[talk.id] = talk
        rows.answers += [
            answer(who, talk, Answer(Outcome.ANSWERED, "evening")),
            replace(
                answer(who, talk, Answer(Outcome.ANSWERED, who.address.channel), "about-you__x"),
                is_about=True,
            ),
        ]
        rows.dues.append(DueRow(talk.bucket, talk.id, SLUG, DueKind.REMINDER, NOON))
        case = an_id("case", who.address.channel)
        rows.cases.append(
            CaseRow(case, talk.bucket, talk.participant, talk.id, SLUG, CaseKind.HANDOVER, NOON)
        )
        rows.thread.append(ThreadRow(an_id("said", case), talk.bucket, case, NOON, "hello"))
        rows.outbox += [
            text_to(who, "Reply"),
            text_to(who, "Reminder", turn=1, kind=MessageKind.REMINDER),
        ]
    async with store.begin() as transaction:
        await transaction.write(rows)
    return kept, left


def replace_bucket(who: Resident, bucket: int) -> Resident:
    participant = replace(who.participant, bucket=bucket)
    return Resident(who.address, participant, replace(who.conversation, bucket=bucket))


async def merge(store: SqlStore, kept: Resident, left: Resident, *, further: Resident) -> None:
    """As the core decides it: the conversation of `further` goes on."""
    other = left if further is kept else kept
    over = merged(other.conversation)
    given = Merge(
        kept=(kept.participant.id, kept.participant.bucket),
        left=(left.participant.id, left.participant.bucket),
        gained=(left.conversation.id,) if further is left else (),
        lost=(kept.conversation.id,) if further is left else (),
        dropped=(left.conversation.id,) if further is kept else (),
        addresses=(left.address,),
    )
    due = DueRow(over.bucket, over.id, SLUG, DueKind.REMINDER, None)
    async with store.begin() as transaction:
        await transaction.write(
            Rows(
                conversations={over.id: over},
                read_revisions={over.id: 1},
                dues=[due],
                merges=[given],
            )
        )


def merged(talk: Conversation) -> Conversation:
    return replace(talk, status=Status.MERGED, revision=2)


@pytest.mark.parametrize("same_bucket", [False, True], ids=["two_buckets", "one_bucket"])
@pytest.mark.parametrize("is_left_further", [False, True], ids=["stays", "moves"])
async def test_the_furthest_is_there_with_all_that_hangs_on_it(
    store: SqlStore, *, same_bucket: bool, is_left_further: bool
) -> None:
    kept, left = await two(store, same_bucket=same_bucket)
    further = left if is_left_further else kept

    await merge(store, kept, left, further=further)

    async with store.begin() as transaction:
        found = await transaction.people([KEPT, LEFT])
        (here,), (there,) = found[KEPT], found[LEFT]
        (talk,) = here.conversations
        cases = await transaction.talks({talk.id: talk.bucket})
        said = [line.text for case in cases for line in await transaction.thread(case)]
        due = await transaction.due(NOON, 10)
        over = await transaction.participants(SLUG, None, 9, (Status.MERGED,))
    assert here.participant.id == there.participant.id == kept.participant.id
    assert set(here.addresses) == {KEPT, LEFT}
    assert talk.id == further.conversation.id
    assert (talk.participant, talk.bucket) == (kept.participant.id, kept.participant.bucket)
    assert set(talk.answers) == {"q1"}
    assert (len(cases), said) == (1, ["hello"])
    assert [item.conversation.id for item in due] == [talk.id]
    (history,) = over
    assert history.participant.id == left.participant.id
    assert history.addresses == ()
    assert set(history.conversations[0].answers) == {"q1"}


@pytest.mark.parametrize("is_left_further", [False, True], ids=["stays", "moves"])
async def test_nothing_is_counted_twice(store: SqlStore, *, is_left_further: bool) -> None:
    kept, left = await two(store)
    further = left if is_left_further else kept

    await merge(store, kept, left, further=further)

    async with store.read() as reader:
        tallies = await reader.tallies(SLUG)
        bases = await reader.bases(SLUG)
    assert {tally.step: tally.n for tally in tallies} == {"": 1, "q1": 1, "about-you__x": 1}
    assert sum(bases.values()) == 1
    (about,) = [tally for tally in tallies if tally.step == "about-you__x"]
    assert further.address.channel in about.value


async def test_only_what_would_have_asked_twice_is_not_sent(store: SqlStore) -> None:
    kept, left = await two(store)

    await merge(store, kept, left, further=kept)
    sent = []
    for channel in ("sms", "telegram", "sms", "telegram"):
        claimed = await store.claim(channel, NOON, timedelta(seconds=60), 10)
        sent += [message.body for message in claimed]
        await store.settle([Settled(each, OutboxStatus.SENT, NOON) for each in claimed])

    assert sorted(sent) == ["Reminder", "Reply", "Reply"]


async def test_the_link_of_either_leads_to_the_one(store: SqlStore) -> None:
    kept, left = await two(store)

    await merge(store, kept, left, further=kept)

    async with store.begin() as transaction:
        one = await transaction.by_token("token-sms")
        none = await transaction.by_token("token-telegram")
    assert one is not None
    assert one.participant.id == kept.participant.id
    assert none is None


async def test_a_code_is_its_owners_until_it_is_over_used_or_replaced(store: SqlStore) -> None:
    kept, left = await two(store)
    soon = NOON + timedelta(minutes=15)
    async with store.begin() as transaction:
        for code, who in (("1", kept), ("2", kept), ("3", left)):
            participant = who.participant
            await transaction.keep_code(code, participant.id, participant.bucket, soon)
        first = await transaction.coded("1", NOON)
        second = await transaction.coded("2", NOON)
        late = await transaction.coded("2", soon)
        await transaction.drop_code(left.participant.id, left.participant.bucket)
        used = await transaction.coded("3", NOON)
    async with store.database.read() as connection:
        stored = (await connection.execute(text("SELECT code FROM link_code"))).scalars().all()

    assert (first, late, used) == (None, None, None)
    assert second is not None
    assert second.participant.id == kept.participant.id
    assert all(len(mark) > 10 for mark in stored)

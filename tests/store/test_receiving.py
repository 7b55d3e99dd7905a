"""What arrives is noted once, tried again, or set aside; and leads to whom it came from."""

from __future__ import annotations

from msgspec.structs import replace

from bot.model import Address, Answer, Outcome, Tap
from bot.ports import Rows
from bot.store import SqlStore
from tests.store.makers import (
    NOON,
    SLUG,
    Resident,
    an_id,
    answer,
    chat,
    join,
    moved_on,
    phone,
    said,
)


async def noted(store: SqlStore, *messages: object) -> int:
    async with store.begin() as transaction:
        return len(await transaction.note(list(messages), {}))  # type: ignore[arg-type]  # shape of the helper


async def test_a_repeat_is_dropped_within_a_batch_and_ever_after(store: SqlStore) -> None:
    (who,) = await join(store, 1)

    assert await noted(store, said(who), said(who), said(who, 1)) == 2
    assert await noted(store, said(who), said(who, 2)) == 1
    assert await noted(store) == 0


async def test_the_same_id_on_another_account_or_channel_is_another_message(
    store: SqlStore,
) -> None:
    (who,) = await join(store, 1)
    one = said(who)

    assert await noted(store, one, replace(one, account="AC2"), replace(one, channel="rcs")) == 3


async def test_a_message_that_failed_may_be_taken_later_and_then_no_more(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    tries = []
    for _ in range(3):
        async with store.begin() as transaction:
            tries.append(await transaction.attempted(said(who)))

    assert tries == [1, 2, 3]
    assert await noted(store, said(who)) == 1
    assert await noted(store, said(who)) == 0


async def test_a_poison_message_is_set_aside_and_counted(store: SqlStore) -> None:
    (who,) = await join(store, 1)
    poison = replace(said(who), content=Tap("x", "1"))
    async with store.begin() as transaction:
        await transaction.attempted(poison)
        await transaction.quarantine(poison, "ValueError")

    assert await noted(store, poison) == 0
    assert await noted(store, said(who, 1)) == 1
    async with store.read() as reader:
        assert (await reader.standing(SLUG)).quarantined == 1


async def test_an_address_that_leads_nowhere_is_absent(store: SqlStore) -> None:
    (who,) = await join(store, 1)

    async with store.begin() as transaction:
        found = await transaction.people([phone(99), who.address, who.address])
        nothing = await transaction.people([])

    assert list(found) == [who.address]
    assert nothing == {}


async def test_a_shared_phone_leads_to_everyone_on_it(store: SqlStore) -> None:
    mother, daughter = await join(store, 2)
    link = (daughter.participant.id, daughter.participant.bucket, mother.address)
    async with store.begin() as transaction:
        await transaction.write(Rows(links=[link, link]))
        found = await transaction.people([mother.address])

    people = {person.participant.id: person for person in found[mother.address]}
    assert set(people) == {mother.participant.id, daughter.participant.id}
    seen = people[daughter.participant.id]
    assert seen.addresses == (mother.address, daughter.address)


async def test_a_join_link_finds_its_person_and_nobody_else(store: SqlStore) -> None:
    people = await join(store, 2)

    async with store.begin() as transaction:
        person = await transaction.by_token("token-1")
        nobody = await transaction.by_token("token-")

    assert person is not None
    assert person.participant == people[1].participant
    assert person.conversations[0].id == people[1].conversation.id
    assert nobody is None


async def told(store: SqlStore, who: Resident, message_id: str, step: str, turns: int) -> None:
    talk = who.conversation
    for _ in range(turns):
        talk = moved_on(talk)
    row = replace(answer(who, talk, Answer(Outcome.ANSWERED, "a"), step), message_id=message_id)
    async with store.begin() as transaction:
        await transaction.write(Rows(answers=[row]))


async def test_an_edited_message_finds_its_answer(store: SqlStore) -> None:
    mine, theirs = await join(store, 2, channel="telegram")
    await told(store, mine, "41", "parks", 1)
    await told(store, mine, "42", "seats", 2)
    await told(store, theirs, "42", "other", 1)

    async with store.begin() as transaction:
        assert await transaction.answered_by(mine.address, "42") == (mine.conversation.id, "seats")
        assert await transaction.answered_by(mine.address, "43") is None
        assert await transaction.answered_by(mine.address, "") is None
        assert await transaction.answered_by(chat(99), "42") is None
        assert await transaction.answered_by(Address("sms", mine.address.value), "42") is None


async def test_the_bucket_of_an_address_is_the_one_its_rows_carry(store: SqlStore) -> None:
    (who,) = await join(store, 1)

    async with store.begin() as transaction:
        assert transaction.bucket_of(who.address) == who.participant.bucket
        assert transaction.bucket_of(chat(1)) == store.bucket_of(chat(1))
    assert an_id("a") != an_id("b")
    assert NOON.tzinfo is not None

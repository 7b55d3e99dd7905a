"""The way in: a caller is answered after the commit, and no message stops the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from bot.channels import LIMITS
from bot.errors import BotError
from bot.model import (
    CaseKind,
    DeliveryReport,
    Edited,
    InboundMessage,
    Media,
    OutboxStatus,
    Sent,
    Status,
    Tap,
)
from bot.render import tap_data
from bot.service.receive import Receiver, Terms
from tests.service.messages import arrives, outbox, person_at, put, standing, take, talk_at
from tests.service.stage import Stage, chat, entries, entry, phone


@contextmanager
def commits(house: Stage) -> Iterator[list[str]]:
    """What was committed meanwhile, one entry a transaction."""
    made: list[str] = []

    def note(_: object) -> None:
        made.append("commit")

    engine = house.store.database.writer.sync_engine
    event.listen(engine, "commit", note)
    yield made
    event.remove(engine, "commit", note)


# ── Batches ───────────────────────────────────────────────────────────────────────────────────


async def test_what_arrives_together_is_committed_together(house: Stage) -> None:
    await house.launch(entries(64))
    messages = [arrives(house, phone(n), "yes") for n in range(1, 65)]

    with commits(house) as made:
        await take(house, *messages)

    assert len(made) == 1
    assert (await standing(house)).funnel["started"] == 64


async def test_nobody_is_answered_before_the_commit(house: Stage) -> None:
    await house.launch(entries(2))
    await house.shelf.refresh()
    async with house.store.begin():  # the one writer is busy
        waiting = {
            asyncio.create_task(house.receiver.receive(arrives(house, phone(n), "yes")))
            for n in (1, 2)
        }
        answered, _ = await asyncio.wait(waiting, timeout=0.1)
        assert answered == set()

    await asyncio.wait_for(asyncio.gather(*waiting), timeout=5)
    assert (await talk_at(house, phone(1))).step == "last_visit"


async def test_who_listens_hears_of_a_message_after_its_commit(house: Stage) -> None:
    await house.launch(entries(1))
    heard: list[InboundMessage] = []
    receiver = Receiver(house.store, house.shelf, house.clock, Terms(LIMITS), heard.append)
    await receiver.start()
    message = arrives(house, phone(1), "yes")
    await receiver.receive(message)
    await receiver.stop()

    assert heard == [message]


async def test_one_persons_messages_are_taken_in_order(house: Stage) -> None:
    await house.launch(entries(1))
    lines = ("yes", "never", "too far", "40", "312")
    await take(house, *(arrives(house, phone(1), line) for line in lines))

    said = [message.body.splitlines()[0] for message in await house.sent()]
    assert (await talk_at(house, phone(1))).step == "area"
    assert said[-1].startswith("First part of your postcode?")


async def test_a_caller_who_went_away_is_served_all_the_same(house: Stage) -> None:
    await house.launch(entries(1))
    await house.shelf.refresh()
    async with house.store.begin():
        gone = asyncio.create_task(house.receiver.receive(arrives(house, phone(1), "yes")))
        await asyncio.wait({gone}, timeout=0.05)
        gone.cancel()

    await take(house, arrives(house, phone(1), "never"))
    assert (await talk_at(house, phone(1))).step == "barriers"


# ── Repeats ───────────────────────────────────────────────────────────────────────────────────


async def test_a_repeat_has_no_effect_then_or_later(house: Stage) -> None:
    await house.launch(entries(1))
    yes = arrives(house, phone(1), "yes", number="SM1")
    await take(house, yes, yes)
    before = await talk_at(house, phone(1))
    queued = await outbox(house)

    await take(house, yes)

    assert await talk_at(house, phone(1)) == before
    assert await outbox(house) == queued
    assert before.step == "last_visit"


# ── Poison ────────────────────────────────────────────────────────────────────────────────────


async def test_a_poison_message_is_set_aside_and_its_conversation_goes_on(house: Stage) -> None:
    await house.launch(entries(1))
    await house.hear(phone(1), "yes")
    sound = await talk_at(house, phone(1))
    broken = await put(house, sound, version="gone")
    poison = arrives(house, phone(1), "never", number="SM1")

    await asyncio.wait_for(take(house, poison), timeout=10)  # acknowledged
    assert (await standing(house)).quarantined == 1

    await put(house, broken, version=sound.version)
    await take(house, poison)
    assert (await talk_at(house, phone(1))).step == "last_visit", "it is not taken again"
    await take(house, arrives(house, phone(1), "never"))
    assert (await talk_at(house, phone(1))).step == "barriers"


async def test_it_is_tried_five_times(house: Stage) -> None:
    await house.launch(entries(1))
    await put(house, await talk_at(house, phone(1)), version="gone")
    await take(house, arrives(house, phone(1), "yes"))

    async with house.store.database.read() as connection:
        rows = (await connection.execute(text("SELECT state, tries, reason FROM inbound"))).all()
    assert [tuple(row) for row in rows] == [("quarantined", 5, "KeyError")]


async def test_poison_harms_nobody_in_the_same_batch(house: Stage) -> None:
    await house.launch(entries(20))
    await put(house, await talk_at(house, phone(7)), version="gone")
    await take(house, *(arrives(house, phone(n), "yes") for n in range(1, 21)))

    status = await standing(house)
    assert (status.funnel["started"], status.quarantined) == (19, 1)


async def test_a_step_that_its_version_does_not_have_is_a_persons_to_mend(house: Stage) -> None:
    await house.launch(entries(1))
    await put(house, await talk_at(house, phone(1)), step="gone")
    await take(house, arrives(house, phone(1), "yes"), arrives(house, phone(1), "hello?"))

    status = await standing(house)
    assert [(case.kind, case.step) for case in status.cases] == [(CaseKind.PARKED, "gone")]
    assert status.quarantined == 0
    assert (await talk_at(house, phone(1))).status is Status.PARKED


async def test_a_conversation_that_is_broken_can_still_be_left(house: Stage) -> None:
    await house.launch(entries(1))
    await put(house, await talk_at(house, phone(1)), step="gone")
    await house.hear(phone(1), "STOP")

    assert (await person_at(house, phone(1))).participant.stopped
    assert (await talk_at(house, phone(1))).status is Status.STOPPED
    assert [m.body.split(".")[0] for m in await house.sent()] == [
        "You will get no more texts from Example NHS Trust"
    ]


# ── Stopping ──────────────────────────────────────────────────────────────────────────────────


async def test_stopping_finishes_what_was_accepted_and_takes_no_more(house: Stage) -> None:
    await house.launch(entries(1))
    await house.shelf.refresh()
    async with house.store.begin():
        accepted = asyncio.create_task(house.receiver.receive(arrives(house, phone(1), "yes")))
        await asyncio.wait({accepted}, timeout=0.05)
        stopping = asyncio.create_task(house.receiver.stop())
        await asyncio.wait({stopping}, timeout=0.05)
    await stopping
    await accepted

    assert (await talk_at(house, phone(1))).step == "last_visit"
    with pytest.raises(BotError, match="stopping"):
        await house.receiver.receive(arrives(house, phone(1), "never"))


async def test_a_store_that_cannot_write_is_told_to_the_provider(house: Stage) -> None:
    await house.launch(entries(1))
    await house.shelf.refresh()
    async with house.store.database.write() as connection:
        await connection.execute(text("ALTER TABLE inbound RENAME TO lost"))

    with pytest.raises(BotError, match="cannot take messages now"):
        await house.receiver.receive(arrives(house, phone(1), "yes"))

    async with house.store.database.write() as connection:
        await connection.execute(text("ALTER TABLE lost RENAME TO inbound"))
    await take(house, arrives(house, phone(1), "yes"))
    assert (await talk_at(house, phone(1))).step == "last_visit"


# ── What finds its own way ────────────────────────────────────────────────────────────────────


async def test_an_edit_finds_the_answer_that_its_message_gave(house: Stage) -> None:
    await house.launch([entry(1, chat(1))])
    for number, line in enumerate(("yes", "this year"), 1):
        await take(house, arrives(house, chat(1), line, number=str(number)))
    edited = arrives(house, chat(1), Edited("2", "never"), number="3")
    await take(house, edited, edited)

    talk = await talk_at(house, chat(1))
    assert (talk.answers["last_visit"].value, talk.step) == ("never", "barriers")


async def test_on_a_shared_phone_a_tap_goes_to_whose_button_it_is(house: Stage) -> None:
    await house.launch([entry(1, chat(1)), entry(2, phone(2), chat(1))])
    other = await talk_at(house, phone(2))
    data = tap_data(other.id, other.step or "", "yes")
    await take(house, arrives(house, chat(1), Tap(data, message_id="out-1")))

    assert (await talk_at(house, phone(2))).step == "last_visit"


async def test_a_file_that_someone_sent_is_noted_for_fetching(house: Stage) -> None:
    await house.launch([entry(1, chat(1))])
    await house.hear(chat(1), "yes", "this year", "5", "312", "E1")
    await take(house, arrives(house, chat(1), Sent(Media("voice", "file-1"))))

    async with house.store.read() as reader:
        wanted = await reader.media(10)
    assert [(channel, handle) for _, channel, handle in wanted] == [("telegram", "file-1")]


async def test_a_delivery_report_is_noted(house: Stage) -> None:
    await house.launch(entries(1))
    (sent,) = await house.sent()
    await house.receiver.report(
        DeliveryReport("sms", sent.id, OutboxStatus.DELIVERED, provider_id="SM1")
    )

    assert await outbox(house) == {OutboxStatus.DELIVERED: 1}

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from bot.model import Button, MessageKind
from bot.ports import Rows
from bot.store import SqlStore
from tests.store.makers import NOON, join, text_to


async def test_a_message_is_claimed_as_it_was_queued(store: SqlStore) -> None:
    (who,) = await join(store, 1, channel="telegram")
    row = replace(
        text_to(who, "কখন আসবেন? 1 সকাল\n2 সন্ধ্যা", kind=MessageKind.REMINDER),
        buttons=(Button("x.morning", "সকাল"), Button("x.evening", "সন্ধ্যা")),
        request_contact=True,
        edits="41",
        send_before=NOON + timedelta(hours=1),
    )
    async with store.begin() as transaction:
        await transaction.write(Rows(outbox=[row]))

    (message,) = await store.claim("telegram", NOON, timedelta(seconds=60), 10)

    assert (message.id, message.bucket, message.channel) == (row.id, row.bucket, "telegram")
    assert (message.to, message.body, message.buttons) == (
        who.address.value,
        row.body,
        row.buttons,
    )
    assert (message.request_contact, message.edits, message.kind) == (True, "41", row.kind)
    assert (message.attempts, message.participant) == (1, row.participant)
    assert message.send_before == row.send_before
    assert message.leased_until == NOON + timedelta(seconds=60)


async def test_a_part_of_a_turn_is_queued_once_however_often_it_is_written(
    store: SqlStore,
) -> None:
    (who,) = await join(store, 1)
    for body in ("first", "again"):
        async with store.begin() as transaction:
            await transaction.write(Rows(outbox=[text_to(who, body)]))

    messages = await store.claim("sms", NOON, timedelta(seconds=60), 10)

    assert [message.body for message in messages] == ["first"]

"""Simulated phones behave towards the app as real ones do."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.channels.simulated import Simulated, Switchboard
from bot.errors import Undeliverable, WebhookRejected
from bot.model import Address, Button, MessageKind, OutboundMessage, Tap, Text
from bot.ports import WebhookRequest

NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)
YUSUF = Address("telegram", "7000000111")
QUESTION = OutboundMessage(
    id=UUID(int=1),
    bucket=1,
    channel="telegram",
    to=YUSUF.value,
    body="Which?",
    kind=MessageKind.REPLY,
    buttons=(Button("a", "Evenings"), Button("b", "Saturdays")),
)


class StillClock:
    def now(self) -> datetime:
        return NOON


@pytest.fixture
def switchboard() -> Switchboard:
    return Switchboard(StillClock())


@pytest.fixture
def telegram(switchboard: Switchboard) -> Simulated:
    return Simulated("telegram", LIMITS["telegram"], switchboard)


async def test_what_is_sent_stands_on_the_phone(
    switchboard: Switchboard, telegram: Simulated
) -> None:
    await telegram.send(QUESTION)

    (bubble,) = switchboard.thread(YUSUF)
    assert (bubble.text, bubble.buttons, bubble.is_ours) == ("Which?", QUESTION.buttons, True)


async def test_a_tap_names_its_message_and_leaves_no_bubble(
    switchboard: Switchboard, telegram: Simulated
) -> None:
    receipt = await telegram.send(QUESTION)

    message = switchboard.dial(YUSUF, Tap("b"))

    assert len(switchboard.thread(YUSUF)) == 1
    assert message.content == Tap("b", message_id=receipt.provider_id)


async def test_an_edit_redraws_the_message_in_place(
    switchboard: Switchboard, telegram: Simulated
) -> None:
    receipt = await telegram.send(QUESTION)

    again = await telegram.send(
        replace(QUESTION, body="Thanks", buttons=(), edits=receipt.provider_id)
    )

    (bubble,) = switchboard.thread(YUSUF)
    assert (bubble.text, bubble.buttons) == ("Thanks", ())
    assert again == receipt


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(replace(QUESTION, edits="out-99"), id="edit_of_nothing"),
        pytest.param(replace(QUESTION, body="x" * 5000), id="longer_than_the_channel_takes"),
    ],
)
async def test_what_a_real_channel_would_refuse_is_refused(
    telegram: Simulated, message: OutboundMessage
) -> None:
    with pytest.raises(Undeliverable):
        await telegram.send(message)


def test_every_reply_has_an_id_of_its_own(switchboard: Switchboard) -> None:
    ids = {switchboard.dial(YUSUF, Text("yes")).provider_id for _ in range(3)}

    assert len(ids) == 3


def test_no_provider_knows_of_it(telegram: Simulated) -> None:
    with pytest.raises(WebhookRejected) as refusal:
        telegram.receive(WebhookRequest("/webhooks/telegram", "", {}, b""), NOON)

    assert refusal.value.status == 404


async def test_a_waiter_hears_of_the_next_movement_and_of_no_earlier_one(
    switchboard: Switchboard,
) -> None:
    switchboard.dial(YUSUF, Text("one"))
    seen = switchboard.version
    waiter = asyncio.create_task(switchboard.moved(seen, timeout_seconds=30))
    await asyncio.sleep(0)
    assert not waiter.done()

    switchboard.dial(YUSUF, Text("two"))

    assert await waiter == seen + 1


async def test_a_waiter_gives_up_when_its_time_is_up(switchboard: Switchboard) -> None:
    assert await switchboard.moved(switchboard.version, timeout_seconds=0) == 0


async def test_a_lost_send_is_found_by_its_words(telegram: Simulated) -> None:
    receipt = await telegram.send(QUESTION)

    assert await telegram.find(QUESTION, NOON) == receipt
    assert await telegram.find(replace(QUESTION, body="Other"), NOON) is None

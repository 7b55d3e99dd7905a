"""The Bot API's errors, through python-telegram-bot itself, and what they mean for us."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.errors import ours
from bot.channels.telegram.outgoing import put
from bot.channels.telegram.request import pool
from bot.errors import Undeliverable, Unknown, Unreachable
from bot.model import Button
from tests.channels.rigs import CHAT, outbound
from tests.fakes.chats import Person
from tests.fakes.telegram import TelegramFake


async def test_who_blocked_us_is_unreachable(
    channel: Telegram, telegram: TelegramFake, salma: Person
) -> None:
    salma.block()

    with pytest.raises(Unreachable) as failed:
        await channel.send(outbound("telegram", CHAT))

    assert not failed.value.opted_out


@pytest.mark.parametrize("chat", ["5005", "nobody"])
async def test_a_chat_that_never_was_is_unreachable(
    channel: Telegram, telegram: TelegramFake, chat: str
) -> None:
    telegram.is_open_to_all = False

    with pytest.raises(Unreachable):
        await channel.send(outbound("telegram", chat))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"body": ""}, id="empty"),
        pytest.param({"body": "x" * 4097}, id="too_long"),
        pytest.param({"buttons": (Button("x" * 65, "Yes"),)}, id="button_data_too_long"),
    ],
)
async def test_what_telegram_refuses_is_undeliverable(
    channel: Telegram, change: dict[str, Any]
) -> None:
    with pytest.raises(Undeliverable):
        await channel.send(outbound("telegram", CHAT, **change))


async def test_an_answer_that_never_comes_is_unknown(
    channel: Telegram, telegram: TelegramFake, salma: Person
) -> None:
    hasty = Bot(telegram.token, f"{telegram.url}/bot", request=pool(telegram.url, read=0.2))
    telegram.faults.next("slow")

    with pytest.raises(Unknown), ours():
        await put(hasty, outbound("telegram", CHAT))
    await hasty.shutdown()

    assert len(salma.inbox) == 1


async def test_an_answer_without_result_is_unknown(
    channel: Telegram, telegram: TelegramFake
) -> None:
    telegram.faults.next("no_result")

    with pytest.raises(Unknown):
        await channel.send(outbound("telegram", CHAT))

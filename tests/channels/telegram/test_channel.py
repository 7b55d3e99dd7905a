"""Set-up, taps and the menu, before the fake Bot API."""

from __future__ import annotations

import pytest

from bot.channels.telegram.channel import Telegram
from bot.errors import Misconfigured
from bot.model import Tap
from tests.channels.rigs import PUBLIC, telegram_settings
from tests.fakes.chats import Person
from tests.fakes.telegram import SECRET, TelegramFake


async def test_a_tap_is_acknowledged(channel: Telegram, telegram: TelegramFake) -> None:
    await channel.acknowledge(Tap("AAAA.yes", "1", "99"))
    await channel.acknowledge(Tap("AAAA.yes", "1", ""))

    assert telegram.acknowledged == ["99"]


async def test_a_tap_that_cannot_be_acknowledged_breaks_nothing() -> None:
    channel = Telegram(telegram_settings("http://127.0.0.1:9"))

    await channel.acknowledge(Tap("AAAA.yes", "1", "99"))
    await channel.aclose()


async def test_a_webhook_is_set_with_its_secret(channel: Telegram, telegram: TelegramFake) -> None:
    await channel.start({})

    assert telegram.webhook["url"] == f"{PUBLIC}/webhooks/telegram"
    assert telegram.webhook["secret_token"] == SECRET
    assert "my_chat_member" in telegram.webhook["allowed_updates"]
    assert "drop_pending_updates" not in telegram.webhook


async def test_telegram_is_told_until_it_listens(
    channel: Telegram, telegram: TelegramFake
) -> None:
    telegram.poll_faults.next("500")

    await channel.start({})

    assert telegram.webhook["url"] == f"{PUBLIC}/webhooks/telegram"
    assert len(telegram.calls) == 2


async def test_polling_takes_the_webhook_away_and_keeps_what_waits(
    telegram: TelegramFake, salma: Person
) -> None:
    polling = Telegram(telegram_settings(telegram.url, mode="polling"))
    salma.say("yes")
    telegram.webhook = {"url": "https://old.example"}

    await polling.start({})
    await polling.aclose()

    assert telegram.webhook == {}
    assert "deleteWebhook" in dict(telegram.calls)
    assert len(telegram._pending) == 1


async def test_the_menu_speaks_each_language_telegram_knows(
    channel: Telegram, telegram: TelegramFake
) -> None:
    words = {"help": "What you can do"}

    await channel.start({"": words, "bn": {"help": "কী করতে পারেন"}, "bn-Latn": words})

    assert telegram.menus == {"": words, "bn": {"help": "কী করতে পারেন"}}


async def test_a_refused_token_is_said_at_the_start(telegram: TelegramFake) -> None:
    telegram.token = "123456:another"
    channel = Telegram(telegram_settings(telegram.url))

    with pytest.raises(Misconfigured) as failed:
        await channel.start({})
    await channel.aclose()

    assert "fake-bot-token" not in repr(failed.value)

"""The fake Bot API, a person, and the channel between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.channels.telegram.channel import Telegram
from tests.channels.rigs import CHAT, NOW, telegram_settings
from tests.fakes.chats import Person
from tests.fakes.telegram import TelegramFake


@pytest.fixture
def telegram() -> Iterator[TelegramFake]:
    with TelegramFake(now=lambda: NOW) as fake:
        yield fake


@pytest.fixture
def salma(telegram: TelegramFake) -> Person:
    return telegram.person(int(CHAT), language="bn")


@pytest.fixture
async def channel(telegram: TelegramFake) -> AsyncIterator[Telegram]:
    built = Telegram(telegram_settings(telegram.url))
    yield built
    await built.aclose()

"""Polling: nothing lost, nothing stalled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime

import pytest

from bot.channels.telegram.channel import Telegram
from bot.errors import Misconfigured
from bot.model import Content, InboundMessage, Joined, Text
from tests.channels.rigs import NOW, telegram_settings
from tests.fakes.telegram import TelegramFake


class Noon:
    def now(self) -> datetime:
        return NOW


class Receiver:
    """Takes messages; fails as many times as it is told to."""

    def __init__(self) -> None:
        self.taken: list[InboundMessage] = []
        self.failures = 0

    async def __call__(self, message: InboundMessage) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        self.taken.append(message)

    @property
    def contents(self) -> list[Content]:
        return [message.content for message in self.taken]


Polling = Callable[[], AbstractAsyncContextManager[Receiver]]


@pytest.fixture
def telegram() -> Iterator[TelegramFake]:
    with TelegramFake() as fake:
        yield fake


@pytest.fixture
def polling(telegram: TelegramFake) -> Polling:
    @asynccontextmanager
    async def run() -> AsyncIterator[Receiver]:
        receiver = Receiver()
        channel = Telegram(telegram_settings(telegram.url, mode="polling"))
        task = asyncio.create_task(channel.poll(receiver, Noon()))
        try:
            yield receiver
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await channel.aclose()

    return run


async def settled(telegram: TelegramFake) -> None:
    await asyncio.to_thread(telegram.settle)


async def test_what_waits_is_taken_in_order(telegram: TelegramFake, polling: Polling) -> None:
    salma = telegram.person(4001)
    salma.start("TOKEN")
    for number in range(150):  # more than one batch
        salma.say(str(number))

    async with polling() as receiver:
        await settled(telegram)

    assert receiver.contents == [Joined("TOKEN"), *(Text(str(n)) for n in range(150))]
    assert receiver.taken[0].received_at == NOW


async def test_what_comes_while_polling_is_taken(telegram: TelegramFake, polling: Polling) -> None:
    async with polling() as receiver:
        telegram.person(4001).say("1")
        await settled(telegram)
        telegram.person(4002).say("2")
        await settled(telegram)

    assert receiver.contents == [Text("1"), Text("2")]


async def test_one_that_nobody_can_parse_stalls_nobody(
    telegram: TelegramFake, polling: Polling
) -> None:
    telegram.person(4001).say("before")
    telegram.update(4001, message={"message_id": "poison"})
    telegram.update(4001, message=None)
    telegram.update(4001, something_new={})
    telegram.person(4001).say("behind")

    async with polling() as receiver:
        await settled(telegram)

    assert receiver.contents == [Text("before"), Text("behind")]


async def test_an_update_is_asked_for_again_until_it_is_committed(
    telegram: TelegramFake, polling: Polling
) -> None:
    telegram.person(4001).say("1")
    telegram.person(4002).say("2")

    async with polling() as receiver:
        receiver.failures = 1
        await settled(telegram)

    # The one that was committed at the first try comes again, under the key that drops it.
    assert set(receiver.contents) == {Text("1"), Text("2")}
    assert len({m.provider_id for m in receiver.taken}) == 2


async def test_another_poller_is_waited_for(telegram: TelegramFake, polling: Polling) -> None:
    """Telegram ends the older of two polls with 409; neither may fall over."""
    async with polling() as first, polling() as second:
        await asyncio.to_thread(telegram.wait, lambda: telegram._polls >= 2)
        telegram.person(4001).say("1")
        await settled(telegram)

    assert Text("1") in first.contents + second.contents


async def test_a_refused_token_ends_polling(telegram: TelegramFake) -> None:
    channel = Telegram(telegram_settings(telegram.url, mode="polling"))
    telegram.token = "123456:another"

    with pytest.raises(Misconfigured):
        await channel.poll(Receiver(), Noon())
    await channel.aclose()


async def test_a_lost_connection_is_made_again(telegram: TelegramFake, polling: Polling) -> None:
    telegram.poll_faults.next("garbage")
    telegram.poll_faults.next("500")
    telegram.person(4001).say("1")

    async with polling() as receiver:
        await settled(telegram)

    assert receiver.contents == [Text("1")]

"""The loops: they run when there is something to do, outlive what goes wrong, and end in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels import CHANNELS
from bot.errors import Retry
from bot.model import Media, Sent
from bot.worker import LIMIT_MEDIA, Loop, Worker, catching_up, delivery, fetching
from tests.channels.rigs import sms_settings, telegram_settings
from tests.fakes.telegram import TelegramFake
from tests.fakes.twilio import TwilioFake
from tests.service.messages import arrives, take, talk_at
from tests.service.stage import Stage, chat, entries, entry, phone, stage

PATIENCE_SECONDS = 5


class Rounds:
    """What a loop did, and a way to wait for it."""

    def __init__(self, *does: int | Exception) -> None:
        self._does = list(does)
        self.count = 0
        self._ran = asyncio.Condition()

    async def once(self) -> int:
        async with self._ran:
            self.count += 1
            self._ran.notify_all()
        does = self._does.pop(0) if self._does else 0
        if isinstance(does, Exception):
            raise does
        return does

    async def until(self, count: int) -> None:
        """So many rounds are over or under way."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._ran:
            await self._ran.wait_for(lambda: self.count >= count)


async def running(house: Stage, loop: Loop, then: Callable[[Worker], Awaitable[None]]) -> None:
    """Do something while a worker runs this one loop."""
    worker = Worker(house.store, house.clock, [loop])
    await worker.start()
    try:
        await then(worker)
    finally:
        await worker.stop()


# ── Rounds ────────────────────────────────────────────────────────────────────────────────────


async def test_a_full_round_is_followed_by_another_at_once(tmp_path: Path) -> None:
    rounds = Rounds(100, 100, 0)
    async with stage(tmp_path) as house:
        await running(house, Loop("x", rounds.once), lambda _: rounds.until(3))


async def test_a_commit_wakes_a_loop(tmp_path: Path) -> None:
    rounds = Rounds()

    async def commit(_: Worker) -> None:
        await rounds.until(1)
        await house.launch(entries(1))
        await rounds.until(2)

    async with stage(tmp_path) as house:
        await running(house, Loop("x", rounds.once), commit)


async def test_a_loop_outlives_what_goes_wrong(tmp_path: Path) -> None:
    rounds = Rounds(ValueError("a bug"), 0)

    async def go_on(worker: Worker) -> None:
        await rounds.until(1)
        worker.poke()
        await rounds.until(2)

    async with stage(tmp_path) as house:
        await running(house, Loop("x", rounds.once), go_on)


async def test_a_periodic_loop_keeps_its_period_by_the_clock_of_the_story(tmp_path: Path) -> None:
    rounds, beside = Rounds(), Rounds()

    async def wind(worker: Worker) -> None:
        await rounds.until(1)
        worker.poke()
        await beside.until(2)
        assert rounds.count == 1
        house.clock.at += timedelta(minutes=5)
        worker.poke()
        await rounds.until(2)

    async with stage(tmp_path) as house:
        loops = [Loop("x", rounds.once, timedelta(minutes=5)), Loop("y", beside.once)]
        worker = Worker(house.store, house.clock, loops)
        await worker.start()
        await wind(worker)
        await worker.stop()


async def test_stopping_finishes_the_round_under_way(tmp_path: Path) -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow() -> int:
        begun.set()
        await may_end.wait()
        ended.set()
        return 0

    async with stage(tmp_path) as house:
        worker = Worker(house.store, house.clock, [Loop("x", slow)])
        await worker.start()
        await begun.wait()
        stopping = asyncio.create_task(worker.stop())
        await asyncio.wait({stopping}, timeout=0.05)
        assert not stopping.done()
        may_end.set()
        await asyncio.wait_for(stopping, PATIENCE_SECONDS)
        assert ended.is_set()


# ── Which loops ───────────────────────────────────────────────────────────────────────────────


async def test_every_channel_has_its_loops(tmp_path: Path) -> None:
    channels = {
        "sms": CHANNELS["sms"](sms_settings()),
        "telegram": CHANNELS["telegram"](telegram_settings()),
    }
    async with stage(tmp_path) as house:
        names = [loop.name for loop in delivery(house.store, channels, house.clock)]

    assert names.count("deliver.sms") == 1
    assert names.count("deliver.telegram") == 4
    assert {"unknown.sms", "unknown.telegram"} <= set(names)


# ── What no webhook brought ───────────────────────────────────────────────────────────────────


async def test_a_text_that_no_webhook_brought_is_collected_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        with TwilioFake(now=house.clock.now) as twilio:
            channel = CHANNELS["sms"](sms_settings(twilio.url))
            (loop,) = catching_up(house.receiver, {"sms": channel}, house.clock)
            await house.launch(entries(1))
            await house.shelf.refresh()
            twilio.text(phone(1).value, "yes", is_posted=False)
            house.clock.at += timedelta(minutes=1)

            await loop.once()
            await loop.once()
            twilio.text(phone(1).value, "never", is_posted=False)
            house.clock.at += timedelta(minutes=1)
            await loop.once()
            await channel.aclose()

        talk = await talk_at(house, phone(1))
        assert (talk.step, talk.misses) == ("barriers", 0)


async def test_a_list_that_cannot_be_had_is_asked_for_again_from_the_same_moment(
    tmp_path: Path,
) -> None:
    async with stage(tmp_path) as house:
        with TwilioFake(now=house.clock.now) as twilio:
            channel = CHANNELS["sms"](sms_settings(twilio.url))
            (loop,) = catching_up(house.receiver, {"sms": channel}, house.clock)
            await house.launch(entries(1))
            await house.shelf.refresh()
            twilio.text(phone(1).value, "yes", is_posted=False)
            house.clock.at += timedelta(hours=3)
            twilio.faults.next("429")
            with pytest.raises(Retry):
                await loop.once()
            await loop.once()
            await channel.aclose()

        assert (await talk_at(house, phone(1))).step == "last_visit"


# ── Files ─────────────────────────────────────────────────────────────────────────────────────


async def noted(house: Stage, *handles: str) -> None:
    """So many people each send a file where one is taken."""
    chats = [chat(n) for n in range(1, len(handles) + 1)]
    await house.launch([entry(n, where) for n, where in enumerate(chats, 1)])
    for where, handle in zip(chats, handles, strict=True):
        await house.hear(where, "yes", "this year", "5", "312", "E1")
        await take(house, arrives(house, where, Sent(Media("voice", handle))))


async def wanted(house: Stage) -> list[str]:
    """Handles of files that are still to be fetched."""
    async with house.store.read() as reader:
        return [handle for _, _, handle in await reader.media(LIMIT_MEDIA)]


async def test_a_file_is_fetched_once_and_kept(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        with TelegramFake() as telegram:
            bot = CHANNELS["telegram"](telegram_settings(telegram.url))
            await noted(house, telegram.keep(b"OggS of Salma", "oga")["file_id"])
            async with house.store.read() as reader:
                ((media_id, _, _),) = await reader.media(1)
            (loop,) = fetching(house.store, {"telegram": bot})
            await loop.once()
            await loop.once()
            await bot.aclose()

        assert await house.store.load_media(media_id) == b"OggS of Salma"
        assert await wanted(house) == []
        assert len(telegram.fetched) == 1


async def test_a_file_that_is_gone_holds_up_no_other(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        with TelegramFake() as telegram:
            bot = CHANNELS["telegram"](telegram_settings(telegram.url))
            kept = telegram.keep(b"OggS", "oga")["file_id"]
            await noted(house, "gone", kept)
            (loop,) = fetching(house.store, {"telegram": bot})
            await loop.once()
            await bot.aclose()

        assert await wanted(house) == []


async def test_a_file_is_asked_for_again_after_a_failure_of_the_network(tmp_path: Path) -> None:
    async with stage(tmp_path) as house:
        with TelegramFake() as telegram:
            kept = telegram.keep(b"OggS", "oga")["file_id"]
            await noted(house, kept)
            address = telegram.url
        bot = CHANNELS["telegram"](telegram_settings(address))  # nobody listens there now
        (loop,) = fetching(house.store, {"telegram": bot})
        await loop.once()
        await bot.aclose()

        assert await wanted(house) == [kept]

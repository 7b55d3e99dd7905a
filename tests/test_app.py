"""Settings in, running app out: a person writes, and is answered, in one process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import MENU, App, Polling, SystemClock, WoundClock, build, configured, menus, opened
from bot.channels import LIMITS
from bot.channels.simulated import Simulated, Switchboard
from bot.errors import BotError, SettingsError
from bot.model import Address, OutboundMessage, Tap
from bot.settings import Settings, load, make_keys
from bot.store import SqlStore
from tests.fakes.telegram import TelegramFake
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from tests.service.stage import (
    NOON,
    ROOT,
    SLUG,
    Clock,
    Stage,
    catalogue,
    chat,
    entries,
    entry,
    phone,
)

WAIT_SECONDS = 10


def settings(folder: Path, **given: str) -> Settings:
    """An installation in a folder."""
    environ = {
        **make_keys(),
        "KOTHA_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'kotha.db'}",
        "KOTHA_FLOWS_DIR": str(ROOT / "flows"),
        "KOTHA_LOCALES_DIR": str(ROOT / "locales"),
        **{f"KOTHA_{name}": value for name, value in given.items()},
    }
    return load(environ, folder / "kotha.toml")


class Phones:
    """Simulated phones, and a way to wait for what arrives on them."""

    def __init__(self, clock: Clock) -> None:
        self.switchboard = Switchboard(clock)
        self.channels = {
            name: Simulated(name, limits, self.switchboard) for name, limits in LIMITS.items()
        }
        self._arrived = asyncio.Event()
        self.switchboard.subscribe(self._note)

    def _note(self, _: OutboundMessage) -> None:
        self._arrived.set()

    def read(self, address: Address) -> list[str]:
        """What we wrote to this phone."""
        return [b.text for b in self.switchboard.thread(address) if b.is_ours]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for messages until that holds."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not holds():
                self._arrived.clear()
                await self._arrived.wait()


def on_stage(app: App, clock: Clock) -> Stage:
    """The app's own store and receiver, to launch on."""
    assert isinstance(app.store, SqlStore)
    return Stage(app.store, clock, app.shelf, app.receiver, [])


# ── A running app ─────────────────────────────────────────────────────────────────────────────


async def test_an_invitation_leaves_and_a_reply_is_answered(tmp_path: Path) -> None:
    clock = Clock()
    phones = Phones(clock)
    async with build(settings(tmp_path), clock=clock, channels=phones.channels) as app:
        house = on_stage(app, clock)
        await house.launch([entry(1), entry(2, chat(2))])
        await phones.until(lambda: bool(phones.read(phone(1)) and phones.read(chat(2))))
        await house.hear(phone(1), "yes")
        await phones.until(lambda: len(phones.read(phone(1))) == 2)

    assert phones.read(phone(1))[1].startswith("When was your last eye screening?")


async def test_what_was_accepted_before_a_stop_leaves_after_the_next_start(
    tmp_path: Path,
) -> None:
    clock, installation = Clock(), settings(tmp_path)
    async with build(installation, role="web", clock=clock, channels={}) as app:
        await on_stage(app, clock).launch(entries(1))
        app.poke()  # nothing runs here that could be woken
    with pytest.raises(BotError, match="stopping"):
        await app.receiver.receive(Switchboard(clock).dial(phone(1), Tap("x")))

    phones = Phones(clock)
    async with build(installation, role="worker", clock=clock, channels=phones.channels):
        await phones.until(lambda: len(phones.read(phone(1))) == 1)


async def test_winding_the_clock_brings_the_reminder(tmp_path: Path) -> None:
    clock = Clock()
    phones = Phones(clock)
    async with build(settings(tmp_path), clock=clock, channels=phones.channels) as app:
        house = on_stage(app, clock)
        await house.launch(entries(1))
        await phones.until(lambda: len(phones.read(phone(1))) == 1)
        clock.at += timedelta(days=2)
        app.poke()
        await phones.until(lambda: len(phones.read(phone(1))) == 2)

    assert phones.read(phone(1))[1].startswith("Example NHS Trust: we have not heard")


async def test_a_consultation_closes_on_its_day(tmp_path: Path) -> None:
    clock = Clock()
    phones = Phones(clock)
    async with build(settings(tmp_path), clock=clock, channels=phones.channels) as app:
        house = on_stage(app, clock)
        await house.launch(entries(1))
        await phones.until(lambda: len(phones.read(phone(1))) == 1)
        await app.shelf.refresh()
        clock.at += timedelta(days=30)
        app.poke()
        async with asyncio.timeout(WAIT_SECONDS):
            while (running := app.shelf.running(SLUG)) is None or running.is_open:
                await app.store.wait(1)


async def test_a_telegram_tap_is_acknowledged_once_it_is_committed(tmp_path: Path) -> None:
    clock = Clock()
    with TelegramFake(now=clock.now) as telegram:
        salma = telegram.person(4001)
        given = {key.removeprefix("KOTHA_"): v for key, v in telegram.environment.items()}
        async with build(settings(tmp_path, **given), clock=clock) as app:
            assert isinstance(app.channels["telegram"], Polling)
            await on_stage(app, clock).launch([entry(1, chat(1))])
            await asyncio.to_thread(salma.wait, 1)
            await asyncio.to_thread(salma.tap, "Yes")
            await asyncio.to_thread(telegram.wait, lambda: telegram.acknowledged)
            clock.at += timedelta(seconds=1)  # the pace of one chat
            app.poke()
            await asyncio.to_thread(salma.wait, 2)

        assert set(telegram.menus[""]) == set(MENU)
        assert salma.inbox[-1].text.startswith("When was your last eye screening?")


# ── Its parts ─────────────────────────────────────────────────────────────────────────────────


async def test_a_command_has_the_store_and_nothing_that_runs(tmp_path: Path) -> None:
    async with opened(settings(tmp_path), Clock()) as app:
        assert app.shelf.all() == []
        assert app.channels == {}
        assert not hasattr(app, "receiver")


@pytest.mark.parametrize(
    ("given", "channels"),
    [
        pytest.param({}, set(), id="none"),
        pytest.param({"TELEGRAM_TOKEN": "1:a"}, {"telegram"}, id="telegram"),
        pytest.param(
            {
                "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
                "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
                "TWILIO_FROM": NUMBER,
                "PUBLIC_URL": "https://kotha.example",
            },
            {"sms"},
            id="sms",
        ),
    ],
)
def test_a_channel_without_credentials_is_off(
    tmp_path: Path, given: dict[str, str], channels: set[str]
) -> None:
    assert set(configured(settings(tmp_path, **given))) == channels


def files(folder: Path) -> list[Path]:
    """What stands in a folder."""
    return list(folder.iterdir())


async def test_nothing_is_opened_without_keys(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'kotha.db'}"
    keyless = load({"KOTHA_DATABASE_URL": url}, tmp_path / "kotha.toml")

    with pytest.raises(SettingsError, match="KOTHA_DATA_KEY"):
        async with build(keyless, clock=Clock(), channels={}):
            pass

    assert files(tmp_path) == []


def test_the_menu_of_commands_is_in_every_language_that_has_it_whole() -> None:
    spoken = menus(catalogue())

    assert {"", "en", "bn"} <= set(spoken)
    assert spoken[""] == spoken["en"]
    assert all(list(menu) == list(MENU) for menu in spoken.values())


def test_a_wound_clock_runs_on_from_where_it_was_put() -> None:
    clock = WoundClock(NOON)
    before = clock.now()
    clock.wind(timedelta(days=2))

    assert NOON <= before < NOON + timedelta(minutes=1)
    assert timedelta(days=2) <= clock.now() - before < timedelta(days=2, minutes=1)
    assert SystemClock().now().tzinfo is not None

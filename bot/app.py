"""The only place that creates things: settings in, running app out.

Rule: everything below takes what it needs as an argument; the real clock is here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Protocol, Self, runtime_checkable

from msgspec import Struct

from bot.channels import CHANNELS, LIMITS
from bot.channels.sms.settings import SmsSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.errors import FlowError, SendFailed
from bot.exchange import VoiceLimits
from bot.flow.folder import BLOCKS, folders
from bot.flow.load import load
from bot.flow.staffed import staff_hours
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.logs import get_logger
from bot.model import InboundMessage, Tap
from bot.ports import Channel, Clock, Store
from bot.service import close, feedback, launch, profile, rounds
from bot.service.receive import Receiver, Terms
from bot.service.remind import Reminder
from bot.service.rights import erasing, purging
from bot.settings import Settings
from bot.shelf.figures import count_due
from bot.shelf.office import Office
from bot.shelf.rewording import Note
from bot.shelf.shelf import Shelf
from bot.store import Keys, Rate, open_store
from bot.worker import Loop, Worker, catching_up, delivery, fetching, forgetting
from bot.workshop import ready
from bot.workshop.translating.mending import Mender

log = get_logger()

REFRESH = timedelta(seconds=10)
"""How soon a launch, a close or a mended wording of another process is noticed."""
PROMPT = timedelta(seconds=20)
"""How late a closing or a result may be noticed."""
MISSING = timedelta(minutes=10)
"""How late a gap in the community's profile may be noticed, or that it has closed."""
PURGE = timedelta(days=1)
PARTING = timedelta(minutes=1)
"""How late the number of somebody who was erased may be forgotten, once their last word left."""
MENU = ("help", "back", "skip", "repeat", "language", "change", "who", "privacy", "call", "stop")
"""Telegram's menu of commands, in this order; its words are `bot.menu.<command>`."""


@runtime_checkable
class Polling(Protocol):
    """A channel that is told at start how we can be reached, and may have to be asked."""

    async def start(self, menus: Mapping[str, Mapping[str, str]]) -> None:
        """Tell the provider how to reach us, and what its menu says."""
        ...

    async def poll(
        self, receive: Callable[[InboundMessage], Awaitable[object]], clock: Clock
    ) -> None:
        """Ask for news until cancelled."""
        ...

    async def acknowledge(self, tap: Tap) -> None:
        """Stop the little clock on a tapped button."""
        ...


OURSELVES = "kotha"
"""Who did what nobody asked for."""


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        return datetime.now(UTC)


class WoundClock:
    """A clock that can be wound forward, for the demo and for rehearsals: real seconds pass on
    top of whatever was wound."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - SystemClock().now()

    def now(self) -> datetime:
        """The present moment of the story."""
        return SystemClock().now() + self._ahead

    def wind(self, length: timedelta) -> None:
        """Let time pass at once."""
        self._ahead += length


class Parts(Struct, frozen=True):
    """What an app is made of."""

    settings: Settings
    catalogue: Catalogue
    clock: Clock
    channels: Mapping[str, Channel]
    role: str = "all"


class App:
    """One process of Kotha: `async with` it, and it runs until the block ends.

    Stopping takes no more messages, finishes the batch and the round each loop is in, and keeps
    the rest for the next start.
    """

    store: Store
    shelf: Shelf
    receiver: Receiver

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.settings = parts.settings
        self.clock = parts.clock
        self.channels = parts.channels
        self._stack = contextlib.AsyncExitStack()
        self._worker: Worker | None = None
        self._beside: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self.store = await _open_store(self.settings, self.clock)
        self._stack.push_async_callback(self.store.aclose)
        for channel in self.channels.values():
            self._stack.push_async_callback(channel.aclose)
        chosen, words = self.settings, self._parts.catalogue
        self.shelf = Shelf(
            self.store, words, self._reread, self._drafts, public_url=chosen.public_url or ""
        )
        voice = VoiceLimits(chosen.voice_limit_minutes, chosen.voice_limit_bytes)
        mender = Mender(chosen.flows_dir, chosen.locales_dir)
        terms = Terms(LIMITS, voice, staff_hours(chosen.staff_hours), mender)
        self.receiver = Receiver(self.store, self.shelf, self.clock, terms, self._taken)
        await self.receiver.start()
        self._stack.push_async_callback(self.receiver.stop)
        await self._run_loops()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    @contextlib.asynccontextmanager
    async def at_rest(self) -> AsyncIterator[Self]:
        """With its store and shelf alone, and the words of the start."""
        self.store = await _open_store(self.settings, self.clock)
        try:
            self.shelf = Shelf(
                self.store, self._parts.catalogue, public_url=self.settings.public_url or ""
            )
            await self.shelf.refresh()
            yield self
        finally:
            await self.store.aclose()

    def poke(self) -> None:
        """Run every loop now, as after the clock was wound."""
        if self._worker is not None:
            self._worker.poke()

    def office(self, actor: str) -> Office:
        """Where somebody's work on it is done."""
        small = self.settings.small_numbers()
        return Office(self.store, self.shelf, self.clock, LIMITS, actor, small)

    @property
    def catalogue(self) -> Catalogue:
        """All languages, as they are spoken now."""
        return self.shelf.catalogue

    async def _run_loops(self) -> None:
        """Every process follows what others do to the consultations; a worker does the rest."""
        is_worker = self._parts.role in {"all", "worker"}
        loops = self._loops() if is_worker else [self._following()]
        self._worker = Worker(self.store, self.clock, loops)
        await self._worker.start()
        self._stack.push_async_callback(self._worker.stop)
        if is_worker:
            self._start_channels()

    def _start_channels(self) -> None:
        telegram = self.channels.get("telegram")
        if isinstance(telegram, Polling):
            self._beside_us(self._listen(telegram))
        self._stack.push_async_callback(self._end_beside)

    def _loops(self) -> Sequence[Loop]:
        reminder = Reminder(self.store, self.shelf, self.clock, LIMITS)
        office = self.office(OURSELVES)
        return [
            *delivery(self.store, self.channels, self.clock, self.settings.flows_dir),
            *catching_up(self.receiver, self.channels, self.clock),
            *fetching(self.store, self.channels, self.settings.voice_limit_bytes),
            *forgetting(self.store, self.clock),
            Loop("remind", reminder.once),
            Loop("rounds", lambda: rounds.end_due(office), PROMPT),
            Loop("close", lambda: close.close_due(office), PROMPT),
            Loop("figures", lambda: count_due(office), PROMPT),
            Loop("launch", self._release, PROMPT),
            Loop("profile", lambda: profile.review(office), MISSING),
            Loop("erase", lambda: erasing.part(office), PARTING),
            Loop("purge", lambda: purging.purge_due(office), PURGE),
            Loop("journal", self.store.journal, PARTING),
            Loop("feedback", lambda: feedback.tell_due(office), PROMPT),
            self._following(),
        ]

    async def _release(self) -> int:
        """Launch what has been held long enough."""
        chosen = self.settings
        secret = chosen.keys().secret
        desk = launch.Desk(self.store, self.clock, LIMITS, chosen.rate, secret, _no_links)
        return await launch.release_due(desk, lambda: self.catalogue)

    def _drafts(self) -> Sequence[Document]:
        """The flows of the folder that are whole; one that is not is told of by `flow check`."""
        folder = self.settings.flows_dir
        found: list[Document] = []
        for flow in folders(folder):
            with contextlib.suppress(FlowError):
                found.append(load(flow, folder / BLOCKS))
        return found

    def _following(self) -> Loop:
        return Loop("shelf", self._refresh, REFRESH)

    async def _refresh(self) -> int:
        await self.shelf.refresh()
        await self.shelf.keep_labels()
        return 0

    def _reread(self, documents: Sequence[Document], note: str) -> Catalogue:
        """The files as they are now, if they may be spoken."""
        accepted = bool(Note.read(note).accepted_by)
        return ready.checked(self.settings.locales_dir, documents, accepted=accepted)

    async def _listen(self, telegram: Polling) -> None:
        """Tell Telegram how to reach us, and poll where it cannot."""
        try:
            await telegram.start(menus(self.catalogue))
            if self.settings.telegram_mode == "polling":
                await telegram.poll(self.receiver.receive, self.clock)
        except SendFailed as failure:
            log.error("channel.misconfigured", channel="telegram", error=type(failure).__name__)

    def _taken(self, message: InboundMessage) -> None:
        """A tap that was dealt with: stop the little clock on its button."""
        channel = self.channels.get(message.channel)
        if isinstance(message.content, Tap) and isinstance(channel, Polling):
            self._beside_us(channel.acknowledge(message.content))

    def _beside_us(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _end_beside(self) -> None:
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)


def build(
    settings: Settings,
    *,
    role: str = "all",
    clock: Clock | None = None,
    channels: Mapping[str, Channel] | None = None,
) -> App:
    """An app from its settings, not yet running.

    Args:
        settings: what the operator decided.
        role: `all`, `web` (takes messages in) or `worker` (sends, reminds, reports).
        clock: the real time unless given.
        channels: those with credentials unless given.

    Raises:
        SettingsError: keys or credentials are missing or wrong.
        FlowError: a catalogue is broken.
    """
    catalogue = Catalogue.load(settings.locales_dir)
    found = configured(settings) if channels is None else channels
    return App(Parts(settings, catalogue, clock or SystemClock(), found, role))


def configured(settings: Settings) -> dict[str, Channel]:
    """The channels that have credentials."""
    made: dict[str, Channel] = {}
    if settings.twilio_account_sid and settings.twilio_auth_token and settings.public_url:
        made["sms"] = CHANNELS["sms"](
            SmsSettings(
                account_sid=settings.twilio_account_sid,
                auth_token=settings.twilio_auth_token,
                from_=settings.twilio_from,
                messaging_service_sid=settings.twilio_messaging_service_sid,
                api_url=settings.twilio_api_url,
                public_url=settings.public_url,
            )
        )
    if settings.telegram_token:
        made["telegram"] = CHANNELS["telegram"](
            TelegramSettings(
                token=settings.telegram_token,
                webhook_secret=settings.telegram_webhook_secret,
                mode=settings.telegram_mode,
                api_url=settings.telegram_api_url,
                public_url=settings.public_url,
            )
        )
    return made


def _no_links(links: Sequence[launch.Link]) -> None:
    """A launch that waited makes none."""
    if links:
        raise AssertionError


def menus(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """Telegram's command menu by language; `""` is for everyone else."""
    wording = catalogue.own_words
    spoken: dict[str, dict[str, str]] = {}
    for tag, language in catalogue.languages.items():
        if language.is_pseudo:
            continue
        texts = {name: wording.get(tag, f"bot.menu.{name}") for name in MENU}
        if all(texts.values()):
            spoken[tag] = {name: text for name, text in texts.items() if text}
    return {**spoken, "": spoken.get("en", {})}


async def _open_store(settings: Settings, clock: Clock) -> Store:
    keys = settings.keys()
    rates = {
        "sms": Rate.at_most(settings.rate("sms")),
        "telegram": Rate.at_most(settings.rate("telegram"), timedelta(seconds=1)),
    }
    store = await open_store(
        settings.database_url,
        Keys(keys.data, keys.index, keys.about),
        clock=clock,
        rates=rates,
        weekly_cap=settings.weekly_cap,
    )
    if settings.erasure_log is not None:
        store.log_to(settings.erasure_log)
    return store


@contextlib.asynccontextmanager
async def opened(settings: Settings, clock: Clock | None = None) -> AsyncIterator[App]:
    """The store, shelf and catalogue for a command: nothing is received, sent or polled."""
    async with build(settings, role="none", clock=clock, channels={}).at_rest() as app:
        yield app

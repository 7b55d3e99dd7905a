"""The demo behind its page: two residents, a crowd, and a clock that can be wound.

Rule: every word goes through the receiver and the outbox, as it would for real.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.flow.hours import calendar_of
from bot.flow.structure import Document, Plan
from bot.model import Address, Content, DeliveryReport, OutboundMessage, OutboxStatus, Text
from bot.ports import Standing
from bot.service.synthetic import Crowd, Resident, Screens, residents
from bot.shelf import Running
from bot.web import live
from bot.web.view import Phones, StageApp, WindableClock

CROWD = 200
SEED = 7
REPLY_SECONDS = 2.0
"""How long somebody who wrote waits for the bot's reply before they look up."""
SETTLE_SECONDS = 0.12
"""With nothing happening on any phone for so long, the loops are taken to have caught up."""
ARRIVE_SECONDS = 1.2
"""The same where the winding ends: results take a moment to be counted and written."""
LONGEST_SETTLE_SECONDS = 3.0
HURRY = 50.0
"""Times as fast as usual the crowd types while days go by."""
_BILLED = "sms"
RESIDENTS = (
    Resident("Amina", Address("sms", "+447700900111"), "bn"),
    Resident("Yusuf", Address("telegram", "7000000111"), "en"),
)
"""Whose phones the page shows. Nobody can be reached on either."""


class Jump(StrEnum):
    """How far the clock can be wound at once."""

    DAY = "day"
    THREE_DAYS = "three-days"
    CLOSING = "closing"
    RESULTS = "results"


class Props(Struct, frozen=True):
    """What the demo is played with."""

    slug: str
    residents: tuple[Resident, ...]
    prices: Mapping[str, float]
    """Pence a unit, by channel."""


Invite = Callable[[Sequence[Resident]], Awaitable[None]]
"""Launch the consultation to these people, by the way that officers launch."""


class Stage:
    """All that `/phone` shows and does."""

    def __init__(
        self, app: StageApp, phones: Phones, clock: WindableClock, props: Props, invite: Invite
    ) -> None:
        self.phones = phones
        self.props = props
        self._app = app
        self._clock = clock
        self._invite = invite
        self._sent: asyncio.Queue[OutboundMessage] = asyncio.Queue()
        self._crowd: Crowd | None = None
        self.picked: dict[Address, tuple[int, str]] = {}
        """The language last picked on each phone's switch, and after which bubble."""
        self._has_come = asyncio.Event()
        self._winding = asyncio.Lock()
        phones.subscribe(self._sent.put_nowait)

    @property
    def app(self) -> StageApp:
        """The running app."""
        return self._app

    @property
    def running(self) -> Running:
        """The consultation on show.

        Raises:
            LookupError: it has not been launched.
        """
        running = self._app.shelf.running(self.props.slug)
        if running is None:
            raise LookupError(self.props.slug)
        return running

    @property
    def document(self) -> Document:
        """Its flow, plan and words."""
        return self.running.launched.document

    def words(self, part: str) -> str:
        """One of the consultation's own words, such as its `title`."""
        return self.document.texts.get(f"{self.props.slug}.{part}", "")

    @property
    def has_crowd(self) -> bool:
        """Whether the synthetic residents have come."""
        return self._crowd is not None

    @property
    def can_have_crowd(self) -> bool:
        """Whether they may still come: once, and before the closing."""
        return self._crowd is None and self.running.is_open

    def now(self) -> datetime:
        """The demo's time, where the consultation is."""
        return self._clock.now().astimezone(ZoneInfo(self.document.plan.timezone))

    async def run(self) -> None:
        """Let the networks report and the crowd answer, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._report())
            await self._has_come.wait()
            if self._crowd is not None:
                group.create_task(self._crowd.run())

    async def greeted(self) -> None:
        """Until the first message stands on every phone of the page."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_SETTLE_SECONDS):
                while not all(self.phones.thread(r.address) for r in self.props.residents):
                    await self.phones.moved(self.phones.version, LONGEST_SETTLE_SECONDS)

    async def say(self, address: Address, content: Content) -> None:
        """Something is sent from a phone."""
        await self._app.receiver.receive(self.phones.dial(address, content))

    async def converse(self, address: Address, content: Content) -> None:
        """Something is sent from a phone; returns once the bot has answered, or is overdue."""
        message = self.phones.dial(address, content)
        shown = self.phones.thread(address)
        await self._app.receiver.receive(message)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REPLY_SECONDS):
                while self.phones.thread(address) == shown:
                    await self.phones.moved(self.phones.version, REPLY_SECONDS)

    async def switch_language(self, resident: Resident, tag: str) -> None:
        """Ask for the languages, and answer with this one's own name."""
        await self.converse(resident.address, Text("LANGUAGE"))
        self.picked[resident.address] = (self.phones.thread(resident.address)[-1].number, tag)
        await self.converse(resident.address, Text(self._app.catalogue.language(tag).own_name))

    async def bring_crowd(self) -> None:
        """Invite the synthetic residents, once."""
        if not self.can_have_crowd:
            return
        languages = self.document.plan.languages
        screens = Screens(self.document.flow, self.running.wording, languages)
        people = residents(CROWD, languages, SEED)
        self._crowd = Crowd(self.say, screens, SEED)
        self._crowd.join(people)
        self.phones.subscribe(self._crowd.hear)
        self._has_come.set()
        await self._invite(people)

    def jumps(self) -> Mapping[Jump, datetime]:
        """Where the clock can be wound to: only forward."""
        now = self.now()
        plan = self.document.plan
        targets = {
            Jump.DAY: now + timedelta(days=1),
            Jump.THREE_DAYS: now + timedelta(days=3),
            Jump.CLOSING: _just_after(plan.closes),
            Jump.RESULTS: _just_after(plan.feedback.heard if plan.feedback else None),
        }
        return {jump: at for jump, at in targets.items() if at is not None and at > now}

    async def wind(self, jump: Jump) -> None:
        """Set the clock forward, day by day, so that what falls due on the way happens then."""
        async with self._winding:
            target = self.jumps().get(jump)
            if target is not None:
                with self._hurried():
                    await self._wind_to(target)
        self.phones.touch()

    async def _wind_to(self, target: datetime) -> None:
        for stop in _stops(self.now(), target, self.document.plan):
            self._clock.wind(stop - self.now())
            self._app.poke()
            self.phones.touch()
            await self.settle(SETTLE_SECONDS if stop < target else ARRIVE_SECONDS)

    async def settle(self, quiet_seconds: float) -> None:
        """Until nothing has happened on any phone for so long, or too much does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_SETTLE_SECONDS):
                seen = -1
                while seen != self.phones.version:
                    seen = self.phones.version
                    await self.phones.moved(seen, quiet_seconds)

    @contextlib.contextmanager
    def _hurried(self) -> Iterator[None]:
        """Let the crowd type as fast as the days go by."""
        if self._crowd is None:
            yield
            return
        self._crowd.haste = HURRY
        yield
        self._crowd.haste = 1.0

    async def charts(self) -> tuple[live.Chart, ...]:
        """The answers as they stand."""
        async with self._app.store.read() as reader:
            tallies = await reader.tallies(self.props.slug)
        return live.charts(self.document, tallies)

    async def standing(self) -> Standing:
        """Who has got how far."""
        async with self._app.store.read() as reader:
            return await reader.standing(self.props.slug)

    async def _report(self) -> None:
        """As a mobile network would, say of each text that it was delivered."""
        while True:
            message = await self._sent.get()
            if message.channel == _BILLED:
                report = DeliveryReport(message.channel, message.id, OutboxStatus.DELIVERED)
                await self._app.receiver.report(report)
                self.phones.touch()


def _just_after(moment: datetime | None) -> datetime | None:
    return moment + timedelta(minutes=5) if moment else None


def _stops(now: datetime, target: datetime, plan: Plan) -> Iterator[datetime]:
    """Half an hour into the waking part of each day on the way, then the target."""
    zone = ZoneInfo(plan.timezone)
    day = now.astimezone(zone).date()
    while True:
        day += timedelta(days=1)
        midnight = datetime.combine(day, time(0), zone)
        stop = calendar_of(plan).earliest(midnight) + timedelta(minutes=30)
        if stop >= target:
            break
        yield stop
    yield target

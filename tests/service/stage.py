"""A real store, the real flow, the real words: what the services' tests play on.

Rule: no fakes but the clock; numbers are from the range kept for drama.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

import pytest

from bot.channels import LIMITS
from bot.flow.load import load
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.model import Address, InboundMessage, Joined, Lifecycle, OutboundMessage, Text
from bot.ports import Launched
from bot.service.launch import (
    Choice,
    Desk,
    Entry,
    Link,
    Opened,
    Order,
    choose,
    go_live,
    open_and_invite,
    refuse_what_cannot_open,
)
from bot.service.receive import Receiver, Terms
from bot.shelf import Running, place
from bot.shelf.office import Office
from bot.shelf.shelf import Shelf
from bot.store import Keys, SqlStore, open_store
from bot.workshop import ready
from bot.workshop.translating.mending import Mender

ROOT = Path(__file__).parents[2]
Told = TypeVar("Told")

SLUG = "eye-screening-access"
NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)
"""A Tuesday, three hours after the opening."""
KEYS = Keys(data=b"d" * 32, index=b"i" * 32, about=b"a" * 32)
FAST = 1000.0
"""Units a second: nothing waits for the pace."""


class Clock:
    """Stands until it is wound."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        """Where it stands."""
        return self.at


@lru_cache
def catalogue() -> Catalogue:
    """The words that ship."""
    return Catalogue.load(ROOT / "locales")


@lru_cache
def eye_screening() -> Document:
    """The flow that ships."""
    return load(ROOT / "flows" / SLUG, ROOT / "flows" / "_blocks")


def running(document: Document | None = None) -> Running:
    """It, ready to be launched."""
    chosen = document or eye_screening()
    return place(Launched(chosen.flow.slug, Lifecycle.DRAFT, chosen, NOON), catalogue())


def phone(n: int) -> Address:
    """The nth drama number."""
    return Address("sms", f"+447700900{n:03d}")


def chat(n: int) -> Address:
    """The nth Telegram chat."""
    return Address("telegram", str(4000 + n))


def entry(n: int, *addresses: Address, language: str = "en") -> Entry:
    """The nth row of a list."""
    return Entry(n + 1, language, addresses or (phone(n),), "GB")


def entries(count: int, language: str = "en") -> tuple[Entry, ...]:
    """A list of so many phones."""
    return tuple(entry(n, language=language) for n in range(1, count + 1))


@dataclass(slots=True)
class Stage:
    """One installation."""

    store: SqlStore
    clock: Clock
    shelf: Shelf
    receiver: Receiver
    links: list[Link]
    rate: float = FAST

    def office(self, actor: str = "officer") -> Office:
        """Where somebody's work on it is done."""
        return Office(self.store, self.shelf, self.clock, LIMITS, actor)

    @property
    def desk(self) -> Desk:
        """What a launch works with."""

        def keep(links: Sequence[Link]) -> None:
            self.links.extend(links)

        return Desk(self.store, self.clock, LIMITS, lambda _: self.rate, b"k" * 32, keep)

    async def choose(self, people: Sequence[Entry], wave: int | None = None) -> Choice:
        """Who of a list would be invited."""
        return await choose(self.store, SLUG, people, wave)

    async def launch(
        self, people: Sequence[Entry], wave: int | None = None, document: Document | None = None
    ) -> Opened:
        """Do all that `kotha launch --send` does after the forecast."""
        await go_live(self.office(), by="officer")
        choice = await self.choose(people, wave)
        chosen = tuple(c.entry for c in choice.chosen)
        order = Order(running(document), chosen, "officer", known=choice.only_known)
        digest = await refuse_what_cannot_open(order, self.desk)
        return await open_and_invite(order, self.desk, digest)

    async def hear(self, address: Address, *texts: str) -> None:
        """Someone writes to us, a minute between two texts."""
        await self.shelf.refresh()
        for text in texts:
            self.clock.at += timedelta(minutes=1)
            content = Joined(text.removeprefix("/start ")) if "/start" in text else Text(text)
            message = InboundMessage(
                address.channel, "acc", uuid4().hex, address.value, content, self.clock.at
            )
            await self.receiver.receive(message)

    async def sent(self, channel: str = "sms") -> Sequence[OutboundMessage]:
        """What can leave by now, handed to a provider that takes everything."""
        from bot.model import OutboxStatus
        from bot.ports import Settled

        left: list[OutboundMessage] = []
        while claimed := await self.store.claim(channel, self.clock.at, timedelta(minutes=5), 100):
            left += claimed
            settled = [
                Settled(message, OutboxStatus.SENT, self.clock.at, provider_id=uuid4().hex)
                for message in claimed
            ]
            await self.store.settle(settled)
        return left


@dataclass(frozen=True, slots=True)
class _Left:
    """What an installation has left behind."""

    database: bytes
    at: datetime = NOON
    links: tuple[Link, ...] = ()
    told: object = None


_fresh: list[_Left] = []
"""As it is when it was first opened: making its schema takes longer than most tests."""
_played: dict[Callable[[Stage], Awaitable[object]], _Left] = {}


async def _open(path: Path, clock: Clock, left: _Left | None) -> SqlStore:
    """A store of its own, whose schema stands."""
    url = f"sqlite+aiosqlite:///{path}"
    if not _fresh:
        await (await open_store(url, KEYS, clock=clock)).aclose()
        _fresh.append(_Left(await asyncio.to_thread(path.read_bytes)))
    await asyncio.to_thread(path.write_bytes, (left or _fresh[0]).database)
    return await open_store(url, KEYS, clock=clock)


@asynccontextmanager
async def played(
    folder: Path, act: Callable[[Stage], Awaitable[Told]]
) -> AsyncIterator[tuple[Stage, Told]]:
    """An installation on which an act was played, and what the act told. It is played once, and
    everybody goes on from what it left behind."""
    if act not in _played:
        async with stage(folder) as house:
            told = await act(house)
        database = await asyncio.to_thread((folder / "kotha.db").read_bytes)
        _played[act] = _Left(database, house.clock.at, tuple(house.links), told)
    left = _played[act]
    async with stage(folder, left=left) as house:
        await house.shelf.refresh()
        yield house, cast("Told", left.told)


def after(act: Callable[[Stage], Awaitable[object]]) -> Any:  # Any: what pytest makes of it
    """A fixture: the installation of each test of a module, once an act was played."""

    @pytest.fixture
    async def house(tmp_path: Path) -> AsyncIterator[Stage]:
        async with played(tmp_path, act) as (opened, _):
            yield opened

    return house


@asynccontextmanager
async def stage(
    folder: Path, words: Path | None = None, *, public_url: str = "", left: _Left | None = None
) -> AsyncIterator[Stage]:
    """An installation in a folder; its words can be mended if `words` holds flows and locales.
    It has public pages if it has a `public_url`."""
    clock = Clock(left.at if left else NOON)
    store = await _open(folder / "kotha.db", clock, left)
    mender = Mender(words / "flows", words / "locales") if words else None
    locales = words / "locales" if words else ROOT / "locales"

    def reread(documents: Sequence[Document], _: str) -> Catalogue:
        return ready.checked(locales, documents, accepted=False)

    spoken = Catalogue.load(locales) if words else catalogue()
    shelf = Shelf(store, spoken, reread, public_url=public_url)
    taken: Callable[[InboundMessage], None] = lambda _: None  # noqa: E731 (a field needs a default)
    receiver = Receiver(store, shelf, clock, Terms(LIMITS, mender=mender), taken)
    await receiver.start()
    await go_live(Office(store, shelf, clock, LIMITS, "officer"), by="officer")
    try:
        yield Stage(store, clock, shelf, receiver, list(left.links) if left else [])
    finally:
        await receiver.stop()
        await store.aclose()

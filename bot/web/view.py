"""What the web needs of the running app and of the demo's phones, by name.

Rule: Protocols only, so that a page can be served from anything that answers to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.model import (
    Address,
    Button,
    Content,
    DeliveryReport,
    InboundMessage,
    OutboundMessage,
)
from bot.ports import Channel, Clock, Store

if TYPE_CHECKING:
    from bot.language.catalogue import Catalogue
    from bot.shelf.shelf import Shelf


class Inlet(Protocol):
    """Where everything that reached us goes."""

    async def receive(self, message: InboundMessage) -> None:
        """Take one message; returns once its effects are committed."""
        ...

    async def report(self, report: DeliveryReport) -> None:
        """Note one delivery report; returns once committed."""
        ...


class AppView(Protocol):
    """The running app, as webhooks and health need it."""

    @property
    def store(self) -> Store:
        """The one SQL store."""
        ...

    @property
    def receiver(self) -> Inlet:
        """The one path in."""
        ...

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Channels that are on, by name."""
        ...

    @property
    def clock(self) -> Clock:
        """The time."""
        ...


class PublicApp(AppView, Protocol):
    """The running app, as the pages that everybody may read need it."""

    @property
    def shelf(self) -> Shelf:
        """The consultations that run."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Languages and words."""
        ...


class StageApp(PublicApp, Protocol):
    """The running app, as the demo needs it."""

    def poke(self) -> None:
        """Wake every loop: the time may have jumped."""
        ...


class WindableClock(Clock, Protocol):
    """A clock that can be set forward."""

    def wind(self, by: timedelta, /) -> None:
        """Set it forward."""
        ...


class BubbleView(Protocol):
    """One message on a simulated phone."""

    @property
    def number(self) -> int:
        """Its place among all bubbles of all phones."""
        ...

    @property
    def is_ours(self) -> bool:
        """Sent by us, not by the resident."""
        ...

    @property
    def text(self) -> str:
        """What it says now."""
        ...

    @property
    def at(self) -> datetime:
        """When it was sent."""
        ...

    @property
    def buttons(self) -> tuple[Button, ...]:
        """What can be tapped below it."""
        ...


class Phones(Protocol):
    """Every simulated phone."""

    @property
    def version(self) -> int:
        """Rises with whatever happens on any phone."""
        ...

    def thread(self, address: Address) -> Sequence[BubbleView]:
        """A phone's bubbles, oldest first."""
        ...

    def dial(self, address: Address, content: Content) -> InboundMessage:
        """Show what a resident sends on their phone; the message to feed to the receiver."""
        ...

    def subscribe(self, listener: Callable[[OutboundMessage], None]) -> None:
        """Tell `listener` of every message that arrives on a phone."""
        ...

    def touch(self) -> None:
        """Something that pages show has changed."""
        ...

    async def moved(self, beyond: int, timeout_seconds: float) -> int:
        """Wait until the version is above `beyond`, or the time is up; the version then."""
        ...

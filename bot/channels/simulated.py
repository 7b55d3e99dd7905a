"""Phones that exist only in memory, for the demo: nobody is texted.

Rule: behaves towards the app as a real channel does, limits included; holds every bubble that a
simulated phone shows, and forgets all of it with the process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from bot.errors import Undeliverable, WebhookRejected
from bot.model import (
    Address,
    Button,
    Content,
    DeliveryReport,
    InboundMessage,
    Joined,
    Limits,
    OutboundMessage,
    Receipt,
    Tap,
    Text,
)
from bot.ports import Clock, WebhookRequest

ACCOUNT = "simulated"
NOTE = "\N{SPEAKER WITH THREE SOUND WAVES}"
"""In place of a voice note."""


class Bubble(Struct, frozen=True):
    """One message on a simulated phone."""

    number: int
    """Its place among all bubbles of all phones."""
    is_ours: bool
    """Sent by us, not by the resident."""
    text: str
    at: datetime
    buttons: tuple[Button, ...] = ()


class Switchboard:
    """Every simulated phone, whatever its channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._threads: dict[Address, list[Bubble]] = {}
        self._numbers = count(1)
        self._listeners: list[Callable[[OutboundMessage], None]] = []
        self._moved = asyncio.Event()
        self.version = 0

    def thread(self, address: Address) -> Sequence[Bubble]:
        """A phone's bubbles, oldest first."""
        return tuple(self._threads.get(address, ()))

    def dial(self, address: Address, content: Content) -> InboundMessage:
        """A resident sends something; the message to feed to the receiver.

        Words stand on the phone at once. A tap leaves no bubble, as it leaves none on a real
        phone: the bot redraws the message that was tapped.
        """
        thread = self._threads.setdefault(address, [])
        number = next(self._numbers)
        if isinstance(content, Tap):
            content = _aimed(content, thread)
        else:
            thread.append(Bubble(number, is_ours=False, text=_shown(content), at=self._now()))
        self.touch()
        return InboundMessage(
            channel=address.channel,
            account=ACCOUNT,
            provider_id=f"in-{number}",
            sender=address.value,
            content=content,
            received_at=self._now(),
            message_id=f"in-{number}",
        )

    def deliver(self, message: OutboundMessage) -> Receipt:
        """Show our message on the phone it goes to; one that edits takes the place of the other.

        Raises:
            Undeliverable: it edits what is not there.
        """
        address = Address(message.channel, message.to)
        thread = self._threads.setdefault(address, [])
        if message.edits:
            number = self._edit(thread, message)
        else:
            number = next(self._numbers)
            bubble = Bubble(number, is_ours=True, text=message.body or NOTE, at=self._now())
            thread.append(replace(bubble, buttons=message.buttons))
        self.touch()
        for listener in self._listeners:
            listener(message)
        return Receipt(f"out-{number}")

    def subscribe(self, listener: Callable[[OutboundMessage], None]) -> None:
        """Tell `listener` of every message that arrives on a phone."""
        self._listeners.append(listener)

    def touch(self) -> None:
        """Something that pages show has changed."""
        self.version += 1
        self._moved.set()
        self._moved = asyncio.Event()

    async def moved(self, beyond: int, timeout_seconds: float) -> int:
        """Wait until the version is above `beyond`, or the time is up; the version then."""
        try:
            async with asyncio.timeout(timeout_seconds):
                while self.version <= beyond:
                    await self._moved.wait()
        except TimeoutError:
            pass
        return self.version

    def _now(self) -> datetime:
        return self._clock.now()

    def _edit(self, thread: list[Bubble], message: OutboundMessage) -> int:
        for place, bubble in enumerate(thread):
            if message.edits == f"out-{bubble.number}":
                thread[place] = replace(bubble, text=message.body, buttons=message.buttons)
                return bubble.number
        raise Undeliverable("no such message")


class Simulated:
    """One channel of a switchboard, under the name and the limits of a real one; but what became
    of a send can always be asked."""

    def __init__(self, name: str, limits: Limits, switchboard: Switchboard) -> None:
        self._name = name
        self._limits = replace(limits, can_look_up=True)
        self._switchboard = switchboard

    @property
    def name(self) -> str:
        """The real channel's."""
        return self._name

    @property
    def limits(self) -> Limits:
        """The real channel's."""
        return self._limits

    def receive(
        self, request: WebhookRequest, now: datetime
    ) -> Sequence[InboundMessage | DeliveryReport]:
        """No provider knows of a simulated phone.

        Raises:
            WebhookRejected: always, with 404.
        """
        del request, now
        raise WebhookRejected(404)

    async def send(self, message: OutboundMessage) -> Receipt:
        """Show it on the phone.

        Raises:
            Undeliverable: it is too long for one message, or edits what is not there.
        """
        if len(message.body) > self._limits.limit_chars:
            raise Undeliverable("too long")
        return self._switchboard.deliver(message)

    async def find(self, message: OutboundMessage, since: datetime) -> Receipt | None:
        """Whether the phone shows that text since then."""
        thread = self._switchboard.thread(Address(message.channel, message.to))
        shown = (b for b in thread if b.is_ours and b.at >= since and b.text == message.body)
        bubble = next(shown, None)
        return Receipt(f"out-{bubble.number}") if bubble else None

    async def missed(self, since: datetime, now: datetime) -> Sequence[InboundMessage]:
        """Nothing: what is typed here is fed in at once."""
        del since, now
        return ()

    async def download(self, file_id: str) -> bytes:
        """A file someone sent: simulated phones send empty ones."""
        del file_id
        return b""

    async def aclose(self) -> None:
        """Nothing to let go of."""


def _aimed(tap: Tap, thread: Sequence[Bubble]) -> Tap:
    """A tap names the newest message that bears its button, as a provider would."""
    bearers = (b for b in reversed(thread) if any(x.data == tap.data for x in b.buttons))
    bearer = next(bearers, None)
    return replace(tap, message_id=f"out-{bearer.number}") if bearer else tap


def _shown(content: Content) -> str:
    """What the resident's own bubble says."""
    match content:
        case Text(body=body):
            return body
        case Joined():
            return "/start"
        case _:
            return f"({type(content).__name__.lower()})"

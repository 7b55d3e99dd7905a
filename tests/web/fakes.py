"""A small app that the web can be put in front of: real protocols, nothing behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bot.errors import BotError, WebhookRejected
from bot.model import (
    DeliveryReport,
    InboundMessage,
    Limits,
    OutboundMessage,
    OutboxStatus,
    Receipt,
    Text,
)
from bot.ports import Standing, WebhookRequest

NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)
LIMITS = Limits(has_buttons=False, is_billed_by_segment=True, limit_chars=1600, media=frozenset())
SIGNED = "right"
OUTBOX = UUID("01890000-0000-7000-8000-000000000001")


class StillClock:
    """It is always noon."""

    def now(self) -> datetime:
        return NOON


class SignedChannel:
    """A channel that wants `x-signature: right`, a form, and a body that is not `bad`."""

    name = "sms"
    limits = LIMITS

    def receive(
        self, request: WebhookRequest, now: datetime
    ) -> Sequence[InboundMessage | DeliveryReport]:
        if request.headers.get("x-signature") != SIGNED:
            raise WebhookRejected(403)
        if request.headers.get("content-type") != "application/x-www-form-urlencoded":
            raise WebhookRejected(415)
        if request.body == b"bad":
            raise WebhookRejected(400)
        if request.path.startswith("/webhooks/sms/status/"):
            return [DeliveryReport("sms", OUTBOX, OutboxStatus.DELIVERED)]
        body = request.body.decode()
        return [InboundMessage("sms", "AC1", body, "+447700900001", Text(body), now)]

    async def send(self, message: OutboundMessage) -> Receipt:
        return Receipt(str(message.id))

    async def find(self, message: OutboundMessage, since: datetime) -> Receipt | None:
        return None

    async def missed(self, since: datetime, now: datetime) -> Sequence[InboundMessage]:
        return ()

    async def download(self, file_id: str) -> bytes:
        return b""

    async def aclose(self) -> None:
        return None


@dataclass
class Shelfless:
    """A receiver that keeps what it is given, or cannot."""

    is_broken: bool = False
    taken: list[InboundMessage] = field(default_factory=list)
    reports: list[DeliveryReport] = field(default_factory=list)

    async def receive(self, message: InboundMessage) -> None:
        if self.is_broken:
            raise BotError("the store cannot")
        self.taken.append(message)

    async def report(self, report: DeliveryReport) -> None:
        self.reports.append(report)


class OneConsultation:
    """What `/metrics` reads."""

    async def launched(self) -> Sequence[Any]:
        return [self]

    slug = "parks"

    async def standing(self, slug: str) -> Standing:
        return Standing({"started": 3}, {OutboxStatus.SENT: 2}, 1, ())


@dataclass
class SmallStore:
    """Only what health and metrics ask for."""

    can_write: bool = True

    async def is_writable(self) -> bool:
        return self.can_write

    @asynccontextmanager
    async def read(self) -> Any:
        yield OneConsultation()


@dataclass
class SmallApp:
    """What the web sees of an app."""

    store: Any = field(default_factory=SmallStore)
    """`Any`: a whole store has forty methods, of which two are asked here."""
    receiver: Shelfless = field(default_factory=Shelfless)
    channels: Mapping[str, Any] = field(default_factory=lambda: {"sms": SignedChannel()})
    clock: StillClock = field(default_factory=StillClock)

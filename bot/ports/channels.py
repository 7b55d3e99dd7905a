"""The world outside: the time, and the providers of channels.

Rule: names only what is not here; nothing in this file does anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from bot.flow.structure import Document
from bot.model import (
    DeliveryReport,
    InboundMessage,
    Limits,
    OutboundMessage,
    Receipt,
)


class Clock(Protocol):
    """The time, aware and in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        ...


class Mended(Struct, frozen=True):
    """A wording as somebody would have it."""

    tag: str
    key: str
    before: str
    """What it said when they looked."""
    text: str
    by: str


class Mender(Protocol):
    """The files of words. It reads and writes them, so it is called in a thread."""

    def judge(self, wording: Mended) -> None:
        """Hold it against the rules of `kotha l10n check`.

        Raises:
            FlowError: what is wrong with it.
            Refused: it is no wording, is as it was, or has changed since they looked.
            OSError: the files cannot be written here.
        """
        ...

    def keep(self, wording: Mended, spoken: Sequence[Document], *, accepted: bool) -> bool:
        """Write it, signed by who gives it; whether these consultations may be spoken with all
        the words that now stand (`accepted`: somebody stands for what is not ready).

        Raises:
            FlowError, Refused, OSError: as `judge`; nothing was written.
        """
        ...


class WebhookRequest(Struct, frozen=True):
    """An HTTP request as a channel may see it: nothing that a client could have forged but the
    path, the query, the headers and the body."""

    path: str
    """As received, undecoded, with leading slash."""
    query: str
    headers: Mapping[str, str]
    """Lower-case names."""
    body: bytes


class Channel(Protocol):
    """Provider payload ↔ our messages."""

    @property
    def name(self) -> str:
        """`sms`, `telegram`."""
        ...

    @property
    def limits(self) -> Limits:
        """What it can show and take."""
        ...

    def receive(
        self, request: WebhookRequest, now: datetime
    ) -> Sequence[InboundMessage | DeliveryReport]:
        """Verify, then parse. Pure.

        Raises:
            WebhookRejected: with the status to answer; nothing in it may be used.
        """
        ...

    async def send(self, message: OutboundMessage) -> Receipt:
        """Hand one message to the provider.

        Raises:
            SendFailed: its subclass says what to do.
        """
        ...

    async def find(self, message: OutboundMessage, since: datetime) -> Receipt | None:
        """Whether the provider has a message whose sending is `unknown`; `None` where it has
        not.

        Raises:
            SendFailed: `Unknown` where the provider cannot be asked (Telegram).
        """
        ...

    async def missed(self, since: datetime, now: datetime) -> Sequence[InboundMessage]:
        """Received messages that the provider lists; empty where it repeats webhooks itself."""
        ...

    async def download(self, file_id: str) -> bytes:
        """A file someone sent, at most 20 MB."""
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...

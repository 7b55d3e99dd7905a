"""What reaches us: messages, notes and reports.

Rule: frozen values; no behaviour beyond what a value says of itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct

from bot.model.answers import Media
from bot.model.people import Address
from bot.model.states import Command, OutboxStatus


class Text(Struct, frozen=True):
    """Typed words."""

    body: str


class Tap(Struct, frozen=True):
    """A button: `data` is what `render.tap_data` put on it."""

    data: str
    message_id: str = ""
    query_id: str = ""


class Edited(Struct, frozen=True):
    """The person edited an earlier message of theirs."""

    message_id: str
    body: str


class Sent(Struct, frozen=True):
    """A voice note, photo or location, with its caption."""

    media: Media
    caption: str = ""


class Joined(Struct, frozen=True):
    """Telegram `/start`, with the payload of the link if there was one."""

    token: str = ""


class SharedPhone(Struct, frozen=True):
    """The person's own phone number, shared by Telegram's contact button."""

    phone: str


class Reachable(Struct, frozen=True):
    """The person blocked (`is_reachable` false) or unblocked the bot."""

    is_reachable: bool


class OptOut(Struct, frozen=True):
    """The provider has itself handled an opt-out keyword, and answered it."""

    command: Command
    """STOP, START or HELP."""
    body: str = ""


class Unsupported(Struct, frozen=True):
    """Something a person can send that has no place in a conversation (sticker, poll…)."""

    what: str


Content: TypeAlias = (
    Text | Tap | Edited | Sent | Joined | SharedPhone | Reachable | OptOut | Unsupported
)


class InboundMessage(Struct, frozen=True):
    """One thing that reached us, as a provider told it. `(channel, account, provider_id)` is
    unique: a repeat has no effect."""

    channel: str
    account: str
    provider_id: str
    sender: str
    content: Content
    received_at: datetime
    message_id: str = ""
    """The provider's id of the message itself, where that is not `provider_id`."""
    language_hint: str = ""
    raw: str = ""
    """The payload as it came; kept sealed until retention."""
    replies_to: str = ""
    """The words of our own message that this one was written under."""

    @property
    def address(self) -> Address:
        """Where it came from."""
        return Address(self.channel, self.sender)


class Note(Struct, frozen=True):
    """A voice note of the words of a flow, spoken by a member of staff."""

    key: str
    """What it says: `<slug>.invitation`, `<slug>.<step>`, `<slug>.endings.<id>`."""
    language: str
    file_id: str
    """The provider's handle."""
    says: str
    """Hash of the words that were read out; other words by now: it is stale."""
    speaker: UUID | None = None
    recorded_at: datetime | None = None


class DeliveryReport(Struct, frozen=True):
    """What a provider says became of a message we sent."""

    channel: str
    outbox_id: UUID
    status: OutboxStatus
    provider_id: str = ""
    code: str = ""
    """The provider's reason, such as Twilio's 30005."""
    is_unreachable: bool = False
    """The reason means that the address is dead."""
    is_opted_out: bool = False
    """The reason means that the person opted out at the provider: as STOP."""

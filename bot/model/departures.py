"""What leaves us, and within what limits.

Rule: frozen values; no behaviour beyond what a value says of itself.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from bot.model.states import MessageKind


class Button(Struct, frozen=True):
    """One tappable option: at most 64 bytes of `data`."""

    data: str
    label: str


MEDIA = "media"
"""Folder beside a flow, with the files that its steps send."""


VOICE = "voice:"
"""Begins `OutboundMessage.media` where it is a voice note, by the provider's handle of it."""


class OutboundMessage(Struct, frozen=True):
    """One provider message, claimed and ready to go."""

    id: UUID
    bucket: int
    channel: str
    to: str
    body: str
    kind: MessageKind
    buttons: tuple[Button, ...] = ()
    request_contact: bool = False
    """Show Telegram's share-my-number button."""
    edits: str = ""
    """Provider id of the message this one replaces; empty: a new message."""
    attempts: int = 0
    participant: UUID | None = None
    send_before: datetime | None = None
    leased_until: datetime | None = None
    """While this moment lasts, nobody else sends it; also tells when it was claimed."""
    media: str = ""
    """A file to send with it: while it is queued, below the folder of the flows; as it leaves, a
    path; or `VOICE` and the provider's handle of a voice note. Channels that take none leave it
    out."""


class Receipt(Struct, frozen=True):
    """What the provider answered to a send."""

    provider_id: str


class Limits(Struct, frozen=True, cache_hash=True):
    """What a channel can show and take."""

    has_buttons: bool
    is_billed_by_segment: bool
    limit_chars: int
    """Longest text of one provider message; longer is split."""
    media: frozenset[str]
    """Kinds it can receive."""
    can_look_up: bool = False
    """Whether the provider reports what became of a send, and can be asked."""

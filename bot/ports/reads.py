"""What the store tells.

Rule: clear text, opened by the store as it reads; never more of a person than was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct

from bot.flow.structure import Document
from bot.model import (
    Address,
    CaseKind,
    Conversation,
    DueKind,
    Lifecycle,
    OutboundMessage,
    OutboxStatus,
    Participant,
    Role,
)


class Person(Struct, frozen=True):
    """A participant as one address reaches them, with all that a turn may need."""

    participant: Participant
    addresses: tuple[Address, ...]
    """Every one that is active, the one written from first."""
    conversations: tuple[Conversation, ...]
    """Newest first, `answers` filled with the latest (equality answers only where the
    conversation stands inside their block)."""
    focus: UUID | None
    is_do_not_contact: bool = False


class Launched(Struct, frozen=True):
    """A consultation as stored: what was frozen, and where it stands."""

    slug: str
    lifecycle: Lifecycle
    document: Document
    updated_at: datetime


class DueItem(Struct, frozen=True):
    """One conversation whose wait is over, locked for this transaction."""

    kind: DueKind
    at: datetime
    person: Person
    conversation: Conversation


class StaffMember(Struct, frozen=True):
    """Someone who works here."""

    id: UUID
    name: str
    role: Role
    language: str = "en"
    telegram: str = ""
    """Chat id once bound by `/start CODE`; empty before."""
    is_active: bool = True
    recording: str = ""
    """What they are reading out now: language and key."""


class Pause(Struct, frozen=True):
    """Something that an officer has held back."""

    consultation: str
    """Slug; empty: everything."""
    since: datetime
    by: str


class RequestState(StrEnum):
    """What became of a launch that did not leave at once."""

    ASKED = "asked"
    """A second person must approve it."""
    HELD = "held"
    """It leaves by itself when the hold ends, unless somebody takes it back."""
    LEAVING = "leaving"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """It could not be opened any more when its time came."""


class LaunchRequest(Struct, frozen=True):
    """A launch that waits, or waited, for a second person or the end of its hold."""

    id: UUID
    slug: str
    digest: str
    people: int
    state: RequestState
    asked_by: str
    asked_at: datetime
    decided_by: str = ""
    """Who approved it, or took it back."""
    leaves_at: datetime | None = None
    reason: str = ""
    """Why it failed."""


class CaseView(Struct, frozen=True):
    """An open case, for lists: ids and states only."""

    id: UUID
    kind: CaseKind
    consultation: str
    conversation: UUID | None
    step: str
    opened_at: datetime


class Standing(Struct, frozen=True):
    """Counts for `kotha status`."""

    funnel: Mapping[str, int]
    """Furthest state of each person, in the design's nine words; sums to invited people."""
    outbox: Mapping[OutboxStatus, int]
    quarantined: int
    cases: tuple[CaseView, ...]
    held_back: int = 0
    """Messages that wait because the person has had what one may get in a week."""


class Settled(Struct, frozen=True):
    """What became of one claimed row."""

    message: OutboundMessage
    status: OutboxStatus
    at: datetime
    provider_id: str = ""
    code: str = ""
    again_at: datetime | None = None
    """For `queued`: when to try again."""
    unreachable: bool = False
    """Mark the address inactive."""
    opted_out: bool = False
    """The provider says the person opted out there (21610): as STOP."""


InboundKey: TypeAlias = tuple[str, str, str]
"""(channel, account, provider_id)."""

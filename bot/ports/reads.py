"""What the store tells.

Rule: clear text, opened by the store as it reads; never more of a person than was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
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
    MessageKind,
    OutboundMessage,
    OutboxStatus,
    Participant,
    Role,
    Status,
    Wish,
)
from bot.results.summary import Figures


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

    @property
    def has_left(self) -> bool:
        """Whether they are written to no more, unless they ask for a right of theirs."""
        return self.participant.stopped or self.is_do_not_contact


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
    task: str = ""
    """What they are in the middle of at the desk, as the desk wrote it down."""


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
    deadline: datetime | None = None
    wish: str = ""
    owner: str = ""
    """As in `Case`."""
    is_untold: bool = False
    """As in `Case`."""


class Case(Struct, frozen=True):
    """A case, for whoever works on it; never what was said in it."""

    id: UUID
    bucket: int
    participant: UUID
    conversation: UUID | None
    consultation: str
    kind: CaseKind
    step: str
    owner: str
    channel: str
    language: str
    """That the person reads."""
    opened_at: datetime
    closed_at: datetime | None = None
    deadline: datetime | None = None
    wish: str = ""
    """Of a request: a `Wish`."""
    is_confirmed: bool = False
    """They said so again from the same phone."""
    paused_at: datetime | None = None
    """Since when the clock stands, because we asked them something."""
    outcome: str = ""
    decided_by: str = ""
    """Who answered a review last."""
    answers: int = 0
    """How often it was answered."""
    is_untold: bool = False
    """They have left, and the provider lets no answer of ours through: they know nothing of it."""


class Wished(Struct, frozen=True):
    """A request that is still open."""

    case: UUID
    deadline: datetime
    opened_at: datetime


Wishes: TypeAlias = Mapping[tuple[UUID, Wish], Wished]
"""By participant and what they want."""
NO_WISHES: Wishes = MappingProxyType({})


class Charge(Struct, frozen=True):
    """One person of a link worker, in one consultation: how they stand, never what they said."""

    bucket: int
    participant: UUID
    name: str
    conversation: UUID
    consultation: str
    language: str
    status: Status
    is_heard: bool
    with_staff: bool
    reminded: int
    next_at: datetime | None
    """When the next reminder falls due."""
    last_at: datetime | None
    """When they were reminded last."""
    wants_call: bool
    is_stopped: bool


class Task(Struct, frozen=True):
    """Somebody should look for people of a group; open, or as it ended."""

    id: UUID
    consultation: str
    group: str
    """As the profile names it, such as `language: so`."""
    owner: str
    """Staff id; empty: every link worker's."""
    opened_at: datetime
    closed_at: datetime | None = None
    outcome: str = ""


class Line(Struct, frozen=True):
    """One thing said within a case."""

    at: datetime
    text: str
    by: str = ""
    """Staff id; empty: the person."""
    voice: str = ""


class Standing(Struct, frozen=True):
    """Counts for `kotha status`."""

    funnel: Mapping[str, int]
    """Furthest state of each person, in the design's nine words; sums to invited people."""
    outbox: Mapping[OutboxStatus, int]
    quarantined: int
    cases: tuple[CaseView, ...]
    held_back: int = 0
    """Messages that wait because the person has had what one may get in a week."""
    joined: Mapping[str, int] = MappingProxyType({})
    """Of the funnel, those who came in by a joining word, without an invitation."""


class Settled(Struct, frozen=True):
    """What became of one claimed row."""

    message: OutboundMessage
    status: OutboxStatus
    at: datetime
    provider_id: str = ""
    code: str = ""
    again_at: datetime | None = None
    """For `queued`: when to try again."""
    rests: timedelta = timedelta()
    """So long the provider wants to be left alone: nothing leaves on the channel."""
    unreachable: bool = False
    """Mark the address inactive."""
    opted_out: bool = False
    """The provider says the person opted out there (21610): as STOP."""


class Traffic(Struct, frozen=True):
    """What has come from one address in the hour since it began."""

    began_at: datetime
    heard: int = 1
    fruitless: int = 0
    """Answers on end that led nowhere, with less than an hour between two."""
    mark: str = ""
    """Keyed mark of the last such words and of our answer to them."""
    marked_at: datetime | None = None
    next_at: datetime | None = None
    """Not before when the next answer leaves, where too much comes."""
    flag: str = ""
    """Why staff should look: `flood` or `loop`; empty: nothing is wrong."""
    flagged_at: datetime | None = None


class Flag(Struct, frozen=True):
    """An address that sends too much: never the address itself."""

    channel: str
    reason: str
    """`flood` or `loop`, as in `Traffic.flag`."""
    at: datetime
    heard: int
    """Messages in the hour in which it was noticed."""
    participant: UUID | None = None
    """Whom it leads to; `None`: nobody we know."""


class Sent(Struct, frozen=True):
    """Messages that are alike in what they were for and what became of them."""

    kind: MessageKind
    language: str
    channel: str
    status: OutboxStatus
    messages: int
    first: datetime
    """When the first of them came to stand so."""
    last: datetime


class Cited(Struct, frozen=True):
    """A wording of a question that answers were given to."""

    step: str
    language: str
    version: str
    """Of the questions."""
    wording: str
    """Its hash."""


InboundKey: TypeAlias = tuple[str, str, str]
"""(channel, account, provider_id)."""


class SnapshotKind(StrEnum):
    """Why figures were counted."""

    DAILY = "daily"
    CLOSING = "closing"
    CODED = "coded"
    """Once more after closing, with what people said in words by code."""


class Snapshot(Struct, frozen=True):
    """The figures of a consultation as they were counted at one moment: what every text, page and
    export shows."""

    consultation: str
    kind: SnapshotKind
    at: datetime
    figures: Figures
    """Safe: they may be published as they stand."""
    digest: str
    """SHA-256 of the figures' JSON."""
    truth: str = ""
    """JSON of the true counts behind them. For whoever counts next, and for nobody else."""

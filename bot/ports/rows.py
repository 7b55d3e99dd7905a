"""What a turn or a service wants written.

Rule: clear text. The store seals identity, free text and message bodies as it writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct, field

from bot.model import (
    Address,
    Answer,
    Button,
    CaseKind,
    Conversation,
    DueKind,
    MessageKind,
    Note,
    Participant,
    Proposal,
)
from bot.ports.reads import Traffic


class AnswerRow(Struct, frozen=True):
    """One answer, appended. `n` is the conversation's revision at that turn, so the highest is
    the latest. The store puts what is free text (`Other.text`, free_text) under seal."""

    bucket: int
    conversation: UUID
    participant: UUID
    consultation: str
    step: str
    n: int
    answer: Answer
    is_free_text: bool
    language: str
    channel: str
    version: str
    wording: str
    at: datetime
    is_about: bool = False
    """Goes to the equality store instead, keyed by HMAC of the participant."""
    by: str = ""
    """Staff id, if entered for the person."""
    is_late: bool = False
    message_id: str = ""
    """The provider's id of the message that gave it, so that an edit of it finds it."""
    delete_at: datetime | None = None
    """When the file of it must be gone."""


class NewNote(Struct, frozen=True):
    """A voice note of the words of a flow, as it came."""

    note: Note
    speaker: UUID
    address: Address
    at: datetime
    seconds: int = 0


class Recording(Struct, frozen=True):
    """An answer by voice that waits for a person to write it down."""

    id: UUID
    consultation: str
    conversation: UUID
    step: str
    language: str
    seconds: int
    taken_at: datetime | None
    delete_at: datetime | None
    is_fetched: bool


class Transcript(Struct, frozen=True):
    """What a person heard in a recording."""

    of: Recording
    text: str
    by: str
    at: datetime
    code: str = ""
    """What it comes to, in the words of whoever codes; kept with the closed case."""


class OutboxRow(Struct, frozen=True):
    """One provider message to be sent. `(turn, part)` is unique."""

    id: UUID
    bucket: int
    turn: UUID
    part: int
    participant: UUID
    conversation: UUID | None
    consultation: str
    address: Address
    body: str
    kind: MessageKind
    due: datetime
    """When it was decided; order of leaving within a kind."""
    not_before: datetime
    """Quiet hours and campaign time; equal to `due` for a reply."""
    awake_until: datetime | None = None
    """When the person's quiet hours begin again: from then on the moment is chosen anew."""
    send_before: datetime | None = None
    """Expire rather than arrive late."""
    buttons: tuple[Button, ...] = ()
    request_contact: bool = False
    edits: str = ""
    units: int = 1
    """SMS segments, for pace and price; 1 elsewhere."""
    is_owed: bool = False
    """An answer that people were promised: it is not counted among what they may get in a week,
    only kept a day apart from anything else unprompted."""
    outlives_stop: bool = False
    """The one confirmation of STOP itself."""
    media: str = ""
    """As in `OutboundMessage`."""


class DueRow(Struct, frozen=True):
    """Wake a conversation; writing the same key again replaces it, `at=None` removes it."""

    bucket: int
    conversation: UUID
    consultation: str
    kind: DueKind
    at: datetime | None


class CaseRow(Struct, frozen=True):
    """Something a person on our side must look at."""

    id: UUID
    bucket: int
    participant: UUID
    conversation: UUID | None
    consultation: str
    kind: CaseKind
    opened_at: datetime
    step: str = ""
    owner: str = ""
    """Id of a member of staff; until one is chosen, the name of the person's link worker."""
    channel: str = ""
    """Where the person wrote."""
    wish: str = ""
    """Of a request: a `Wish`."""
    is_confirmed: bool = False
    """They said so again from the same phone."""
    deadline: datetime | None = None


class EchoRow(Struct, frozen=True):
    """Whether somebody says that we heard them right."""

    bucket: int
    conversation: UUID
    consultation: str
    agrees: bool
    at: datetime
    text: str = ""
    """What we got wrong, in their words."""


class Confided(Struct, frozen=True):
    """Words of a person for our staff, before it is known which case they belong to."""

    id: UUID
    bucket: int
    participant: UUID
    conversation: UUID
    consultation: str
    language: str
    owner: str
    channel: str
    at: datetime
    text: str
    voice: str = ""
    """The provider's handle of a voice note."""
    step: str = ""


class ThreadRow(Struct, frozen=True):
    """One thing said within a case."""

    id: UUID
    bucket: int
    case: UUID
    at: datetime
    text: str
    by: str = ""
    """Staff id; empty: the person."""
    voice: str = ""


class Nudge(Struct, frozen=True):
    """Who asks for a reminder, and what they add to it."""

    name: str
    """First name."""
    line: str = ""
    by: str = ""
    """Staff id, or whoever gave the command."""
    at: datetime | None = None
    """When they did: whoever has written since needs no reminder."""


class PersonRow(Struct, frozen=True):
    """A participant to insert (import, join), with the addresses that lead to them."""

    participant: Participant
    addresses: tuple[Address, ...]
    token: str = ""
    """Clear join token; the store keeps its blind index."""


class AuditRow(Struct, frozen=True):
    """Who did what, when, to which object; never personal data."""

    at: datetime
    actor: str
    action: str
    subject: str = ""
    detail: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))


class Merge(Struct, frozen=True):
    """Two participants who are one person, each with their bucket."""

    kept: tuple[UUID, int]
    left: tuple[UUID, int]
    """Keeps its history, and leads nowhere any more."""
    gained: tuple[UUID, ...]
    """Conversations of `left` that are now `kept`'s."""
    lost: tuple[UUID, ...]
    """Conversations of `kept` that got less far: now `left`'s."""
    dropped: tuple[UUID, ...]
    """Conversations of `left` that got less far."""
    addresses: tuple[Address, ...]
    """That led to `left`."""


class Rows(Struct):
    """All that a set of turns wants written, in one transaction, by set-based statements."""

    conversations: dict[UUID, Conversation] = field(default_factory=dict)
    """As they now stand. Updated where the stored revision is the one in `read_revisions`."""
    read_revisions: dict[UUID, int] = field(default_factory=dict)
    """The revision each was read at; absent: a new conversation, to insert."""
    answers: list[AnswerRow] = field(default_factory=list)
    outbox: list[OutboxRow] = field(default_factory=list)
    dues: list[DueRow] = field(default_factory=list)
    cases: list[CaseRow] = field(default_factory=list)
    statements: list[Proposal] = field(default_factory=list)
    """Of people's own, to be looked at before anybody else reads them."""
    confided: list[Confided] = field(default_factory=list)
    """Words for our staff: the receiver finds their case. Not written as such."""
    thread: list[ThreadRow] = field(default_factory=list)
    nudges: dict[UUID, tuple[int, Nudge]] = field(default_factory=dict)
    """Conversation to (bucket, who asks for its next personal reminder)."""
    owners: dict[UUID, str] = field(default_factory=dict)
    """Cases that have another owner now."""
    closed: dict[UUID, tuple[datetime, str]] = field(default_factory=dict)
    """Cases that ended: when, and how."""
    echoes: dict[UUID, EchoRow] = field(default_factory=dict)
    """By conversation; the latest counts."""
    reopened: dict[UUID, datetime] = field(default_factory=dict)
    """Cases with something new in them: one that had ended is open again, until then."""
    people: list[PersonRow] = field(default_factory=list)
    details: dict[UUID, Participant] = field(default_factory=dict)
    """Participants of whom a list now tells something else."""
    languages: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    """Participant to (bucket, new language)."""
    focus: dict[UUID, tuple[int, UUID]] = field(default_factory=dict)
    """Participant to (bucket, conversation that now has the focus)."""
    forget: dict[UUID, tuple[int, tuple[Address, ...]]] = field(default_factory=dict)
    """Participants to mark stopped, their addresses to `do_not_contact`, their queued rows
    (but `outlives_stop`) to cancel."""
    welcome: dict[UUID, tuple[int, tuple[Address, ...]]] = field(default_factory=dict)
    """Participants who came back."""
    forget_about: dict[UUID, int] = field(default_factory=dict)
    """Participants (and their bucket) whose equality answers go."""
    reachable: dict[Address, bool] = field(default_factory=dict)
    """Addresses that became (in)active."""
    links: list[tuple[UUID, int, Address]] = field(default_factory=list)
    """Addresses to add to a participant: (participant, bucket, address)."""
    unlinks: list[tuple[UUID, int, Address]] = field(default_factory=list)
    """Addresses that lead to a participant no more."""
    merges: list[Merge] = field(default_factory=list)
    """People who turned out to be one."""
    traffic: dict[Address, Traffic] = field(default_factory=dict)
    """What has come from an address, where it changed how the next message is answered."""
    audit: list[AuditRow] = field(default_factory=list)
    parts: dict[UUID, int] = field(default_factory=dict)
    """Messages of each turn that are in `outbox`: the place of its next one. Not written."""

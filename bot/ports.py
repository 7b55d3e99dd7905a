"""What the services need of the world: Protocols, and the rows that cross them.

Rule: names only what is not here; nothing in this file does anything. Rows hold clear text: the
store seals identity, free text and message bodies as it writes them, and opens them as it reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol, TypeAlias
from uuid import UUID

from msgspec import Struct, field

from bot.flow.structure import Document
from bot.model import (
    Address,
    Answer,
    Button,
    CaseKind,
    Conversation,
    DeliveryReport,
    DueKind,
    InboundMessage,
    Lifecycle,
    Limits,
    MessageKind,
    Note,
    OutboundMessage,
    OutboxStatus,
    Participant,
    Receipt,
    Role,
    Status,
    Tally,
)

# ── Rows to write ─────────────────────────────────────────────────────────────────────────────


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
    send_before: datetime | None = None
    """Expire rather than arrive late."""
    buttons: tuple[Button, ...] = ()
    request_contact: bool = False
    edits: str = ""
    units: int = 1
    """SMS segments, for pace and price; 1 elsewhere."""
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
    people: list[PersonRow] = field(default_factory=list)
    languages: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    """Participant to (bucket, new language)."""
    focus: dict[UUID, tuple[int, UUID]] = field(default_factory=dict)
    """Participant to (bucket, conversation that now has the focus)."""
    forget: dict[UUID, tuple[int, tuple[Address, ...]]] = field(default_factory=dict)
    """Participants to mark stopped, their addresses to `do_not_contact`, their queued rows
    (but `outlives_stop`) to cancel."""
    welcome: dict[UUID, tuple[int, tuple[Address, ...]]] = field(default_factory=dict)
    """Participants who came back."""
    reachable: dict[Address, bool] = field(default_factory=dict)
    """Addresses that became (in)active."""
    links: list[tuple[UUID, int, Address]] = field(default_factory=list)
    """Addresses to add to a participant: (participant, bucket, address)."""
    audit: list[AuditRow] = field(default_factory=list)
    parts: dict[UUID, int] = field(default_factory=dict)
    """Messages of each turn that are in `outbox`: the place of its next one. Not written."""


# ── What is read ──────────────────────────────────────────────────────────────────────────────


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


# ── Ports ─────────────────────────────────────────────────────────────────────────────────────


class Clock(Protocol):
    """The time, aware and in UTC."""

    def now(self) -> datetime:
        """The present moment."""
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


class Reader(Protocol):
    """Questions to the store."""

    async def launched(self) -> Sequence[Launched]:
        """Every consultation that is not a draft."""
        ...

    async def document(self, version: str) -> Document | None:
        """A frozen flow by its hash."""
        ...

    async def standing(self, slug: str) -> Standing:
        """Funnel, outbox, quarantine and open cases."""
        ...

    async def tallies(self, slug: str, facets: Sequence[str] = ()) -> Sequence[Tally]:
        """Latest answers counted in SQL, people once; equality answers too, by step only."""
        ...

    async def bases(self, slug: str) -> Mapping[str, int]:
        """People per funnel word."""
        ...

    async def staff(self) -> Sequence[StaffMember]:
        """Everyone, active or not."""
        ...

    async def addresses_known(self, addresses: Sequence[Address]) -> Mapping[Address, str]:
        """Of these, those known or not to be contacted: `known` or `do_not_contact`."""
        ...

    async def media(self, limit: int) -> Sequence[tuple[UUID, str, str]]:
        """Files still to fetch: (media id, channel, the provider's handle)."""
        ...

    async def notes(self) -> Sequence[Note]:
        """Voice notes of the words of flows."""
        ...

    async def staff_at(self, telegram: str) -> StaffMember | None:
        """Whoever of the staff this Telegram account is bound to."""
        ...

    async def recordings(self) -> Sequence[Recording]:
        """Answers by voice that are not written down yet, the oldest first."""
        ...

    async def campaign_at(self, digest: str) -> datetime | None:
        """When this content went to this list; `None` if it did not."""
        ...

    async def kept(self, name: str) -> str:
        """A note of the installation; empty: there is none."""
        ...


class Transaction(Reader, Protocol):
    """One write transaction: commits when its block ends without an error."""

    # receiving
    async def note(
        self, messages: Sequence[InboundMessage], participants: Mapping[InboundKey, UUID]
    ) -> set[InboundKey]:
        """Insert what arrived, dropping repeats; the keys that were new."""
        ...

    async def people(self, addresses: Sequence[Address]) -> Mapping[Address, Sequence[Person]]:
        """Everyone these addresses lead to, their conversations locked; sorted by key first."""
        ...

    def bucket_of(self, address: Address) -> int:
        """First byte of the address's blind index."""
        ...

    async def answered_by(self, address: Address, message_id: str) -> tuple[UUID, str] | None:
        """The conversation and step that a message of this address had answered."""
        ...

    async def by_token(self, token: str) -> Person | None:
        """The person a personal join link belongs to."""
        ...

    async def write(self, rows: Rows) -> None:
        """Write it all, a statement or two per kind of row.

        Raises:
            StaleConversation: a revision did not match; nothing may be committed.
        """
        ...

    async def quarantine(self, message: InboundMessage, reason: str) -> None:
        """Set a poison message aside, sealed; its conversation goes on."""
        ...

    async def attempted(self, message: InboundMessage) -> int:
        """Count one more failed try of a message; the tries so far."""
        ...

    # time
    async def due(self, now: datetime, limit: int) -> Sequence[DueItem]:
        """Conversations whose wait is over, locked, earliest first; their rows are removed."""
        ...

    # launching
    async def save_consultation(
        self, document: Document, lifecycle: Lifecycle, at: datetime
    ) -> None:
        """Insert or move on a consultation, freezing its version (append-only)."""
        ...

    async def move_consultation(self, slug: str, lifecycle: Lifecycle, at: datetime) -> None:
        """Change where a consultation stands, and nothing else of it."""
        ...

    async def cancel_queued(self, slug: str, kinds: Sequence[MessageKind]) -> int:
        """Take back what a consultation has not sent yet of these kinds; how many messages."""
        ...

    async def campaign(self, digest: str, slug: str, at: datetime) -> bool:
        """Note that this content goes to this list; false where it already did."""
        ...

    async def participants(
        self, slug: str, after: UUID | None, limit: int, statuses: Sequence[Status]
    ) -> Sequence[Person]:
        """People of a consultation in key order, for broadcasts a page at a time; `Person`
        holds just that consultation's conversation."""
        ...

    async def keep(self, name: str, value: str) -> None:
        """Note something of the installation, in place of what stood there."""
        ...

    # staff
    async def add_staff(self, member: StaffMember, code: str, expires: datetime) -> None:
        """A new member of staff and their one-time code."""
        ...

    async def renew_code(self, member: UUID, code: str, expires: datetime) -> None:
        """A new one-time code; the old one is void."""
        ...

    async def bind_staff(self, code: str, telegram: str, now: datetime) -> StaffMember | None:
        """Use a code once: bind this Telegram account."""
        ...

    async def remove_staff(self, member: UUID) -> None:
        """End someone's access at once; their past deeds keep their id."""
        ...

    async def audit(self, row: AuditRow) -> None:
        """Note a deed."""
        ...

    # voice
    async def save_note(self, given: NewNote) -> None:
        """Keep a voice note of the words of a flow in place of the one before."""
        ...

    async def set_recording(self, member: UUID, recording: str) -> None:
        """Note what a member of staff is reading out; empty: nothing."""
        ...

    async def transcribe(self, written: Transcript) -> None:
        """Write a recorded answer down as its text, and close its case."""
        ...


class Outbox(Protocol):
    """Claim and settle: the two statements of the sender."""

    async def claim(
        self, channel: str, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[OutboundMessage]:
        """Rows that may leave now: due, not before their time, not expired, the person neither
        stopped nor on do-not-contact, nothing earlier of theirs unsettled; replies before
        reminders before broadcasts. Commits the lease before returning. Expired rows become
        cancelled; expired leases `unknown`."""
        ...

    async def settle(self, results: Sequence[Settled]) -> None:
        """Write what became of them. An `opted_out` also stops the person."""
        ...

    async def report(self, reports: Sequence[DeliveryReport], now: datetime) -> None:
        """Note delivery reports; rank only rises (queued < claimed < sent < unknown is
        superseded by any word of the provider; delivered and failed are final)."""
        ...

    async def unknown(self, channel: str, before: datetime) -> Sequence[OutboundMessage]:
        """Rows whose fate is unknown since `before`."""
        ...

    async def next_due(self, channel: str) -> datetime | None:
        """When the earliest queued row may leave."""
        ...


class Store(Outbox, Protocol):
    """The one SQL store behind everything."""

    def begin(self) -> AbstractAsyncContextManager[Transaction]:
        """A write transaction (BEGIN IMMEDIATE on SQLite)."""
        ...

    def read(self) -> AbstractAsyncContextManager[Reader]:
        """A consistent view; changes nothing."""
        ...

    async def save_media(self, media_id: UUID, body: bytes) -> None:
        """Keep a fetched file, sealed."""
        ...

    async def load_media(self, media_id: UUID) -> bytes | None:
        """A fetched file; `None` where there is none yet."""
        ...

    async def delete_media(self, now: datetime) -> int:
        """Delete the recordings whose date has come; how many."""
        ...

    async def is_writable(self) -> bool:
        """For `/readyz`."""
        ...

    async def wait(self, seconds: float) -> None:
        """Until something was committed that a loop may act on, or `seconds` are up."""
        ...

    async def backup(self, path: str) -> None:
        """A whole, consistent copy (SQLite: VACUUM INTO)."""
        ...

    async def aclose(self) -> None:
        """Finish and close."""
        ...

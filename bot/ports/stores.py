"""The store, as services see it.

Rule: names only what is not here; nothing in this file does anything.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from bot.flow.structure import Document
from bot.model import (
    Address,
    CaseKind,
    DeliveryReport,
    InboundMessage,
    Lifecycle,
    MessageKind,
    Note,
    OutboundMessage,
    Status,
    Tally,
)
from bot.ports.balloting import BallotKeeper, BallotReader
from bot.ports.coding import CodingReader, CodingTransaction
from bot.ports.promises import LedgerKeeper, LedgerReader
from bot.ports.reads import (
    Case,
    Charge,
    Cited,
    DueItem,
    Flag,
    InboundKey,
    Launched,
    LaunchRequest,
    Line,
    Pause,
    Person,
    RequestState,
    Sent,
    Settled,
    Snapshot,
    StaffMember,
    Standing,
    Task,
    Traffic,
    Wishes,
)
from bot.ports.rights import Entry, Erase, Held, Parting, Purged, Replayed, Retention
from bot.ports.rows import AuditRow, NewNote, Nudge, Recording, Rows, Transcript
from bot.results.profile import Group
from bot.results.respondents import Respondent


class Reader(BallotReader, CodingReader, LedgerReader, Protocol):
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

    async def tallies(
        self, slug: str, facets: Sequence[str] = (), *, is_coded: bool = False
    ) -> Sequence[Tally]:
        """Latest answers counted in SQL, people once; equality answers too, by step only."""
        ...

    async def bases(self, slug: str) -> Mapping[str, int]:
        """People per funnel word."""
        ...

    async def funnels(self, slug: str, facet: str) -> Mapping[str, Mapping[str, int]]:
        """The funnel of each value of a facet (`language`, `channel`, `area`, `segment`,
        `source`, `link_worker`); empty: of whom it is not known."""
        ...

    async def took_part(
        self, slug: str, facets: Sequence[str], *, is_everybody: bool = False
    ) -> Mapping[str, Mapping[str, int]]:
        """People who answered something, by facet and value; or everybody, answered or not."""
        ...

    async def profile(self, slug: str) -> Sequence[Group]:
        """The community's profile of a consultation; empty: none was uploaded."""
        ...

    async def snapshots(self, slug: str) -> Sequence[Snapshot]:
        """Every snapshot of a consultation's figures, the oldest first."""
        ...

    async def last_snapshot(self, slug: str) -> Snapshot | None:
        """The last of them; `None`: there is none."""
        ...

    def respondents(self, slug: str, *, with_text: bool) -> AsyncIterator[Respondent]:
        """Everybody who answered something, one after another, under a pseudonym; `with_text`:
        what they wrote freely, too. Their order is not for others to see."""
        ...

    async def sent(self, slug: str) -> Sequence[Sent]:
        """Messages of a consultation by kind, language, channel and what became of them."""
        ...

    async def wordings(self, slug: str) -> Sequence[Cited]:
        """The wordings that answers of a consultation were given to; equality answers cite none
        here, and those that were entered without having been sent none at all."""
        ...

    async def deeds_on(self, slug: str) -> Sequence[AuditRow]:
        """Everything on record about a consultation, in order."""
        ...

    async def versions(self, slug: str) -> Sequence[str]:
        """Hashes of the questions that anybody was asked."""
        ...

    async def tasks(self, slug: str) -> Sequence[Task]:
        """Every task to look for people of a group, those that ended too, the oldest first."""
        ...

    async def helpers(self, slug: str, facets: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """By facet and value, the name of the link worker who has most people of it."""
        ...

    async def staff(self) -> Sequence[StaffMember]:
        """Everyone, active or not."""
        ...

    async def flags(self, since: datetime) -> Sequence[Flag]:
        """Addresses that were noticed since to send too much, the latest first."""
        ...

    async def addresses_known(self, addresses: Sequence[Address]) -> Mapping[Address, str]:
        """Of these, those known, not to be contacted, or erased at their wish: `known`,
        `do_not_contact` or `erased`."""
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

    async def case_named(self, name: str) -> Sequence[Case]:
        """Cases whose id (32 hexadecimal digits) begins so, closed ones too; at most two."""
        ...

    async def reviews(self, slug: str = "") -> Sequence[Case]:
        """Open reviews of a consultation, or of all, those due first."""
        ...

    async def cases_of(self, owners: Sequence[str], kinds: Sequence[CaseKind]) -> Sequence[Case]:
        """Open cases with one of these owners (`""`: nobody's), the oldest first."""
        ...

    async def caseload(self, link_worker: str) -> Sequence[Charge]:
        """The people of a link worker, by name."""
        ...

    async def unfinished(self, slug: str, person: str = "") -> Sequence[Charge]:
        """Those of a consultation who may still answer, without their names; or, however they
        stand, whoever's id begins with `person`."""
        ...

    async def deeds(self, actor: str, action: str, since: datetime) -> int:
        """How often somebody has done something since."""
        ...

    async def handle(self, recording: UUID) -> str:
        """The provider's handle of a file; empty: there is none."""
        ...

    async def thread(self, case: Case) -> Sequence[Line]:
        """What was said in a case, in order."""
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

    async def pauses(self) -> Sequence[Pause]:
        """Whatever is paused, the whole installation first."""
        ...

    async def guests(self) -> Sequence[Address]:
        """Who may be written to before the installation goes live."""
        ...

    async def sated(self, people: Mapping[UUID, int], now: datetime) -> Mapping[UUID, datetime]:
        """Of these people (by id, with their bucket), those who have had what one may get in a
        week, and when the next unprompted message may reach them."""
        ...

    async def requests(self, states: Collection[RequestState]) -> Sequence[LaunchRequest]:
        """Launches in one of these states, the oldest first."""
        ...

    async def requested(self, request: UUID) -> str:
        """What was asked for, as it was handed to `ask`."""
        ...


class Transaction(Reader, BallotKeeper, CodingTransaction, LedgerKeeper, Protocol):
    """One write transaction: commits when its block ends without an error."""

    # receiving
    async def note(
        self, messages: Sequence[InboundMessage], participants: Mapping[InboundKey, UUID]
    ) -> set[InboundKey]:
        """Insert what arrived, dropping repeats; the keys that were new."""
        ...

    async def traffic(self, messages: Sequence[InboundMessage]) -> Mapping[Address, Traffic]:
        """Count what arrived; what has come from each address within the hour, these included."""
        ...

    def mark_of(self, words: str) -> str:
        """A keyed mark of words: the same for the same, and nobody can tell them from it."""
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

    async def person(self, bucket: int, participant: UUID) -> Person | None:
        """Somebody by id, locked, with every conversation."""
        ...

    async def nudge(self, bucket: int, conversation: UUID) -> Nudge | None:
        """Who asked for a personal reminder of this conversation."""
        ...

    async def was_reminded(self, bucket: int, participant: UUID, since: datetime) -> bool:
        """Whether a reminder has left for somebody since, or is about to."""
        ...

    async def keep_code(self, code: str, participant: UUID, bucket: int, until: datetime) -> None:
        """A one-time code of somebody, in place of any before; only its keyed mark is stored."""
        ...

    async def coded(self, code: str, now: datetime) -> Person | None:
        """Whose code this is, while it lasts; locked, as they are reached on no address."""
        ...

    async def drop_code(self, participant: UUID, bucket: int) -> None:
        """Their code was used."""
        ...

    # erasing
    async def parting(self, bucket: int, participant: UUID) -> Parting:
        """Every address of somebody, and which of them somebody else has, too."""
        ...

    async def holdings(self, order: Erase) -> Mapping[str, int]:
        """How many rows of each table an erasure would take or change."""
        ...

    async def erase(self, order: Erase) -> Mapping[str, int]:
        """Erase somebody; how many rows of each table. Their number waits for its last word."""
        ...

    async def held(self, participant: UUID, bucket: int) -> Sequence[Held]:
        """All that is held of somebody, by table, opened."""
        ...

    async def purge(self, order: Retention, *, is_dry: bool) -> Sequence[Purged]:
        """Delete what is kept no longer, or only count it; looked for again afterwards."""
        ...

    async def part(self, now: datetime) -> int:
        """Forget the numbers whose last word has left, or never will; how many."""
        ...

    # cases
    async def wishes(self, people: Mapping[UUID, int]) -> Wishes:
        """What these people (and their buckets) have asked for, and not got yet."""
        ...

    async def pause_case(self, case: UUID, at: datetime | None, deadline: datetime) -> None:
        """Let the clock of a request stand since then, or (`None`) run to this deadline."""
        ...

    async def talks(self, conversations: Mapping[UUID, int]) -> Sequence[Case]:
        """The open talks with staff of these conversations (and their buckets), latest first."""
        ...

    async def rule(self, case: UUID, outcome: str, by: str, at: datetime) -> bool:
        """Note how a review was answered; whether it was open."""
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

    async def save_snapshot(self, given: Snapshot, after: int) -> bool:
        """Keep figures after so many snapshots; false where others were kept meanwhile."""
        ...

    async def save_profile(self, slug: str, groups: Sequence[Group]) -> None:
        """Keep a profile in place of the one before; empty: there is none any more."""
        ...

    async def keep(self, name: str, value: str) -> None:
        """Note something of the installation, in place of what stood there."""
        ...

    # holding back
    async def pause(self, slug: str, by: str, at: datetime) -> None:
        """Hold everything unprompted back from the next claim on; empty: of everything."""
        ...

    async def resume(self, slug: str) -> bool:
        """Let it go on; whether it was paused."""
        ...

    async def ask(self, request: LaunchRequest, order: str) -> None:
        """Keep a launch that may not leave yet; the order is sealed."""
        ...

    async def decide(self, request: LaunchRequest, was: Collection[RequestState]) -> bool:
        """Move a launch on to its state, moment, name and reason here; false where it stands in
        none of `was` any more."""
        ...

    async def take_request(self, now: datetime, lease: timedelta) -> LaunchRequest | None:
        """A launch whose hold is over, or whose taker died, for the caller alone until the lease
        ends."""
        ...

    async def add_guest(self, guest: Address, at: datetime) -> None:
        """Put an address on the guest list, once."""
        ...

    async def remove_guest(self, guest: Address) -> bool:
        """Take an address off the guest list; whether it was there."""
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

    async def staff_among(self, accounts: Sequence[str]) -> Mapping[str, StaffMember]:
        """Those of these Telegram accounts that are bound to somebody, and to whom."""
        ...

    async def set_task(self, member: UUID, task: str) -> None:
        """Note what a member of staff is in the middle of; empty: nothing."""
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

    def bucket_of(self, address: Address) -> int:
        """First byte of the address's blind index."""
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

    async def replay(self, log: Sequence[Entry]) -> Replayed:
        """Erase and stop again whom a log names: for an old copy, before anybody uses it."""
        ...

    async def journal(self) -> int:
        """Repeat erasures and stops in the log outside the database; how many were new."""
        ...

    async def scrub(self) -> bool:
        """Leave nothing of what was erased in the files (SQLite: what was logged before is
        taken into the file and cut off); false where somebody was reading just then."""
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

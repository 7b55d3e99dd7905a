"""A transaction, as the services know it.

Rule: each method is one call; all of it commits, or none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from bot.flow.structure import Document
from bot.model import (
    Address,
    Decision,
    InboundMessage,
    Kept,
    Lifecycle,
    MessageKind,
    News,
    Slip,
    Status,
)
from bot.ports import (
    AuditRow,
    Case,
    DueItem,
    Erase,
    Held,
    InboundKey,
    LaunchRequest,
    NewNote,
    Nudge,
    Parting,
    Person,
    Purged,
    RequestState,
    Retention,
    Rows,
    Snapshot,
    StaffMember,
    Traffic,
    Transcript,
    Wishes,
)
from bot.results.profile import Group
from bot.store import (
    caseload,
    cases,
    codes,
    consulting,
    erasing,
    guests,
    holding,
    installing,
    leavers,
    notes,
    parting,
    pausing,
    profiling,
    promising,
    purging,
    receiving,
    requesting,
    snapshots,
    staff,
    traffic,
    transcribing,
    waiting,
    writing,
)
from bot.store.coder import SqlCodingTransaction
from bot.store.moderator import SqlBallotKeeper
from bot.store.reader import SqlReader


class SqlTransaction(SqlReader, SqlCodingTransaction, SqlBallotKeeper):
    """`ports.Transaction` on the writer's connection."""

    async def note(
        self, messages: Sequence[InboundMessage], participants: Mapping[InboundKey, UUID]
    ) -> set[InboundKey]:
        """Insert what arrived, dropping repeats; the keys that were new."""
        return await receiving.note(self._session, messages, participants)

    async def traffic(self, messages: Sequence[InboundMessage]) -> Mapping[Address, Traffic]:
        """Count what arrived; what has come from each address within the hour."""
        return await traffic.count(self._session, messages)

    def mark_of(self, words: str) -> str:
        """A keyed mark of words."""
        return self._session.seal.index("words", words)

    async def people(self, addresses: Sequence[Address]) -> Mapping[Address, Sequence[Person]]:
        """Everyone these addresses lead to, locked."""
        return await receiving.people(self._session, addresses)

    def bucket_of(self, address: Address) -> int:
        """First byte of the address's blind index."""
        return self._session.place(address)[0]

    async def answered_by(self, address: Address, message_id: str) -> tuple[UUID, str] | None:
        """The conversation and step that a message of this address had answered."""
        return await receiving.answered_by(self._session, address, message_id)

    async def by_token(self, token: str) -> Person | None:
        """The person a personal join link belongs to."""
        return await receiving.by_token(self._session, token)

    async def write(self, rows: Rows) -> None:
        """Write it all; `StaleConversation` where a revision did not match."""
        await writing.write(self._session, rows)

    async def keep_code(self, code: str, participant: UUID, bucket: int, until: datetime) -> None:
        """A one-time code of somebody, in place of any before."""
        await codes.keep_code(self._session, code, (participant, bucket), until)

    async def coded(self, code: str, now: datetime) -> Person | None:
        """Whose code this is, while it lasts."""
        return await codes.coded(self._session, code, now)

    async def drop_code(self, participant: UUID, bucket: int) -> None:
        """Their code was used."""
        await codes.drop_code(self._session, (participant, bucket))

    async def quarantine(self, message: InboundMessage, reason: str) -> None:
        """Set a poison message aside, sealed."""
        await receiving.quarantine(self._session, message, reason)

    async def attempted(self, message: InboundMessage) -> int:
        """Count one more failed try; the tries so far."""
        return await receiving.attempted(self._session, message)

    async def save_profile(self, slug: str, groups: Sequence[Group]) -> None:
        """Keep a profile in place of the one before."""
        await profiling.save_profile(self._session, slug, groups)

    async def save_decision(self, slug: str, given: Decision) -> None:
        """Keep a decision, in place of the one of its number."""
        await promising.save_decision(self._session, slug, given)

    async def save_news(self, slug: str, given: News) -> None:
        """Keep an update, in place of the one of its number."""
        await promising.save_news(self._session, slug, given)

    async def keep_promise(self, slug: str, kept: Kept) -> None:
        """Note that everybody was told; the first moment stands."""
        await promising.keep_promise(self._session, slug, kept)

    async def save_slip(self, slug: str, given: Slip) -> None:
        """Keep a slip, in place of the one of its number."""
        await promising.save_slip(self._session, slug, given)

    async def save_snapshot(self, given: Snapshot, after: int) -> bool:
        """Keep figures after so many snapshots; false where others were kept meanwhile."""
        return await snapshots.save_snapshot(self._session, given, after)

    async def keep(self, name: str, value: str) -> None:
        """Note something of the installation, in place of what stood there."""
        await installing.keep(self._session, name, value)

    async def person(self, bucket: int, participant: UUID) -> Person | None:
        """Somebody by id, locked, with every conversation."""
        return await cases.person(self._session, bucket, participant)

    async def nudge(self, bucket: int, conversation: UUID) -> Nudge | None:
        """Who asked for a personal reminder of this conversation."""
        return await caseload.nudge(self._session, bucket, conversation)

    async def was_reminded(self, bucket: int, participant: UUID, since: datetime) -> bool:
        """Whether a reminder has left for somebody since, or is about to."""
        return await caseload.was_reminded(self._session, bucket, participant, since)

    async def talks(self, conversations: Mapping[UUID, int]) -> Sequence[Case]:
        """The open talks with staff of these conversations, the latest first."""
        return await cases.talks(self._session, conversations)

    async def parting(self, bucket: int, participant: UUID) -> Parting:
        """Every address of somebody, and which of them somebody else has, too."""
        return await leavers.parting(self._session, bucket, participant)

    async def holdings(self, order: Erase) -> Mapping[str, int]:
        """How many rows of each table an erasure would take or change."""
        return await erasing.holdings(self._session, order)

    async def erase(self, order: Erase) -> Mapping[str, int]:
        """Erase somebody; how many rows of each table."""
        return await erasing.erase(self._session, order)

    async def held(self, participant: UUID, bucket: int) -> Sequence[Held]:
        """All that is held of somebody, by table, opened."""
        return await holding.held(self._session, participant, bucket)

    async def purge(self, order: Retention, *, is_dry: bool) -> Sequence[Purged]:
        """Delete what is kept no longer, or only count it."""
        return await purging.purge(self._session, order, is_dry=is_dry)

    async def part(self, now: datetime) -> int:
        """Forget the numbers whose last word has left, or never will; how many."""
        return await parting.part(self._session, now)

    async def wishes(self, people: Mapping[UUID, int]) -> Wishes:
        """What these people have asked for, and not got yet."""
        return await cases.wishes(self._session, people)

    async def pause_case(self, case: UUID, at: datetime | None, deadline: datetime) -> None:
        """Let the clock of a request stand, or run on to this deadline."""
        await cases.pause(self._session, case, at, deadline)

    async def rule(self, case: UUID, outcome: str, by: str, at: datetime) -> bool:
        """Note how a review was answered; whether it was open."""
        return await cases.rule(self._session, case, outcome, by, at)

    async def due(self, now: datetime, limit: int) -> Sequence[DueItem]:
        """Conversations whose wait is over, locked, earliest first; their rows are removed."""
        return await waiting.due(self._session, now, limit)

    async def save_consultation(
        self, document: Document, lifecycle: Lifecycle, at: datetime
    ) -> None:
        """Insert or move on a consultation, freezing its version."""
        await consulting.save_consultation(self._session, document, lifecycle, at)

    async def move_consultation(self, slug: str, lifecycle: Lifecycle, at: datetime) -> None:
        """Change where a consultation stands, and nothing else of it."""
        await consulting.move_consultation(self._session, slug, lifecycle, at)

    async def cancel_queued(self, slug: str, kinds: Sequence[MessageKind]) -> int:
        """Take back what a consultation has not sent yet of these kinds; how many messages."""
        return await consulting.cancel_queued(self._session, slug, kinds)

    async def campaign(self, digest: str, slug: str, at: datetime) -> bool:
        """Note that this content goes to this list; false where it already did."""
        return await consulting.campaign(self._session, digest, slug, at)

    async def participants(
        self, slug: str, after: UUID | None, limit: int, statuses: Sequence[Status]
    ) -> Sequence[Person]:
        """A page of a consultation's people; `after` is the last participant's id."""
        return await consulting.participants(self._session, slug, after, limit, statuses)

    async def pause(self, slug: str, by: str, at: datetime) -> None:
        """Hold everything unprompted back from the next claim on; empty: of everything."""
        await pausing.pause(self._session, slug, by, at)

    async def resume(self, slug: str) -> bool:
        """Let it go on; whether it was paused."""
        return await pausing.resume(self._session, slug)

    async def ask(self, request: LaunchRequest, order: str) -> None:
        """Keep a launch that may not leave yet."""
        await requesting.ask(self._session, request, order)

    async def decide(self, request: LaunchRequest, was: Collection[RequestState]) -> bool:
        """Move a launch on, from one of these states."""
        return await requesting.decide(self._session, request, was)

    async def take_request(self, now: datetime, lease: timedelta) -> LaunchRequest | None:
        """A launch whose hold is over, for the caller alone."""
        return await requesting.take(self._session, now, lease)

    async def add_guest(self, guest: Address, at: datetime) -> None:
        """Put an address on the guest list, once."""
        await guests.add_guest(self._session, guest, at)

    async def remove_guest(self, guest: Address) -> bool:
        """Take an address off the guest list; whether it was there."""
        return await guests.remove_guest(self._session, guest)

    async def add_staff(self, member: StaffMember, code: str, expires: datetime) -> None:
        """A new member of staff and their one-time code."""
        await staff.add_staff(self._session, member, code, expires)

    async def renew_code(self, member: UUID, code: str, expires: datetime) -> None:
        """A new one-time code; the old one is void."""
        await staff.renew_code(self._session, member, code, expires)

    async def bind_staff(self, code: str, telegram: str, now: datetime) -> StaffMember | None:
        """Use a code once: bind this Telegram account."""
        return await staff.bind_staff(self._session, code, telegram, now)

    async def remove_staff(self, member: UUID) -> None:
        """End someone's access at once."""
        await staff.remove_staff(self._session, member)

    async def audit(self, row: AuditRow) -> None:
        """Note a deed."""
        await writing.audit(self._session, [row])

    async def save_note(self, given: NewNote) -> None:
        """Keep a voice note of the words of a flow in place of the one before."""
        await notes.save_note(self._session, given)

    async def staff_among(self, accounts: Sequence[str]) -> Mapping[str, StaffMember]:
        """Those of these Telegram accounts that are bound to somebody, and to whom."""
        return await staff.staff_among(self._session, accounts)

    async def set_task(self, member: UUID, task: str) -> None:
        """Note what a member of staff is in the middle of; empty: nothing."""
        await staff.set_task(self._session, member, task)

    async def set_recording(self, member: UUID, recording: str) -> None:
        """Note what a member of staff is reading out; empty: nothing."""
        await notes.set_recording(self._session, member, recording)

    async def transcribe(self, written: Transcript) -> None:
        """Write a recorded answer down as its text, and close its case."""
        await transcribing.transcribe(self._session, written)

"""The store as the services know it.

Rule: nothing but the way from the ports to the nouns: each method is one call.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StaleConversation
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
from bot.ports import (
    AuditRow,
    Case,
    Charge,
    Clock,
    DueItem,
    InboundKey,
    Launched,
    LaunchRequest,
    Line,
    NewNote,
    Nudge,
    Pause,
    Person,
    Recording,
    RequestState,
    Rows,
    Settled,
    StaffMember,
    Standing,
    Task,
    Transcript,
)
from bot.results.profile import Group
from bot.store import (
    backups,
    caseload,
    cases,
    claiming,
    consulting,
    counting,
    files,
    guests,
    installing,
    notes,
    pausing,
    profiling,
    receiving,
    requesting,
    settling,
    sparing,
    staff,
    transcribing,
    waiting,
    writing,
)
from bot.store.bulk import Bulk
from bot.store.engine import Database
from bot.store.sealing import Seal
from bot.store.session import Sending, Session
from bot.store.wake import Listener, Wake

TRIES = 5
"""Of the sender's own statements, when PostgreSQL asks for a replay."""
_TOUCH = text("UPDATE alembic_version SET version_num = version_num")

Result = TypeVar("Result")


class SqlReader:
    """`ports.Reader` on one connection."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def launched(self) -> Sequence[Launched]:
        """Every consultation that is not a draft."""
        return await consulting.launched(self._session)

    async def document(self, version: str) -> Document | None:
        """A frozen flow by its hash."""
        return await consulting.document(self._session, version)

    async def standing(self, slug: str) -> Standing:
        """Funnel, outbox, quarantine and open cases."""
        return await counting.standing(self._session, slug)

    async def tallies(self, slug: str, facets: Sequence[str] = ()) -> Sequence[Tally]:
        """Latest answers counted in SQL, people once."""
        return await counting.tallies(self._session, slug, facets)

    async def bases(self, slug: str) -> Mapping[str, int]:
        """People per funnel word."""
        return await counting.bases(self._session, slug)

    async def funnels(self, slug: str, facet: str) -> Mapping[str, Mapping[str, int]]:
        """The funnel of each value of a facet."""
        return await counting.funnels(self._session, slug, facet)

    async def took_part(
        self, slug: str, facets: Sequence[str], *, is_everybody: bool = False
    ) -> Mapping[str, Mapping[str, int]]:
        """People who answered something, or everybody, by facet and value."""
        return await profiling.took_part(self._session, slug, facets, is_everybody=is_everybody)

    async def profile(self, slug: str) -> Sequence[Group]:
        """The community's profile of a consultation."""
        return await profiling.profile(self._session, slug)

    async def tasks(self, slug: str) -> Sequence[Task]:
        """Every task to look for people of a group, the oldest first."""
        return await profiling.tasks(self._session, slug)

    async def helpers(self, slug: str, facets: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """The link worker who has most people of each group."""
        return await profiling.helpers(self._session, slug, facets)

    async def staff(self) -> Sequence[StaffMember]:
        """Everyone, active or not."""
        return await staff.staff(self._session)

    async def addresses_known(self, addresses: Sequence[Address]) -> Mapping[Address, str]:
        """Of these, those known or not to be contacted."""
        return await receiving.addresses_known(self._session, addresses)

    async def media(self, limit: int) -> Sequence[tuple[UUID, str, str]]:
        """Files still to fetch."""
        return await files.pending(self._session, limit)

    async def notes(self) -> Sequence[Note]:
        """Voice notes of the words of flows."""
        return await notes.notes(self._session)

    async def staff_at(self, telegram: str) -> StaffMember | None:
        """Whoever of the staff this Telegram account is bound to."""
        return await staff.staff_at(self._session, telegram)

    async def case_named(self, name: str) -> Sequence[Case]:
        """Cases whose id begins so, closed ones too; at most two."""
        return await cases.case_named(self._session, name)

    async def cases_of(self, owners: Sequence[str], kinds: Sequence[CaseKind]) -> Sequence[Case]:
        """Open cases with one of these owners, the oldest first."""
        return await cases.cases_of(self._session, owners, kinds)

    async def caseload(self, link_worker: str) -> Sequence[Charge]:
        """The people of a link worker."""
        return await caseload.caseload(self._session, link_worker)

    async def unfinished(self, slug: str, person: str = "") -> Sequence[Charge]:
        """Those who may still answer; or whoever's id begins so."""
        return await caseload.unfinished(self._session, slug, person)

    async def deeds(self, actor: str, action: str, since: datetime) -> int:
        """How often somebody has done something since."""
        return await caseload.deeds(self._session, actor, action, since)

    async def handle(self, recording: UUID) -> str:
        """The provider's handle of a file; empty: there is none."""
        return await files.handle(self._session, recording)

    async def thread(self, case: Case) -> Sequence[Line]:
        """What was said in a case, in order."""
        return await cases.thread(self._session, case)

    async def recordings(self) -> Sequence[Recording]:
        """Answers by voice that are not written down yet, the oldest first."""
        return await transcribing.recordings(self._session)

    async def campaign_at(self, digest: str) -> datetime | None:
        """When this content went to this list; `None` if it did not."""
        return await consulting.campaign_at(self._session, digest)

    async def kept(self, name: str) -> str:
        """A note of the installation; empty: there is none."""
        return await installing.kept(self._session, name)

    async def pauses(self) -> Sequence[Pause]:
        """Whatever is paused, the whole installation first."""
        return await pausing.pauses(self._session)

    async def guests(self) -> Sequence[Address]:
        """Who may be written to before the installation goes live."""
        return await guests.guests(self._session)

    async def sated(self, people: Mapping[UUID, int], now: datetime) -> Mapping[UUID, datetime]:
        """Of these people, those who have had what one may get in a week."""
        return await sparing.sated(self._session, people, now)

    async def requests(self, states: Collection[RequestState]) -> Sequence[LaunchRequest]:
        """Launches in one of these states, the oldest first."""
        return await requesting.requests(self._session, states)

    async def requested(self, request: UUID) -> str:
        """What was asked for, as it was handed to `ask`."""
        return await requesting.requested(self._session, request)


class SqlTransaction(SqlReader):
    """`ports.Transaction` on the writer's connection."""

    async def note(
        self, messages: Sequence[InboundMessage], participants: Mapping[InboundKey, UUID]
    ) -> set[InboundKey]:
        """Insert what arrived, dropping repeats; the keys that were new."""
        return await receiving.note(self._session, messages, participants)

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

    async def quarantine(self, message: InboundMessage, reason: str) -> None:
        """Set a poison message aside, sealed."""
        await receiving.quarantine(self._session, message, reason)

    async def attempted(self, message: InboundMessage) -> int:
        """Count one more failed try; the tries so far."""
        return await receiving.attempted(self._session, message)

    async def save_profile(self, slug: str, groups: Sequence[Group]) -> None:
        """Keep a profile in place of the one before."""
        await profiling.save_profile(self._session, slug, groups)

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


class SqlStore:
    """`ports.Store` on SQLite or PostgreSQL; `opening.open_store` makes it."""

    def __init__(self, database: Database, seal: Seal, clock: Clock, sending: Sending) -> None:
        self.database = database
        self._seal = seal
        self._clock = clock
        self._sending = sending
        self._wake = Wake()
        self._listener: Listener | None = None

    def bucket_of(self, address: Address) -> int:
        """First byte of the address's blind index."""
        return self._seal.address(address)[0]

    async def listen(self) -> None:
        """On PostgreSQL, hear of what other processes commit."""
        if self.database.is_postgres:
            self._listener = Listener(self.database.url, self._wake)
            await self._listener.start()

    def _session(self, connection: AsyncConnection) -> Session:
        bulk = Bulk(connection, is_postgres=self.database.is_postgres)
        sending = self._sending
        return Session(bulk, self._seal, self._clock, sending.rates, sending.weekly_cap)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Session]:
        async with self.database.write() as connection:
            session = self._session(connection)
            yield session
        if session.has_written:
            self._wake.call()
            if self._listener is not None:
                self._listener.tell()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlTransaction]:
        """A write transaction: committed when its block ends, rolled back when it fails."""
        async with self._writing() as session:
            yield SqlTransaction(session)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlReader]:
        """A consistent view; changes nothing."""
        async with self.database.read() as connection:
            yield SqlReader(self._session(connection))

    async def _replayed(self, work: Callable[[Session], Awaitable[Result]]) -> Result:
        """The sender's own statements hold no state to go stale: they are simply run again."""
        for _ in range(TRIES - 1):
            with suppress(StaleConversation):
                async with self._writing() as session:
                    return await work(session)
        async with self._writing() as session:
            return await work(session)

    async def claim(
        self, channel: str, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[OutboundMessage]:
        """Rows that may leave now; their lease is committed."""
        asked = claiming.Asked(channel, now, lease, limit)
        return await self._replayed(lambda session: claiming.claim(session, asked))

    async def settle(self, results: Sequence[Settled]) -> None:
        """Write what became of them. An `opted_out` also stops the person."""
        await self._replayed(lambda session: settling.settle(session, results))

    async def report(self, reports: Sequence[DeliveryReport], now: datetime) -> None:
        """Note delivery reports; a row only rises."""
        await self._replayed(lambda session: settling.report(session, reports, now))

    async def unknown(self, channel: str, before: datetime) -> Sequence[OutboundMessage]:
        """Rows whose fate is unknown since `before`."""
        async with self.database.read() as connection:
            return await settling.unknown(self._session(connection), channel, before)

    async def next_due(self, channel: str) -> datetime | None:
        """When a claim may next find something."""
        async with self.database.read() as connection:
            return await claiming.next_due(self._session(connection), channel)

    async def save_media(self, media_id: UUID, body: bytes) -> None:
        """Keep a fetched file, sealed."""
        await self._replayed(lambda session: files.keep(session, media_id, body))

    async def load_media(self, media_id: UUID) -> bytes | None:
        """A fetched file; `None` where there is none yet."""
        async with self.database.read() as connection:
            return await files.fetched(self._session(connection), media_id)

    async def delete_media(self, now: datetime) -> int:
        """Delete the recordings whose date has come; how many."""
        return await self._replayed(lambda session: transcribing.outdated(session, now))

    async def is_writable(self) -> bool:
        """Whether a commit would succeed now: one that changes nothing is tried."""
        try:
            async with self.database.write() as connection:
                await connection.execute(_TOUCH)
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    async def wait(self, seconds: float) -> None:
        """Until something was committed that a loop may act on, or `timeout` seconds."""
        await self._wake.wait(seconds)

    async def backup(self, path: str) -> None:
        """A whole, consistent copy while writers go on (SQLite only)."""
        await backups.copy(self.database, path)

    async def aclose(self) -> None:
        """Finish what is under way and close."""
        if self._listener is not None:
            await self._listener.aclose()
        await self.database.aclose()

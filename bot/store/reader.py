"""Reading, as the services know it.

Rule: each method is one call; nothing is locked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence, Set
from datetime import datetime
from uuid import UUID

from bot.flow.structure import Document
from bot.model import (
    Address,
    CaseKind,
    Ledger,
    Note,
    Tally,
)
from bot.ports import (
    AuditRow,
    Case,
    Charge,
    Cited,
    Flag,
    Launched,
    LaunchRequest,
    Line,
    Pause,
    Recording,
    RequestState,
    Sent,
    Snapshot,
    StaffMember,
    Standing,
    Task,
)
from bot.results.profile import Group
from bot.results.respondents import Respondent
from bot.store import (
    caseload,
    cases,
    consulting,
    counting,
    evidence,
    exporting,
    files,
    guests,
    installing,
    notes,
    pausing,
    profiling,
    promising,
    receiving,
    requesting,
    snapshots,
    sparing,
    staff,
    traffic,
    transcribing,
)
from bot.store.coder import SqlCodingReader
from bot.store.moderator import SqlBallotReader


class SqlReader(SqlCodingReader, SqlBallotReader):
    """`ports.Reader` on one connection."""

    async def launched(self) -> Sequence[Launched]:
        """Every consultation that is not a draft."""
        return await consulting.launched(self._session)

    async def document(self, version: str) -> Document | None:
        """A frozen flow by its hash."""
        return await consulting.document(self._session, version)

    async def standing(self, slug: str) -> Standing:
        """Funnel, outbox, quarantine and open cases."""
        return await counting.standing(self._session, slug)

    async def tallies(
        self, slug: str, facets: Sequence[str] = (), *, is_coded: bool = False
    ) -> Sequence[Tally]:
        """Latest answers counted in SQL, people once."""
        return await counting.tallies(self._session, slug, facets, is_coded=is_coded)

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

    async def snapshots(self, slug: str) -> Sequence[Snapshot]:
        """Every snapshot of a consultation's figures, the oldest first."""
        return await snapshots.snapshots(self._session, slug)

    async def last_snapshot(self, slug: str) -> Snapshot | None:
        """The last of them; `None`: there is none."""
        return await snapshots.last_snapshot(self._session, slug)

    def respondents(self, slug: str, *, with_text: bool) -> AsyncIterator[Respondent]:
        """Everybody who answered something, one after another."""
        return exporting.respondents(self._session, slug, with_text=with_text)

    async def sent(self, slug: str) -> Sequence[Sent]:
        """Messages by kind, language, channel and what became of them."""
        return await evidence.sent(self._session, slug)

    async def wordings(self, slug: str) -> Sequence[Cited]:
        """The wordings that answers were given to."""
        return await evidence.wordings(self._session, slug)

    async def deeds_on(self, slug: str) -> Sequence[AuditRow]:
        """Everything on record about a consultation."""
        return await evidence.deeds(self._session, slug)

    async def versions(self, slug: str) -> Sequence[str]:
        """Hashes of the questions that anybody was asked."""
        return await exporting.versions(self._session, slug)

    async def tasks(self, slug: str) -> Sequence[Task]:
        """Every task to look for people of a group, the oldest first."""
        return await profiling.tasks(self._session, slug)

    async def helpers(self, slug: str, facets: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """The link worker who has most people of each group."""
        return await profiling.helpers(self._session, slug, facets)

    async def staff(self) -> Sequence[StaffMember]:
        """Everyone, active or not."""
        return await staff.staff(self._session)

    async def flags(self, since: datetime) -> Sequence[Flag]:
        """Addresses that were noticed since to send too much."""
        return await traffic.flags(self._session, since)

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

    async def reviews(self, slug: str = "") -> Sequence[Case]:
        """Open reviews of a consultation, or of all, those due first."""
        return await cases.reviews(self._session, slug)

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

    async def ledger(self, slug: str) -> Ledger:
        """What a consultation has recorded of answering back."""
        return await promising.ledger(self._session, slug)

    async def deed_at(self, action: str, subject: str) -> datetime | None:
        """When the audit last tells of a deed."""
        return await promising.deed_at(self._session, action, subject)

    async def last_used(self, talks: Mapping[UUID, int]) -> Mapping[UUID, tuple[str, datetime]]:
        """The channel by which each answered last, and when."""
        return await promising.last_used(self._session, talks)

    async def shared(self, addresses: Collection[Address]) -> Set[Address]:
        """Those that lead to more than one person."""
        return await promising.shared(self._session, addresses)

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

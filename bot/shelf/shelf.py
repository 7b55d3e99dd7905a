"""The shelf itself: all that is running, and the one catalogue it speaks from.

Rule: words change in one step, all together, or not at all: a catalogue that cannot be used leaves
the old one, and the words that the consultations had with it, in place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from msgspec.structs import replace

from bot.errors import FlowError, Refused
from bot.flow.compiled import CompiledFlow, compile_flow
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue
from bot.logs import get_logger
from bot.model import Ballot, Conversation, Note
from bot.ports import Launched, Person, Store
from bot.shelf import labels
from bot.shelf.ballots import ballots
from bot.shelf.running import NO_BALLOT, Running, draft, place, with_ballot

log = get_logger()

WORDING = "wording"
"""Name of the installation's note that changes whenever the words are to be read again."""
LIVE = "live"
"""Name of its note that ends the trial, in which guests alone are written to; it holds who did."""
LABELS = "labels"
"""Name of its note of what options are and were called."""

Reread: TypeAlias = Callable[[Sequence[Document], str], Catalogue]
"""Reads the files again and judges them for these consultations, given the note.

Raises:
    FlowError: they cannot be used.
"""


class Shelf:
    """All that is running, by slug, and every version that somebody is still on."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        reread: Reread | None = None,
        drafts: Callable[[], Sequence[Document]] = tuple,
        public_url: str = "",
    ) -> None:
        """`reread`: how to take up new words; without it, the words stay those of the start.
        `drafts` reads the flows of the folder, launched or not. `public_url`: where pages are."""
        self._public_url = public_url.rstrip("/")
        self._store = store
        self._drafts = drafts
        self._notes: Mapping[tuple[str, str], Note] = MappingProxyType({})
        self._catalogue = catalogue
        self._reread = reread
        self._running: Mapping[str, Running] = {}
        self._versions: dict[str, CompiledFlow] = {}
        self._ballots: Mapping[str, Ballot] = {}
        self._opened: dict[str, CompiledFlow] = {}
        """Versions with what residents have added to them."""
        self._names: labels.Names = {}
        self._noted = ""
        self._wording = ""
        self._turn = asyncio.Lock()

    @property
    def catalogue(self) -> Catalogue:
        """All languages."""
        return self._catalogue

    async def refresh(self) -> None:
        """Read again what has been launched, moved on, edited or reworded by another process."""
        async with self._turn:
            async with self._store.read() as reader:
                launched = await reader.launched()
                notes = await reader.notes()
                wording, noted = await reader.kept(WORDING), await reader.kept(LABELS)
                self._take_ballots(await ballots(reader, launched))
            self._notes = MappingProxyType({(each.language, each.key): each for each in notes})
            if wording != self._wording and self._reread is not None:
                launched = await self._take_up(self._reread, launched, wording)
            self._settle(launched, noted)

    def _take_ballots(self, found: Mapping[str, Ballot]) -> None:
        if found != self._ballots:
            self._ballots, self._opened = found, {}

    async def keep_labels(self) -> None:
        """Note what options are called now, for whoever still answers to it after a change."""
        text = labels.dumped(self._names)
        if text != self._noted and self._names:
            async with self._store.begin() as transaction:
                await transaction.keep(LABELS, text)
            self._noted = text

    async def _take_up(
        self, reread: Reread, launched: Sequence[Launched], wording: str
    ) -> Sequence[Launched]:
        """New words for all that runs; what is refused is not tried again until it changes."""
        self._wording = wording
        try:
            documents = [each.document for each in launched]
            self._catalogue = await asyncio.to_thread(reread, documents, wording)
        except FlowError as error:
            log.error("wording.refused", count=len(error.problems), code=error.problems[0].code)
            return [self._as_before(each) for each in launched]
        log.info("wording.taken", count=len(launched))
        return launched

    def _as_before(self, launched: Launched) -> Launched:
        """Its words as they were, where it has been reworded."""
        before = self._running.get(launched.slug)
        known = before.launched.document if before else launched.document
        is_same = known.version == launched.document.version
        return replace(launched, document=known) if is_same else launched

    def _settle(self, launched: Sequence[Launched], noted: str) -> None:
        before = self._running
        placed = {each.slug: self._place(each, before.get(each.slug)) for each in launched}
        is_same = all(each is before.get(slug) for slug, each in placed.items())
        if not is_same or noted != self._noted:
            self._names = labels.remembered(labels.parsed(noted), placed.values())
            self._noted = noted
            placed = {slug: self._with_names(each) for slug, each in placed.items()}
        self._running = placed

    def _with_names(self, running: Running) -> Running:
        former = labels.former(self._names, running.slug)
        if running.wording.former == former:
            return running
        return replace(running, wording=running.wording.remembering(former))

    def _place(self, launched: Launched, before: Running | None) -> Running:
        is_known = before is not None and before.catalogue is self._catalogue
        ballot = self._ballots.get(launched.slug, NO_BALLOT)
        is_known = is_known and before is not None and before.ballot == ballot
        if before is None or not is_known or before.launched != launched:
            page = f"{self._public_url}/c/{launched.slug}" if self._public_url else ""
            fresh = place(launched, self._catalogue, ballot)
            return replace(fresh, notes=self._notes, page=page)
        return before if before.notes == self._notes else replace(before, notes=self._notes)

    async def recordable(self) -> Mapping[str, Running]:
        """What may be recorded as voice notes: all that runs, and what is still to be launched,
        read anew."""
        drafts = await asyncio.to_thread(self._drafts)
        catalogue = self._catalogue
        return {**{each.flow.slug: draft(each, catalogue) for each in drafts}, **self._running}

    def running(self, slug: str) -> Running | None:
        """One consultation; `None` where it is a draft or unknown."""
        return self._running.get(slug)

    def named(self, slug: str) -> Running:
        """One consultation, as last read.

        Raises:
            Refused: none of that name was launched here.
        """
        running = self._running.get(slug)
        if running is None:
            raise Refused(f"No consultation called {slug} was launched here.")
        return running

    async def known(self, slug: str) -> Running:
        """One consultation, as it stands in the store now.

        Raises:
            Refused: none of that name was launched here.
        """
        await self.refresh()
        return self.named(slug)

    def all(self) -> Sequence[Running]:
        """Every one that was launched, in order of slug."""
        return [self._running[slug] for slug in sorted(self._running)]

    def by_slug(self) -> dict[str, Running]:
        """The same by slug."""
        return {running.slug: running for running in self.all()}

    def open(self) -> Sequence[Running]:
        """Those that take answers."""
        return [running for running in self.all() if running.is_open]

    async def flow(self, version: str) -> CompiledFlow | None:
        """A version that somebody began with; `None` where the store does not have it."""
        known = self._versions.get(version) or self._newest(version)
        if known is None:
            async with self._store.read() as reader:
                document = await reader.document(version)
            if document is None:
                return None
            known = compile_flow(document.flow)
        self._versions[version] = known
        return self._with_ballot(version, known)

    def _with_ballot(self, version: str, flow: CompiledFlow) -> CompiledFlow:
        ballot = self._ballots.get(flow.flow.slug, NO_BALLOT)
        if ballot == NO_BALLOT or not flow.several:
            return flow
        opened = self._opened.get(version)
        if opened is None:
            opened = self._opened[version] = with_ballot(flow, ballot)
        return opened

    def _newest(self, version: str) -> CompiledFlow | None:
        return next(
            (
                compile_flow(running.launched.document.flow)
                for running in self._running.values()
                if running.launched.document.version == version
            ),
            None,
        )

    async def flows_of(self, people: Iterable[Person]) -> dict[str, CompiledFlow]:
        """Every version those people are on, compiled; read from the store only the first time."""
        flows: dict[str, CompiledFlow] = {}
        for person in people:
            for conversation in person.conversations:
                if conversation.version in flows:
                    continue
                found = await self.standing_of(conversation)
                if found is not None:
                    flows[conversation.version] = found[1]
        return flows

    async def standing_of(self, conversation: Conversation) -> tuple[Running, CompiledFlow] | None:
        """The consultation and the pinned flow of a conversation, read anew where unknown."""
        if self.running(conversation.consultation) is None:
            await self.refresh()
        running = self.running(conversation.consultation)
        flow = await self.flow(conversation.version)
        return None if running is None or flow is None else (running, flow)

"""The consultations that are running, kept ready in memory.

Rule: what is here can always be read again from the store; nothing per person is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from bot.flow.compiled import CompiledFlow, compile_flow
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue, Wording
from bot.model import Conversation, Lifecycle, Limits, Note
from bot.ports import Launched, Store
from bot.render import Scene


class Running(Struct, frozen=True, eq=False):
    """A launched consultation with its flow compiled and its words at hand."""

    launched: Launched
    compiled: CompiledFlow
    wording: Wording
    catalogue: Catalogue
    notes: Mapping[tuple[str, str], Note] = MappingProxyType({})
    """Voice notes of all consultations, by language and by what they say."""

    @property
    def slug(self) -> str:
        """Its name."""
        return self.launched.slug

    @property
    def is_open(self) -> bool:
        """Whether answers are still taken."""
        return self.launched.lifecycle is Lifecycle.OPEN

    @property
    def languages(self) -> tuple[str, ...]:
        """Offered to residents."""
        return self.launched.document.plan.languages

    def scene(self, limits: Limits, flow: CompiledFlow | None = None) -> Scene:
        """What rendering needs, for one channel, and (for people on an earlier version) another
        flow than the newest."""
        return _scene(self, flow or self.compiled, limits)


@lru_cache(maxsize=256)
def _scene(running: Running, flow: CompiledFlow, limits: Limits) -> Scene:
    """One and the same for everybody: what `render` remembers, it remembers by scene."""
    return Scene(
        flow=flow.on(limits),
        plan=running.launched.document.plan,
        wording=running.wording,
        catalogue=running.catalogue,
        limits=limits,
        notes=running.notes,
    )


class Shelf:
    """All that is running, by slug, and every version that somebody is still on."""

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        drafts: Callable[[], Sequence[Document]] = tuple,
    ) -> None:
        """`drafts` reads the flows of the folder, launched or not."""
        self._store = store
        self._drafts = drafts
        self._notes: Mapping[tuple[str, str], Note] = MappingProxyType({})
        self._catalogue = catalogue
        self._running: Mapping[str, Running] = {}
        self._versions: dict[str, CompiledFlow] = {}

    @property
    def catalogue(self) -> Catalogue:
        """All languages."""
        return self._catalogue

    async def refresh(self) -> None:
        """Read again what has been launched, moved on or edited by another process."""
        async with self._store.read() as reader:
            launched = await reader.launched()
            notes = await reader.notes()
        self._notes = MappingProxyType({(each.language, each.key): each for each in notes})
        before = self._running
        self._running = {each.slug: self._place(each, before.get(each.slug)) for each in launched}

    def _place(self, launched: Launched, before: Running | None) -> Running:
        if before is not None and before.launched == launched:
            return before if before.notes == self._notes else replace(before, notes=self._notes)
        return replace(place(launched, self._catalogue), notes=self._notes)

    async def recordable(self) -> Mapping[str, Running]:
        """What may be recorded as voice notes: all that runs, and what is still to be launched,
        read anew."""
        drafts = await asyncio.to_thread(self._drafts)
        return {**{each.flow.slug: self._draft(each) for each in drafts}, **self._running}

    def _draft(self, document: Document) -> Running:
        at = datetime.min.replace(tzinfo=UTC)
        launched = Launched(document.flow.slug, Lifecycle.DRAFT, document, at)
        return place(launched, self._catalogue)

    def running(self, slug: str) -> Running | None:
        """One consultation; `None` where it is a draft or unknown."""
        return self._running.get(slug)

    def all(self) -> Sequence[Running]:
        """Every one that was launched, in order of slug."""
        return [self._running[slug] for slug in sorted(self._running)]

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
        return known

    def _newest(self, version: str) -> CompiledFlow | None:
        return next(
            (
                running.compiled
                for running in self._running.values()
                if running.launched.document.version == version
            ),
            None,
        )

    async def standing_of(self, conversation: Conversation) -> tuple[Running, CompiledFlow] | None:
        """The consultation and the pinned flow of a conversation, read anew where unknown."""
        if self.running(conversation.consultation) is None:
            await self.refresh()
        running = self.running(conversation.consultation)
        flow = await self.flow(conversation.version)
        return None if running is None or flow is None else (running, flow)


def place(launched: Launched, catalogue: Catalogue) -> Running:
    """Make a consultation ready, without a store (`chat` and the transcripts do this too)."""
    document = launched.document
    wording = catalogue.wording(document.texts, document.flow.language, launched.slug)
    return Running(launched, compile_flow(document.flow), wording, catalogue)

"""One launched consultation, ready to be spoken.

Rule: immutable; a change of words or of questions makes another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct

from bot.flow.compiled import CompiledFlow, compile_flow
from bot.flow.structure import Document
from bot.language.catalogue import Catalogue, Wording
from bot.model import Conversation, Lifecycle, Limits, Note, Participant
from bot.ports import Launched
from bot.render import Scene


class Running(Struct, frozen=True, eq=False):
    """A launched consultation with its flow compiled and its words at hand."""

    launched: Launched
    compiled: CompiledFlow
    wording: Wording
    catalogue: Catalogue
    notes: Mapping[tuple[str, str], Note] = MappingProxyType({})
    """Voice notes of all consultations, by language and by what they say."""
    page: str = ""
    """Address of its public page; empty where the installation has none."""

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

    def conversation(self, key: UUID, who: Participant, language: str) -> Conversation:
        """Somebody's conversation in it, not begun. An empty language: they must choose one."""
        return Conversation(
            id=key,
            bucket=who.bucket,
            participant=who.id,
            consultation=self.slug,
            version=self.launched.document.version,
            language=language,
        )

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
        page=running.page,
    )


def place(launched: Launched, catalogue: Catalogue) -> Running:
    """Make a consultation ready, without a store (`chat` and the transcripts do this too)."""
    document = launched.document
    wording = catalogue.wording(document.texts, document.flow.language, launched.slug)
    return Running(launched, compile_flow(document.flow), wording, catalogue)


def draft(document: Document, catalogue: Catalogue) -> Running:
    """A consultation as it would run, whether or not it ever is launched."""
    at = datetime.min.replace(tzinfo=UTC)
    return place(Launched(document.flow.slug, Lifecycle.DRAFT, document, at), catalogue)

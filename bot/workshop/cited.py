"""The words behind the fingerprints that answers cite, as far as they can still be made.

Rule: a fingerprint proves its words; where today's catalogues do not make it, no other words stand
in their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from bot.flow.structure import Document
from bot.model import Limits, Say
from bot.ports import Cited
from bot.render import Words, fingerprint, reader_of, render
from bot.shelf import Running, draft, place
from bot.workshop.leading import Leads, leads_of
from bot.workshop.putting import Put, puts_of


class Proved(Struct, frozen=True):
    """A wording that was answered, and its words."""

    cited: Cited
    words: str
    """Of the question alone, as SMS shows it; empty: they are not known any more."""


def proved(
    running: Running,
    documents: Sequence[Document],
    cited: Sequence[Cited],
    limits: Mapping[str, Limits],
) -> Iterator[Proved]:
    """Each wording with its words, made anew from the version that it belongs to.

    Args:
        running: the consultation as it stands.
        documents: every version that anybody was asked.
        cited: what answers cite, by question, language and version.
        limits: of each channel.
    """
    spoken = {each.version: _as_it_was(each, running) for each in documents}
    spoken[running.launched.document.version] = running
    for (step, language, version), of in groupby(
        cited, lambda each: (each.step, each.language, each.version)
    ):
        wanted = list(of)
        made: Mapping[str, str] = {}
        if version in spoken:
            search = _Search(spoken[version], language, tuple(limits.values()))
            made = search.find(step, {each.wording for each in wanted})
        yield from (Proved(each, made.get(each.wording, "")) for each in wanted)


def _as_it_was(document: Document, running: Running) -> Running:
    """An earlier version, with what residents have added to it."""
    return place(draft(document, running.catalogue).launched, running.catalogue, running.ballot)


class _Search(Struct, frozen=True):
    """Looks for the words of one version in one language."""

    running: Running
    language: str
    limits: Sequence[Limits]

    def find(self, answered: str, wanted: set[str]) -> Mapping[str, str]:
        """Words by fingerprint, until all that is wanted is found: first of questions by
        themselves, then led by sentences that may stand before them."""
        puts = self._puts(answered)
        if not puts:
            return {}
        found: dict[str, Put] = {}
        for lead in _shortest_first(leads_of(self.running, answered, self.language, self.limits)):
            if wanted <= found.keys():
                break
            made = ((fingerprint(tag, used | lead), put) for (tag, used), put in puts.items())
            found |= {each: put for each, put in made if each in wanted}
        return {each: self._shown(put.say) for each, put in found.items()}

    def _puts(self, answered: str) -> Mapping[tuple[str, Words], Put]:
        """Each way of putting the question that differs by its words."""
        known: dict[tuple[str, Words], Put] = {}
        for put in puts_of(self.running, answered, self.language, self.limits):
            known.setdefault(put.words, put)
        return known

    def _shown(self, say: Say) -> str:
        reader = reader_of(self.language, self.running.slug, say.ask)
        scene = self.running.scene(self.limits[0])
        return "\n\n".join(each.body for each in render(say, reader, scene))


def _shortest_first(leads: Leads) -> Iterator[Words]:
    """What may stand before a question: nothing, one sentence, several."""
    yield frozenset()
    yield from leads.passed
    yield from leads.single
    for passed in leads.passed:
        yield from (each | passed for each in leads.single)
    for first in leads.first:
        yield from (first | each for each in leads.single)
        for passed in leads.passed:
            yield from (first | each | passed for each in leads.single)

"""The words behind the fingerprints that answers cite, as far as they can still be made.

Rule: a fingerprint proves its words; where today's catalogues do not make it, no other words stand
in their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from bot.flow.structure import Document, Step
from bot.model import Limits, Phrase, Say
from bot.ports import Cited
from bot.questions.statements import Statements, step_of
from bot.render import Scene, reader_of, render
from bot.shelf import Running, draft
from bot.workshop.entries import is_sent


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
    spoken = {each.version: draft(each, running.catalogue) for each in documents}
    spoken[running.launched.document.version] = running
    for (step, language, version), of in groupby(
        cited, lambda each: (each.step, each.language, each.version)
    ):
        wanted = list(of)
        here = spoken.get(version)
        asked = _asked(here, step) if here is not None else None
        made: Mapping[str, str] = {}
        if here is not None and asked is not None:
            scenes = [here.scene(each) for each in limits.values()]
            made = _made(asked, scenes, language, {each.wording for each in wanted})
        yield from (Proved(each, made.get(each.wording, "")) for each in wanted)


def _asked(running: Running, answered: str) -> Say | None:
    """How the question is put, by itself; `None`: that version has none of this name."""
    name, statement = step_of(answered)
    flow = running.compiled
    if not flow.has(name) or flow.is_ending(name):
        return None
    step: Step = flow.step(name)
    said = Say(ask=name, order=step.question.options(), statement=statement)
    if isinstance(step.question, Statements):
        return replace(said, nth=(1, 2))
    return said


def _made(say: Say, scenes: Sequence[Scene], language: str, wanted: set[str]) -> Mapping[str, str]:
    """Words by fingerprint, until all that is wanted is found: first the question by itself, then
    led by one sentence."""
    reader = reader_of(language, scenes[0].flow.flow.slug, say.ask)
    plain = "\n\n".join(each.body for each in render(say, reader, scenes[0]))
    found: dict[str, str] = {}
    for variant in _variants(say, scenes[0], language):
        if wanted <= found.keys():
            break
        for scene in scenes:
            found |= {each.wording: plain for each in render(variant, reader, scene)}
    return found


def _variants(say: Say, scene: Scene, language: str) -> Iterator[Say]:
    slug = scene.flow.flow.slug
    own = (f"{slug}.invitation", f"{slug}.reminders")
    texts = scene.wording.patched(language)
    leads = [key for key in (*own, *texts) if key in texts and (key in own or is_sent(key))]
    for phrases in ((), *((Phrase(key),) for key in dict.fromkeys(leads))):
        for progress in ((1, 2), None):
            yield replace(say, phrases=phrases, progress=progress)

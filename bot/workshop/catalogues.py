"""What is wrong with the catalogues, and what a consultation still lacks in each language.

Rule: everything is found at once, with file and line; what a launch refuses is an error, what a
person may take on themselves is a warning.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from bot.errors import Problem
from bot.flow.compiled import compile_flow
from bot.flow.structure import Document, Step
from bot.language.catalogue import Catalogue, Entry, Language
from bot.language.folding import fold, loosen
from bot.language.languages import SOURCE
from bot.model import Conversation, Limits, Say
from bot.render import Scene, render
from bot.workshop.entries import entry_problems

LIMIT_PARTS = 3
"""SMS parts that one question may cost."""
_SMS = Limits(has_buttons=False, is_billed_by_segment=True, limit_chars=1600, media=frozenset())
_LONGEST = (10, 10)
"""Progress as wide as it gets on a permitted flow."""


class Bench(Struct, frozen=True):
    """One language of one consultation, being looked at."""

    catalogue: Catalogue
    document: Document
    language: Language

    def entry(self, key: str) -> Entry | None:
        """What this language's files say of a key."""
        return self.catalogue.entries[self.language.tag].get(key)


def check(
    catalogue: Catalogue, documents: Sequence[Document], folder: Path
) -> tuple[Problem, ...]:
    """Every problem of the catalogues in `folder`, and of these consultations in each language
    that they declare; errors and warnings, in the order of the files."""
    problems: list[Problem] = []
    for tag, entries in catalogue.entries.items():
        for entry in entries.values():
            problems += entry_problems(entry, catalogue.language(tag))
    problems += _leftovers(catalogue, documents)
    for document in documents:
        for tag in document.plan.languages:
            if tag in catalogue.languages:
                bench = Bench(catalogue, document, catalogue.language(tag))
                problems += _lacks(bench, folder)
                problems += _options(bench)
                problems += _parts(bench)
    return tuple(sorted(set(problems)))


# ── Completeness ──────────────────────────────────────────────────────────────────────────────


def _lacks(bench: Bench, folder: Path) -> Iterator[Problem]:
    tag, flow = bench.language.tag, bench.document.flow
    lack = bench.catalogue.readiness(tag, bench.document.texts, flow.language)
    for key in lack.missing:
        file = folder / tag / f"{_file_of(key)}.po"
        entry = bench.entry(key)
        line = entry.line if entry else 1
        message = f"{key} has no translation. Add it: people would read another language."
        yield Problem(file.as_posix(), line, 1, "W-201", message)
    for key in lack.stale:
        entry = bench.entry(key)
        if entry is not None:
            message = f"{key}: the source has changed since. Look at it, then update its msgid."
            yield Problem(entry.file, entry.line, 1, "W-202", message)
    if lack.unreviewed:
        file = folder / tag / "review.csv"
        message = (
            f"{flow.slug}: {len(lack.unreviewed)} texts are drafts that nobody has approved. "
            "Have a speaker read them."
        )
        yield Problem(file.as_posix(), 1, 1, "W-203", message, "warning")


def _file_of(key: str) -> str:
    first = key.partition(".")[0]
    return "bot" if first in {"bot", "block"} else first


def _leftovers(catalogue: Catalogue, documents: Sequence[Document]) -> Iterator[Problem]:
    """Translations of what is no longer said, in files that we can judge."""
    used = {key for document in documents for key in document.texts}
    used |= {key for key in catalogue.entries[SOURCE] if key.startswith("bot.")}
    judged = {"bot", *({"block"} if documents else ()), *(d.flow.slug for d in documents)}
    for entries in catalogue.entries.values():
        for entry in entries.values():
            if entry.key.partition(".")[0] in judged and entry.key not in used:
                message = f"{entry.key} is not used any more. Delete it."
                yield Problem(entry.file, entry.line, 1, "W-204", message, "warning")


# ── Options ───────────────────────────────────────────────────────────────────────────────────


def _options(bench: Bench) -> Iterator[Problem]:
    reserved = _reserved(bench)
    for step in bench.document.flow.steps:
        taken: dict[str, str] = {}
        for option, entry, name in _names(bench, step):
            other = taken.setdefault(fold(name), option)
            if other != option:
                message = f'"{name}" could mean "{other}" or "{option}". Tell them apart.'
                yield _at(entry, "W-211", step, message)
            if loosen(fold(name)) in reserved:
                message = f'"{name}" is a word that works at any time. Choose another.'
                yield _at(entry, "W-212", step, message)


def _at(entry: Entry, code: str, step: Step, message: str) -> Problem:
    return Problem(entry.file, entry.line, 1, code, f"{step.id}: {message}")


def _names(bench: Bench, step: Step) -> Iterator[tuple[str, Entry, str]]:
    """Everything that an option of this step may be called in this language: labels first, so
    that a spelling is the one to move where the two collide."""
    for part in ("choices", "also"):
        for option in step.question.options():
            entry = bench.entry(step.key(f"{part}.{option}"))
            if entry is not None:
                yield from ((option, entry, name) for name in entry.text.splitlines() if name)


def _reserved(bench: Bench) -> Mapping[str, object]:
    """Folded words that a reply can not be: commands, and STOP in any language."""
    if SOURCE not in bench.catalogue.words:
        return bench.catalogue.commands
    commands = bench.catalogue.lexicon(bench.language.tag).commands
    return {**bench.catalogue.commands, **commands}


# ── Length ────────────────────────────────────────────────────────────────────────────────────


def _parts(bench: Bench) -> Iterator[Problem]:
    """Questions that cost too much by SMS, as a reader of this language gets them."""
    document, tag = bench.document, bench.language.tag
    flow = compile_flow(document.flow).on(_SMS)
    wording = bench.catalogue.wording(document.texts, document.flow.language, document.flow.slug)
    scene = Scene(flow, document.plan, wording, bench.catalogue, _SMS)
    reader = _reader(document, tag)
    for step in document.flow.steps:
        entry = bench.entry(step.key("text"))
        asked = flow.step(step.id)
        if entry is None or asked.question.is_silent:
            continue
        is_counted = not (step.about or asked.question.type == "consent")
        progress = _LONGEST if is_counted else None
        say = Say(ask=step.id, order=asked.question.options(), progress=progress)
        units = sum(rendered.units for rendered in render(say, reader, scene))
        if units > LIMIT_PARTS:
            message = f"{step.id} takes {units} SMS parts; at most {LIMIT_PARTS}. Shorten it."
            yield Problem(entry.file, entry.line, 1, "W-213", message)


def _reader(document: Document, tag: str) -> Conversation:
    nobody = uuid.UUID(int=0)
    return Conversation(
        id=nobody,
        bucket=0,
        participant=nobody,
        consultation=document.flow.slug,
        version=document.version,
        language=tag,
    )

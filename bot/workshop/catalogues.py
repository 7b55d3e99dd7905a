"""What is wrong with the catalogues, and what a consultation still lacks in each language.

Rule: everything is found at once, with file and line; what a launch refuses is an error, what a
person may take on themselves is a warning, and what is only worth knowing is a note. A language
that no consultation speaks yet is looked at too: what it lacks is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from bot.errors import Problem
from bot.flow.structure import Document, Step
from bot.language.catalogue import Catalogue, Entry, Language, Readiness
from bot.language.folding import exact, fold, loosen
from bot.language.languages import SOURCE
from bot.language.segments import count
from bot.render import Scene
from bot.workshop.budgets import LIMIT_PARTS, Spent, by_sms, plainly, spent
from bot.workshop.entries import GSM_SCRIPT, entry_problems, told

_SHOWN = 3


class Bench(Struct, frozen=True):
    """One language of one consultation, being looked at."""

    catalogue: Catalogue
    document: Document
    language: Language

    @property
    def is_spoken(self) -> bool:
        """Whether the consultation offers this language."""
        return self.language.tag in self.document.plan.languages

    def entry(self, key: str) -> Entry | None:
        """What this language's files say of a key."""
        return self.catalogue.entries[self.language.tag].get(key)


def check(
    catalogue: Catalogue, documents: Sequence[Document], folder: Path
) -> tuple[Problem, ...]:
    """Every problem of the catalogues in `folder`, and of these consultations in each language
    that has words; errors, warnings and notes, in the order of the files."""
    problems: list[Problem] = []
    for tag, entries in catalogue.entries.items():
        language = catalogue.language(tag)
        if not language.is_pseudo:
            for entry in entries.values():
                problems += entry_problems(entry, language)
    problems += _leftovers(catalogue, documents)
    for document in documents:
        scene = by_sms(document, catalogue)
        for bench in _benches(catalogue, document):
            problems += _lacks(bench, folder)
            problems += _options(bench)
            problems += _parts(bench, scene)
    return tuple(sorted(set(problems)))


def alike(catalogue: Catalogue, document: Document) -> Iterator[Problem]:
    """Options of one consultation that collide in a translation, or are words for something
    else."""
    for bench in _benches(catalogue, document):
        yield from _options(bench)


def _benches(catalogue: Catalogue, document: Document) -> Iterator[Bench]:
    for tag in spoken_or_begun(catalogue, document):
        yield Bench(catalogue, document, catalogue.language(tag))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that nothing may be launched or served with."""
    return tuple(problem for problem in problems if problem.severity == "error")


def spoken_or_begun(catalogue: Catalogue, document: Document) -> tuple[str, ...]:
    """The languages that a consultation offers, and those it is translated into so far."""
    start = f"{document.flow.slug}."
    return tuple(
        tag
        for tag, language in catalogue.languages.items()
        if not language.is_pseudo
        and (
            tag in document.plan.languages
            or any(key.startswith(start) for key in catalogue.entries[tag])
        )
    )


# ── Completeness ──────────────────────────────────────────────────────────────────────────────


def _lacks(bench: Bench, folder: Path) -> Iterator[Problem]:
    tag, flow = bench.language.tag, bench.document.flow
    lack = bench.catalogue.readiness(tag, bench.document.texts, flow.language)
    if bench.is_spoken:
        yield from _missing(bench, lack.missing, folder)
        yield from _stale(bench, lack.stale)
    else:
        yield from _unfinished(bench, lack, folder)
    if lack.unreviewed:
        file = folder / tag / "review.csv"
        message = (
            f"{flow.slug}: drafts that nobody has approved: {len(lack.unreviewed)}. "
            "Have a speaker read them."
        )
        yield Problem(file.as_posix(), 1, 1, "W-203", message, "warning")


def _missing(bench: Bench, keys: Sequence[str], folder: Path) -> Iterator[Problem]:
    for key in keys:
        file = folder / bench.language.tag / f"{_file_of(key)}.po"
        entry = bench.entry(key)
        line = entry.line if entry else 1
        message = f"{key} has no translation. Add it: people would read another language."
        yield Problem(file.as_posix(), line, 1, "W-201", message)


def _stale(bench: Bench, keys: Sequence[str]) -> Iterator[Problem]:
    for key in keys:
        entry = bench.entry(key)
        if entry is None:
            continue
        remedy = "Look at it, then update its msgid."
        if entry.is_fuzzy:
            remedy = "Look at it, then take its fuzzy mark away."
        message = f"{key}: the source has changed since. {remedy}"
        yield Problem(entry.file, entry.line, 1, "W-202", message)


def _unfinished(bench: Bench, lack: Readiness, folder: Path) -> Iterator[Problem]:
    """What a language that is not offered yet still lacks: one line for each sort."""
    slug = bench.document.flow.slug
    file = (folder / bench.language.tag / f"{slug}.po").as_posix()
    sorts = (
        ("W-201", lack.missing, "not translated"),
        ("W-202", lack.stale, "stale"),
    )
    for code, keys, what in sorts:
        if keys:
            some = ", ".join(keys[:_SHOWN]) + ("…" if len(keys) > _SHOWN else "")
            message = f"{slug}: {what}: {len(keys)} ({some}). It is not offered yet."
            yield Problem(file, 1, 1, code, message, "warning")


def _file_of(key: str) -> str:
    first = key.partition(".")[0]
    return "bot" if first in {"bot", "block"} else first


def _leftovers(catalogue: Catalogue, documents: Sequence[Document]) -> Iterator[Problem]:
    """Translations of what is no longer said, in files that we can judge."""
    used = {key for document in documents for key in document.texts}
    used |= {key for key in catalogue.entries[SOURCE] if key.startswith("bot.")}
    judged = {"bot", *(_owner(key) for key in used)}  # a block that no flow uses waits for one
    for entries in catalogue.entries.values():
        for entry in entries.values():
            if _owner(entry.key) in judged and entry.key not in used:
                message = f"{entry.key} is not used any more. Delete it."
                yield Problem(entry.file, entry.line, 1, "W-204", message, "warning")


def _owner(key: str) -> str:
    """The flow, or the block, whose words they are."""
    first, second, *_ = (*key.split("."), "")
    return f"{first}.{second}" if first == "block" else first


# ── Options ───────────────────────────────────────────────────────────────────────────────────


def _options(bench: Bench) -> Iterator[Problem]:
    reserved = _Reserved.of(bench)
    for step in bench.document.flow.steps:
        taken: dict[str, str] = {}
        for option, entry, name in _names(bench, step):
            other = taken.setdefault(fold(name), option)
            if other != option:
                message = f'"{name}" could mean "{other}" or "{option}". Tell them apart.'
                yield _at(entry, "W-211", step, message)
            if why := reserved.why(name):
                yield _at(entry, "W-212", step, f'"{name}" {why}. Choose another.')


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


class _Reserved(Struct, frozen=True):
    """Words that an answer can not be, in one language."""

    commands: Mapping[str, object]
    """Folded: those of this language and of English, and STOP in any."""
    on_sms: frozenset[str]
    """Folded: what the SMS provider itself takes for STOP or HELP."""
    stops: frozenset[str]
    """STOP where only its accents tell it from another word."""

    @classmethod
    def of(cls, bench: Bench) -> _Reserved:
        catalogue = bench.catalogue
        if SOURCE not in catalogue.words:
            return cls(catalogue.commands, frozenset(), frozenset())
        lexicon = catalogue.lexicon(bench.language.tag)
        return cls(
            {**catalogue.commands, **lexicon.commands},
            lexicon.stop_on_sms | lexicon.help_on_sms,
            lexicon.exact_stops,
        )

    def why(self, name: str) -> str:
        """What it is already; empty: nothing."""
        folded = loosen(fold(name))
        if folded in self.commands or exact(name) in self.stops:
            return "is a word that works at any time"
        return "is a word that the SMS provider keeps for itself" if folded in self.on_sms else ""


# ── Length ────────────────────────────────────────────────────────────────────────────────────


def _parts(bench: Bench, scene: Scene) -> Iterator[Problem]:
    """Questions that cost too much by SMS, and letters that alone make one dear."""
    for each in spent(bench.document, scene, bench.language.tag):
        step = bench.document.flow.step(each.step)
        entry = bench.entry(step.key("text")) if step else None
        if entry is None or each.language != bench.language.tag:
            continue
        if each.parts > LIMIT_PARTS:
            message = (
                f"{each.step} takes {each.parts} SMS parts; at most {LIMIT_PARTS}. Shorten it."
            )
            yield Problem(entry.file, entry.line, 1, "W-213", message)
        if each.strays and bench.language.script == GSM_SCRIPT:
            yield _dear(entry, each)


def _dear(entry: Entry, each: Spent) -> Problem:
    message = (
        f"{each.step}: only {told(each.strays)} makes it {each.parts} SMS parts, not "
        f"{count(plainly(each.body)).segments}."
    )
    return Problem(entry.file, entry.line, 1, "W-214", message, "note")

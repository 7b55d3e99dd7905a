"""`kotha flow check`: everything that can be said of a flow before anyone is texted.

Rule: what is wrong stops the flow, what is doubtful only warns; each finding has its line. A file
that does not load is reported as it is, and nothing is guessed about the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from msgspec import Struct
from rapidfuzz.distance import OSA

from bot.errors import FlowError, Problem
from bot.flow import schemes
from bot.flow.compiled import compile_flow
from bot.flow.labels import reserved
from bot.flow.load import read
from bot.flow.near import did_you_mean
from bot.flow.page import Page
from bot.flow.paths import walk
from bot.flow.structure import Document
from bot.flow.texts import Saying
from bot.flow.yaml import Trail
from bot.language.catalogue import Catalogue
from bot.language.english import counted
from bot.language.folding import fold
from bot.model import MEDIA, Limits
from bot.workshop import catalogues, prose
from bot.workshop.budgets import LIMIT_PARTS
from bot.workshop.costs import Cost, Message, costs, messages
from bot.workshop.transcripts import play_all

LIMIT_QUESTIONS_COMFORT = 5
LIMIT_QUESTIONS = 10
LEAST_OPEN = timedelta(days=28)
"""A common reading of adequate time to answer: advice, not law."""
LATEST_HEARD = timedelta(days=14)
_SHOWN = 3


class Report(Struct, frozen=True):
    """What was found, and what the flow costs."""

    problems: tuple[Problem, ...]
    costs: tuple[Cost, ...] = ()
    document: Document | None = None

    @property
    def has_errors(self) -> bool:
        """Whether the flow must not run as it is."""
        return any(problem.severity == "error" for problem in self.problems)


class Subject(Struct, frozen=True):
    """A flow that loads, and all there is to judge it by."""

    document: Document
    page: Page
    sayings: Mapping[str, Saying]
    catalogue: Catalogue
    locales: Path
    folder: Path
    """Of the flow: its transcripts and files."""
    blocks: Path
    written: tuple[Message, ...]

    def warn(self, code: str, path: Trail, message: str) -> Problem:
        """Something doubtful at a place in the flow file."""
        return _at(self.page, code, path, message, "warning")

    def error(self, code: str, path: Trail, message: str) -> Problem:
        """Something wrong at a place in the flow file."""
        return _at(self.page, code, path, message, "error")

    def warn_of(self, key: str, code: str, message: str) -> Problem:
        """Something doubtful about the words of a catalogue key."""
        saying = self.sayings.get(key)
        page, path = (saying.page, saying.path) if saying else (self.page, ())
        return _at(page, code, path, message, "warning")


def check(
    path: Path,
    blocks: Path,
    locales: Path,
    limits: Mapping[str, Limits],
) -> Report:
    """Everything that can be said of the flow at `path`.

    Args:
        limits: by channel; the costs are those of `sms`.

    Raises:
        FlowError: the catalogues themselves cannot be read.
    """
    loaded = read(path, blocks)
    if loaded.document is None or loaded.page is None:
        return Report(loaded.problems)
    catalogue = Catalogue.load(locales)
    written = tuple(messages(loaded.document, catalogue, limits["sms"]))
    folder = path if path.is_dir() else path.parent
    subject = Subject(
        loaded.document, loaded.page, loaded.sayings, catalogue, locales, folder, blocks, written
    )
    found = [problem for judge in _JUDGES for problem in judge(subject)]
    found += play_all(folder, subject.document, subject.catalogue, limits)
    priced = costs(subject.document, subject.written, limits["sms"])
    return Report(tuple(sorted({*loaded.problems, *found})), priced, loaded.document)


def _at(page: Page, code: str, path: Trail, message: str, severity: str) -> Problem:
    mark = page.sheet.value_at(path)
    return Problem(page.sheet.file, mark.line, mark.column, code, message, severity)


# ── Languages ─────────────────────────────────────────────────────────────────────────────────

_LACKS = {
    "missing": ("F-202", "have no {name} text", "Translate them."),
    "stale": ("F-203", "are translated into {name} from older words", "Look at them again."),
    "unreviewed": ("F-204", "are in {name} drafts", "Have a speaker approve them."),
}
"""Warnings here; refusals at launch."""


def _languages(subject: Subject) -> Iterator[Problem]:
    """Languages that are unknown, or lack words along their chain."""
    document, known = subject.document, subject.catalogue.languages
    for place, tag in enumerate(document.plan.languages):
        path: Trail = ("languages", place)
        if tag not in known:
            remedy = did_you_mean(tag, tuple(known), f"Known: {', '.join(known)}.")
            message = f'"{tag}" is not a language of this installation. {remedy}'
            yield subject.error("F-201", path, message)
            continue
        lack = subject.catalogue.readiness(tag, document.texts, document.flow.language)
        for state, (code, what, remedy) in _LACKS.items():
            keys = getattr(lack, state)
            if keys:
                said = what.format(name=known[tag].own_name)
                message = f"{counted(len(keys), 'text')} {said} ({_some(keys)}). {remedy}"
                yield subject.warn(code, path, message)


def _some(keys: Sequence[str]) -> str:
    shown = ", ".join(keys[:_SHOWN])
    return f"{shown}…" if len(keys) > _SHOWN else shown


# ── Options ───────────────────────────────────────────────────────────────────────────────────


def _translated_options(subject: Subject) -> Iterator[Problem]:
    """Options that collide in a translation."""
    yield from catalogues.alike(subject.catalogue, subject.document)


def _built_in_words(subject: Subject) -> Iterator[Problem]:
    """Labels that are a built-in word in the language of the file."""
    document = subject.document
    if document.flow.language not in subject.catalogue.words:
        return
    commands = subject.catalogue.lexicon(document.flow.language).commands
    for key, saying in subject.sayings.items():
        if ".choices." not in key and ".also." not in key:
            continue
        for words in saying.words.splitlines():
            command = commands.get(fold(words))
            if command is not None and reserved(words) is None:
                message = (
                    f'"{words}" cannot be an answer: people say it for {command.upper()}. '
                    "Use other words."
                )
                yield _at(saying.page, "F-118", saying.path, message, "error")


def _near_options(subject: Subject) -> Iterator[Problem]:
    """Two labels that one slip of a finger makes the same."""
    texts = subject.document.texts
    for step in subject.document.flow.steps:
        seen: list[tuple[str, str]] = []
        for option in step.question.options():
            key = step.key(f"choices.{option}")
            label = fold(texts.get(key, ""))
            twin = next((other for name, other in seen if _is_slip(name, label)), None)
            if twin is not None:
                message = (
                    f'"{texts[key]}" is one letter from "{twin}". A misspelt reply will be asked '
                    "again; other words are safer."
                )
                yield subject.warn_of(key, "F-311", message)
            seen.append((label, texts.get(key, "")))


def _only_choice(subject: Subject) -> Iterator[Problem]:
    """A menu of one asks nothing."""
    for step in subject.document.flow.steps:
        if step.question.type in {"choice", "ranking"} and len(step.question.options()) == 1:
            message = (
                "There is only one choice, so nothing is asked. Add another, or use type: info."
            )
            yield subject.warn_of(step.key("text"), "F-312", message)


def _is_slip(one: str, two: str) -> bool:
    return bool(one and two) and not one.isdecimal() and OSA.distance(one, two) < 2


# ── Length and cost ───────────────────────────────────────────────────────────────────────────


def _length(subject: Subject) -> Iterator[Problem]:
    """Questions on the longest way."""
    document = subject.document
    longest = walk(compile_flow(document.flow)).longest.questions
    asked = f"The longest way asks {len(longest)} questions"
    if len(longest) > LIMIT_QUESTIONS and not document.plan.long:
        message = f'{asked}. Delete some, or write "long: true" at the top.'
        yield subject.error("F-302", ("steps",), message)
    elif len(longest) > LIMIT_QUESTIONS_COMFORT:
        message = f"{asked}; fewer people finish more than {LIMIT_QUESTIONS_COMFORT}. Delete one?"
        yield subject.warn("F-301", ("steps",), message)


def _parts(subject: Subject) -> Iterator[Problem]:
    """Messages that cost many parts, and letters that alone make one dear."""
    dear: dict[str, list[Message]] = defaultdict(list)
    for message in subject.written:
        if message.stray and message.parts > message.parts_without_stray:
            yield subject.warn_of(_key(subject, message), "F-304", _cheaper(message))
        if message.parts > LIMIT_PARTS:
            dear[message.step].append(message)
    for found in dear.values():
        counts = ", ".join(f"{each.parts} in {each.language}" for each in found)
        opening = "With the invitation this" if found[0].is_first else "This"
        text = f"{opening} takes more than {LIMIT_PARTS} SMS parts: {counts}. Shorten it."
        yield subject.warn_of(_key(subject, found[0]), "F-303", text)


def _cheaper(message: Message) -> str:
    return (
        f'Only "{message.stray}" makes this {message.parts} SMS parts, not '
        f"{message.parts_without_stray} ({message.language}). Use a plain letter or straight "
        "quote."
    )


def _key(subject: Subject, message: Message) -> str:
    step = subject.document.flow.step(message.step)
    return step.key("text") if step else ""


# ── Words ─────────────────────────────────────────────────────────────────────────────────────


def _english(subject: Subject) -> Iterator[Problem]:
    """Reading age, and wording that leads."""
    for key, saying in subject.sayings.items():
        is_english = subject.document.flow.language == "en" or key.startswith("block.")
        if not is_english or not key.endswith((".text", ".invitation", ".privacy", ".more")):
            continue
        age = prose.reading_age(saying.words)
        if age is not None and age > prose.LIMIT_READING_AGE:
            message = (
                f"This reads at about age {age:.0f}; write for 9 to 11. Shorten the sentences "
                "and the words."
            )
            yield subject.warn_of(key, "F-321", message)
        remedy = prose.leading(saying.words)
        if remedy is not None and key.endswith(".text"):
            yield subject.warn_of(key, "F-322", remedy)


def _first_text(subject: Subject) -> Iterator[Problem]:
    """A topic on the lock screen of whoever is invited."""
    slug = subject.document.flow.slug
    own = f"{slug}.invitation"
    shown = (own, f"{slug}.run_by") if own in subject.sayings else (f"{slug}.title",)
    for key in shown:
        words = subject.sayings[key].words
        names_title = "{title}" in words and key == own
        found = prose.sensitive(words)
        if not found and names_title:
            found = prose.sensitive(subject.document.texts[f"{slug}.title"])
        if found:
            message = (
                f'"{found}" would show on the lock screen of everyone invited. Say it in a '
                "later message, and let the first name only who asks."
            )
            saying = subject.sayings[key]
            yield _at(saying.page, "F-323", saying.path, message, "error")


_STOP = "STOP"
_UNPROMPTED = ("invitation", "reminders")


def _courtesy(subject: Subject) -> Iterator[Problem]:
    """Words of the flow's own, for whoever did not write first, that hide who writes or the way
    out; ours have both."""
    slug = subject.document.flow.slug
    who = subject.document.texts.get(f"{slug}.run_by", "")
    for part in _UNPROMPTED:
        saying = subject.sayings.get(f"{slug}.{part}")
        if saying is None:
            continue
        if "{run_by}" not in saying.words and who not in saying.words:
            message = "This does not say who is texting. Put {run_by} into it."
            yield _at(saying.page, "F-324", saying.path, message, "error")
        if _STOP not in saying.words:
            message = "This does not say how to get no more texts. End it with: Reply STOP to end."
            yield _at(saying.page, "F-324", saying.path, message, "error")


# ── Files ─────────────────────────────────────────────────────────────────────────────────────


def _files(subject: Subject) -> Iterator[Problem]:
    """Files that steps send along and nobody has put there."""
    for step in subject.document.flow.steps:
        if step.media and not (subject.folder / MEDIA / step.media).is_file():
            key = step.key("text")
            saying = subject.sayings.get(key)
            page, path = (saying.page, saying.path) if saying else (subject.page, ())
            message = f'"{step.media}" is not in {MEDIA}/ beside the flow. Put it there.'
            yield _at(page, "F-341", path, message, "error")


# ── Schemes ───────────────────────────────────────────────────────────────────────────────────


def _schemes(subject: Subject) -> Iterator[Problem]:
    """Ethnic groups that could not be reported as the census and the NHS code them."""
    file = subject.blocks / schemes.FILE
    if not schemes.asked(subject.document) or not file.is_file():
        return
    try:
        known = schemes.parse(file.read_bytes(), str(file))
    except FlowError as error:
        yield from error.problems
        return
    for scheme in known.values():
        if why := schemes.lack(subject.document, scheme):
            yield Problem(str(file), 1, 1, "F-353", f"{why}.")


# ── Dates and what a launch needs ─────────────────────────────────────────────────────────────


def _dates(subject: Subject) -> Iterator[Problem]:
    """Too little time to answer, or too long until people hear."""
    plan = subject.document.plan
    if plan.opens and plan.closes and plan.closes - plan.opens < LEAST_OPEN:
        days = (plan.closes - plan.opens).days
        message = f"It is open for {days} days; {LEAST_OPEN.days} is the usual least. Extend it?"
        yield subject.warn("F-331", ("closes",), message)
    if plan.closes and plan.feedback and plan.feedback.heard - plan.closes > LATEST_HEARD:
        days = (plan.feedback.heard - plan.closes).days
        message = f"People hear {days} days after it closes. Tell them within 14."
        yield subject.warn("F-331", ("feedback", "heard"), message)


_NEEDED_TO_LAUNCH = (
    "opens", "closes", "purpose", "promise", "decision", "feedback", "keep", "contact",
)  # fmt: skip


def _launch(subject: Subject) -> Iterator[Problem]:
    """What may be missing now, and not at a launch."""
    plan = subject.document.plan
    missing = [key for key in _NEEDED_TO_LAUNCH if not getattr(plan, key)]
    if missing:
        message = f"Before a launch this still needs: {', '.join(missing)}. Add them."
        yield subject.warn("F-332", (), message)


_JUDGES: tuple[Callable[[Subject], Iterator[Problem]], ...] = (
    _languages,
    _translated_options,
    _built_in_words,
    _near_options,
    _only_choice,
    _length,
    _parts,
    _english,
    _first_text,
    _courtesy,
    _files,
    _schemes,
    _dates,
    _launch,
)
"""Every check of a flow that loads; a new one is its function and its line here."""

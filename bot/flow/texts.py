"""The words of a flow in its source language, by catalogue key.

Rule: every word that a resident can read has exactly one key, and every blank in it is judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bot.flow.authored import FlowFile, OverrideFile, StepFile
from bot.flow.conditions import canonical_number
from bot.flow.drafts import Draft
from bot.flow.page import Page
from bot.flow.pipes import NAMES, Blanks
from bot.flow.yaml import Trail
from bot.questions.base import NONE, OTHER

SENTENCES = ("text", "hint", "retry", "more")
"""Parts that may print answers; the others are labels, which people type back."""
ENDS = ("low", "high")


class Part(Struct, frozen=True):
    """One piece of words: its name within the step, and where it stands under the step."""

    name: str
    words: str
    path: Trail


class Saying(Struct, frozen=True):
    """One entry of the catalogue, and where its words stand."""

    key: str
    words: str
    page: Page
    path: Trail


def parts(words: StepFile | OverrideFile) -> Iterator[Part]:
    """Everything that a step, or an override of one, says."""
    for name in (*SENTENCES, *ENDS):
        said = getattr(words, name)
        if said is not None:
            yield Part(name, said, (name,))
    for key, option in (("other", OTHER), ("none_of_these", NONE)):
        said = getattr(words, key)
        if said is not None:
            yield Part(f"choices.{option}", said, (key,))
    for option, choice in words.choices.items():
        label = choice if isinstance(choice, str) else choice.label
        yield Part(f"choices.{option}", label, ("choices", option))
    if isinstance(words, StepFile):
        yield from _more_parts(words)


def _more_parts(words: StepFile) -> Iterator[Part]:
    if words.own is not None:
        yield Part("own", words.own, ("own",))
    for key, several in (("statements", words.statements), ("items", words.items)):
        for each, said in several.items():
            yield Part(f"{key}.{each}.text", said, (key, each))
    yield from _option_parts(words)


def _option_parts(words: StepFile) -> Iterator[Part]:
    for option, choice in words.choices.items():
        if choice.also:
            yield Part(f"also.{option}", "\n".join(choice.also), ("choices", option, "also"))
        if choice.cost:
            yield Part(f"costs.{option}", choice.cost, ("choices", option, "cost"))
    for lowest, label in words.bands.items():
        try:
            name = canonical_number(float(lowest))
        except (ValueError, OverflowError):
            continue  # complained of where the number is read
        yield Part(f"bands.{name}", label, ("bands", lowest))


def own_parts(draft: Draft) -> tuple[str, ...]:
    """Names of the parts that the flow says in place of its block."""
    return tuple(part.name for part in parts(draft.override.words)) if draft.override else ()


def names(draft: Draft) -> tuple[str, ...]:
    """Which of the plain parts (text, hint, retry, more, low, high) have words."""
    there = {part.name for part in parts(draft.words)} if draft.words else set()
    there |= set(own_parts(draft))
    return tuple(name for name in (*SENTENCES, *ENDS) if name in there)


def prefix(slug: str, draft: Draft) -> str:
    """The beginning of a step's catalogue keys."""
    return f"block.{draft.block}.{draft.local}" if draft.block else f"{slug}.{draft.id}"


def of_step(slug: str, draft: Draft, blanks: Blanks) -> Iterator[Saying]:
    """The words of a step; what is wrong with their blanks is noted."""
    if draft.words is None:
        return
    own = own_parts(draft)
    for part in parts(draft.words):
        place = draft.path + part.path
        _judge(blanks, draft, draft.page, part, place)
        if part.name not in own:
            key = f"{prefix(slug, draft)}.{part.name}"
            yield Saying(key, part.words, draft.page, place)
    if draft.override:
        page = draft.override.page
        for part in parts(draft.override.words):
            place = draft.override.path + part.path
            _judge(blanks, draft, page, part, place)
            yield Saying(f"{slug}.{draft.id}.{part.name}", part.words, page, place)


def _judge(blanks: Blanks, draft: Draft, page: Page, part: Part, place: Trail) -> None:
    if part.name in SENTENCES:
        blanks.judge(page, place, part.words, reader=draft)
    else:
        blanks.judge_names(page, place, part.words, (), None)


def of_file(page: Page, file: FlowFile, blanks: Blanks) -> Iterator[Saying]:
    """The words of the flow itself; what is wrong with their blanks is noted."""
    for key, words, path, allowed in _sayings(file):
        if words is not None:
            blanks.judge_names(page, path, words, allowed, None)
            yield Saying(f"{file.consultation}.{key}", words, page, path)
    for ending, words in file.endings.items():
        path = ("endings", ending)
        blanks.judge_ending(page, path, words, ending)
        yield Saying(f"{file.consultation}.endings.{ending}", words, page, path)


def _sayings(file: FlowFile) -> Iterator[tuple[str, str | None, Trail, tuple[str, ...]]]:
    """Key, words, place in the file, and the names that may be printed there."""
    yield "title", file.title, ("title",), ()
    yield "run_by", file.run_by, ("run_by",), ()
    yield "invitation", file.invitation, ("invitation",), NAMES
    yield "privacy", file.privacy, ("privacy",), NAMES
    yield "more", file.more, ("more",), NAMES
    yield "retry", file.defaults.retry, ("defaults", "retry"), (*NAMES, "hint")
    text = file.reminders.text if file.reminders else None
    yield "reminders", text, ("reminders", "text"), NAMES
    if file.urgent:
        yield "urgent.words", "\n".join(file.urgent.words), ("urgent", "words"), ()
        yield "urgent.reply", file.urgent.reply, ("urgent", "reply"), NAMES
    for section, title in file.sections.items():
        yield f"sections.{section}", title, ("sections", section), ()

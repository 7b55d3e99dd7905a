"""`kotha l10n sheet`: everything that a language says, as a spreadsheet for its translator.

Rule: a row stands alone, so that sorting, filtering or sending a part of the sheet loses nothing;
its mark says of which language, sheet and words it is, and comes back unchanged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from bot.language.catalogue import Catalogue, Entry
from bot.language.po import previous_sources
from bot.language.segments import count
from bot.render.blanks import names
from bot.workshop.budgets import LIMIT_PARTS, Spent, by_sms, spent
from bot.workshop.translating.grids import Column, Line
from bot.workshop.translating.kinds import befores, kind
from bot.workshop.translating.sources import Source, Sources

KEY, CURRENT, ENGLISH, NOTE, MARK = "key", "current", "English", "note", "mark"
ALL = "*"
"""In a mark: the sheet was of everything, not of one consultation."""
CONFIRMED = "ok"
"""Written into the note: the translation is still right as it is."""


class Mark(Struct, frozen=True):
    """What a row came from: language, sheet, and the words at that time."""

    tag: str
    scope: str
    words: str

    def __str__(self) -> str:
        return f"{self.tag}/{self.scope}/{self.words}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """`None`: it is no mark."""
        parts = text.strip().split("/")
        return cls(*parts) if len(parts) == 3 and all(parts) else None


def columns(*, is_rtl: bool) -> tuple[Column, ...]:
    """Those of every sheet, in order."""
    return (
        Column(KEY, 30),
        Column("kind", 12),
        Column("message before", 34),
        Column(ENGLISH, 46),
        Column(CURRENT, 46, is_open=True, is_rtl=is_rtl),
        Column("parts budget", 12),
        Column(NOTE, 34, is_open=True),
        Column(MARK, 10),
    )


def mark_of(tag: str, scope: str, key: str, words: str, entry: Entry | None) -> Mark:
    """Of one row: another source or another translation gives another."""
    text = "\0".join((key, words, entry.text if entry else ""))
    return Mark(tag, scope, hashlib.sha256(text.encode()).hexdigest()[:10])


def lines(
    sources: Sources, catalogue: Catalogue, tag: str, slug: str, locales: Path
) -> Iterator[Line]:
    """The rows: of one consultation, or (no slug) of everything."""
    scope = slug or ALL
    before = {key: text for each in sources.documents for key, text in befores(each).items()}
    budget = _budgets(sources, catalogue, tag)
    former = previous_sources(sorted((locales / tag).glob("*.po")))
    for source in sources.by_key.values():
        if slug and source.file != slug:
            continue
        entry = catalogue.entries[tag].get(source.key)
        yield (
            source.key,
            kind(source.key),
            before.get(source.key, ""),
            source.words,
            entry.text if entry else "",
            budget.get(source.key) or _alone(entry),
            _note(source, entry, former.get(source.key, "")),
            str(mark_of(tag, scope, source.key, source.words, entry)),
        )


def _budgets(sources: Sources, catalogue: Catalogue, tag: str) -> Mapping[str, str]:
    """By key of a question and of its options: the parts of the whole message."""
    found: dict[str, str] = {}
    for document in sources.documents:
        for each in spent(document, by_sms(document, catalogue), tag):
            step = document.flow.step(each.step)
            if step is not None:
                parts = ["text", "hint", *(f"choices.{o}" for o in step.question.options())]
                found |= {step.key(part): _shown(each, tag) for part in parts}
    return found


def _shown(each: Spent, tag: str) -> str:
    if each.language != tag:
        return f"of {LIMIT_PARTS}"
    return f"{each.parts} of {LIMIT_PARTS}"


def _alone(entry: Entry | None) -> str:
    if entry is None or not entry.text:
        return f"of {LIMIT_PARTS}"
    return f"{count(entry.text).segments} of {LIMIT_PARTS}"


def _note(source: Source, entry: Entry | None, former: str) -> str:
    said = []
    if entry is None or not entry.text:
        said.append("NEW: not translated yet." if ".also." not in source.key else "")
    elif entry.is_fuzzy or entry.source != source.words:
        was = former or entry.source
        old = f' It was: "{was}".' if was != source.words else ""
        said.append(
            f"STALE: the English has changed.{old} Change the translation; if it is right as it "
            f"is, write {CONFIRMED.upper()} here instead of this."
        )
    if blanks := sorted(names(source.words)):
        said.append("Keep " + " ".join(f"{{{name}}}" for name in blanks) + ".")
    if ".also." in source.key:
        said.append("Other ways to say this answer, one a line.")
    said.append(source.note)
    return " ".join(each for each in said if each)

"""`kotha l10n extract`: `locales/templates/*.pot`, for translators' own programs.

Rule: made from the sources alone, with no date in it, so that the same words give the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import polib

from bot.workshop.translating.kinds import kind
from bot.workshop.translating.sources import Source, Sources

HEADER: Mapping[str, str] = {
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
"""Without a Plural-Forms: our messages have one form for every number."""


def templates(sources: Sources, locales: Path) -> Mapping[Path, str]:
    """The text of every template, by its path."""
    folder = locales / "templates"
    return {
        folder / f"{file}.pot": template(file, sources.of(file).values()) for file in sources.files
    }


def template(file: str, sources: Iterable[Source]) -> str:
    """One catalogue without translations."""
    made = catalogue(f"Template of {file}.po, made by `kotha l10n extract`. Do not edit.", "")
    made.extend(entry(source) for source in sources)
    return str(made)


def catalogue(title: str, tag: str) -> polib.POFile:
    """An empty catalogue of a language; no tag: of none."""
    made = polib.POFile(wrapwidth=0)
    made.header = title
    made.metadata = {"Language": tag, **HEADER}
    return made


def entry(source: Source) -> polib.POEntry:
    """One key, untranslated."""
    file, _, line = source.place.rpartition(":")
    return polib.POEntry(
        msgctxt=source.key,
        msgid=source.words,
        comment=source.note or ("" if source.key.startswith("bot.") else kind(source.key)),
        occurrences=[(file, line)] if file else [],
    )

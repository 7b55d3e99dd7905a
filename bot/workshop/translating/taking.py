"""`kotha l10n take`: a sheet that comes back from its translator.

Rule: all or nothing. Every fault is told with its row and column, and only a sheet without any
changes a file; what it changes is a draft in the name of whoever is given.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import polib
from msgspec import Struct, field

from bot.errors import FlowError, Problem
from bot.language.catalogue import Catalogue, Entry, Review
from bot.language.po import read_po
from bot.workshop import catalogues
from bot.workshop.translating import reviewing, syncing
from bot.workshop.translating.files import Staged
from bot.workshop.translating.grids import Grid, Row
from bot.workshop.translating.sheets import (
    ALL,
    CONFIRMED,
    CURRENT,
    ENGLISH,
    KEY,
    MARK,
    NOTE,
    Mark,
    mark_of,
)
from bot.workshop.translating.sources import Source, Sources

_EDGES = "\u200b\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
"""Marks that a copy from a phone leaves around words."""


class Target(Struct, frozen=True):
    """What a sheet is taken into."""

    sources: Sources
    catalogue: Catalogue
    locales: Path
    tag: str
    scope: str
    """One consultation, or `*`."""


class Taken(Struct, frozen=True):
    """What came of it, by key."""

    tag: str
    changed: tuple[str, ...]
    confirmed: tuple[str, ...] = ()
    """Stale, and said to be right as they are."""


class _Change(Struct, frozen=True):
    """A cell that counts."""

    row: int
    source: Source
    text: str
    is_confirmed: bool


class _Reading(Struct):
    """One sheet under way."""

    file: str
    grid: Grid
    target: Target
    problems: list[Problem] = field(default_factory=list)
    changes: dict[str, _Change] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def note(self, row: int, column: str, code: str, message: str) -> None:
        place = self.grid.columns.get(column.casefold(), 1)
        self.problems.append(Problem(self.file, row, place, code, message))


def target(
    path: Path, grid: Grid, sources: Sources, catalogue: Catalogue, locales: Path
) -> Target:
    """What a sheet says it is of: by its marks; without any, by the name of the file.

    Raises:
        FlowError: it does not say, or it lacks a column.
    """
    shown = path.as_posix()
    for name in (KEY, CURRENT):
        if name not in grid.columns:
            raise FlowError([Problem(shown, 1, 1, "W-303", f'There is no column "{name}".')])
    marks = [mark for row in grid.rows if (mark := Mark.read(row.cells.get(MARK, "")))]
    named = [tag for tag in catalogue.languages if _is_named(path.stem, tag)]
    tag = marks[0].tag if marks else max(named, key=len, default="")
    scope = marks[0].scope if marks else ALL
    language = catalogue.languages.get(tag)
    if language is None or language.form_of or not _is_translated(tag, sources):
        message = "It does not say of which language it is. Name the file like bn.xlsx."
        raise FlowError([Problem(shown, 1, 1, "W-306", message)])
    if scope != ALL and scope not in sources.files:
        message = f'It is of "{scope}", which is no consultation of this installation.'
        raise FlowError([Problem(shown, 1, 1, "W-306", message)])
    return Target(sources, catalogue, locales, tag, scope)


def _is_named(stem: str, tag: str) -> bool:
    lower, wanted = stem.casefold(), tag.casefold()
    rest = lower.removeprefix(wanted)
    return lower.startswith(wanted) and not rest[:1].isalpha()


def _is_translated(tag: str, sources: Sources) -> bool:
    return any(sources.language(file) != tag for file in sources.files)


def take(path: Path, grid: Grid, given: Target, by: str, status: str = "draft") -> Taken:
    """Take it in, checked, and note who it is from.

    Args:
        path: of the sheet, for messages.
        grid: the sheet.
        given: what it is taken into.
        by: who it is from.
        status: how its changes stand: `draft`, or `approved` where who wrote it stands for it.

    Raises:
        FlowError: with every fault; nothing was changed.
    """
    with Staged() as staged:
        taken = prepare(path, grid, given, staged, (by, status))
        staged.commit()
    return taken


def prepare(
    path: Path, grid: Grid, given: Target, staged: Staged, signed: tuple[str, str]
) -> Taken:
    """Lay what it changes beside the files, checked.

    Raises:
        FlowError: with every fault.
    """
    reading = _Reading(path.as_posix(), grid, given)
    for row in grid.rows:
        _read(reading, row)
    if reading.problems:
        raise FlowError(sorted(reading.problems))
    if not reading.changes:
        return Taken(given.tag, ())
    entries = _stage(reading, staged)
    problems = _judge(reading, entries)
    if problems:
        raise FlowError(sorted(problems))
    by, status = signed
    reviews = dict(given.catalogue.reviews.get(given.tag, {}))
    for key in reading.changes:
        reviews[key] = Review(key, entries[key].hash, status, by)
    staged.put(given.locales / given.tag / "review.csv", reviewing.written(reviews))
    confirmed = tuple(key for key, each in reading.changes.items() if each.is_confirmed)
    changed = tuple(key for key in reading.changes if key not in confirmed)
    return Taken(given.tag, changed, confirmed)


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────


def _read(reading: _Reading, row: Row) -> None:
    key = row.cells[KEY].strip()
    source = _source(reading, row, key)
    if source is None:
        return
    entry = reading.target.catalogue.entries[reading.target.tag].get(key)
    text = cleaned(row.cells[CURRENT])
    before = entry.text if entry else ""
    is_stale = entry is not None and (entry.is_fuzzy or entry.source != source.words)
    is_confirmed = is_stale and text == before and _says_ok(row)
    if text == before and not is_confirmed:
        return
    if not text:
        message = "The translation is gone. Write it back, or take a fresh sheet."
        reading.note(row.number, CURRENT, "W-310", message)
    elif not _is_outdated(reading, row, source, entry):
        reading.changes[key] = _Change(row.number, source, text, is_confirmed)


def cleaned(text: str) -> str:
    """As we keep words: standard letters, no marks or blanks at the ends of a line."""
    whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (line.strip().strip(_EDGES).strip() for line in whole.split("\n"))
    return "\n".join(lines).strip()


def _says_ok(row: Row) -> bool:
    return row.cells.get(NOTE, "").strip().strip(".!").casefold() == CONFIRMED


def _source(reading: _Reading, row: Row, key: str) -> Source | None:
    """What the row is about; `None`, and a note, where it is nothing that this sheet is of."""
    given = reading.target
    source = given.sources.by_key.get(key)
    first = reading.seen.setdefault(key, row.number)
    if not key:
        reading.note(row.number, KEY, "W-307", "The row has no key. Take a fresh sheet.")
    elif source is None:
        message = f'"{key}" is no key here. Keys stay as they are: take a fresh sheet.'
        reading.note(row.number, KEY, "W-307", message)
    elif given.scope not in {ALL, source.file} or given.sources.language(source.file) == given.tag:
        message = f'"{key}" is not of {given.scope} in {given.tag}. Take a sheet for it.'
        reading.note(row.number, KEY, "W-308", message)
    elif first != row.number:
        message = f"{key} stands in row {first} already. Delete one."
        reading.note(row.number, KEY, "W-307", message)
    elif (mark := Mark.read(row.cells.get(MARK, ""))) and (mark.tag, mark.scope) != (
        given.tag,
        given.scope,
    ):
        message = f"The row is from another sheet ({mark.tag}, {mark.scope}). Take each by itself."
        reading.note(row.number, KEY, "W-308", message)
    else:
        return source
    return None


def _is_outdated(reading: _Reading, row: Row, source: Source, entry: Entry | None) -> bool:
    """Whether English or translation have moved on since the sheet was made; noted."""
    english = row.cells.get(ENGLISH.casefold())
    if english is not None and cleaned(english) != cleaned(source.words):
        message = (
            f"{source.key}: the English has changed since this sheet was made. Take a fresh one."
        )
        reading.note(row.number, ENGLISH, "W-309", message)
        return True
    mark = Mark.read(row.cells.get(MARK, ""))
    given = reading.target
    if mark and mark != mark_of(given.tag, given.scope, source.key, source.words, entry):
        message = (
            f"{source.key}: somebody has changed it since this sheet was made. Take a fresh one."
        )
        reading.note(row.number, CURRENT, "W-309", message)
        return True
    return False


# ── Files ─────────────────────────────────────────────────────────────────────────────────────


def _stage(reading: _Reading, staged: Staged) -> Mapping[str, Entry]:
    """Lay the changed catalogues beside the old; the language's entries as they would be."""
    given = reading.target
    entries = dict(given.catalogue.entries[given.tag])
    for file in dict.fromkeys(change.source.file for change in reading.changes.values()):
        path = given.locales / given.tag / f"{file}.po"
        language = given.catalogue.language(given.tag)
        merged = syncing.merge(path, language, given.sources.of(file))
        text = _edited(merged.text, [c for c in reading.changes.values() if c.source.file == file])
        entries |= {entry.key: entry for entry in read_po(staged.put(path, text))}
    return entries


def _edited(text: str, changes: list[_Change]) -> str:
    file = polib.pofile(text, wrapwidth=0)
    held = {entry.msgctxt: entry for entry in file if not entry.obsolete}
    for change in changes:
        entry = held[change.source.key]
        entry.msgstr, entry.previous_msgid = change.text, None
        entry.flags = [flag for flag in entry.flags if flag != syncing.FUZZY]
    return str(file)


def _judge(reading: _Reading, entries: Mapping[str, Entry]) -> list[Problem]:
    """What would be wrong that was not, each at its row: that of the words themselves, or where
    they are not in the sheet, the first that changes anything."""
    given = reading.target
    before, after = given.catalogue, given.catalogue.with_entries(given.tag, entries)
    known = set(_errors(before, given))
    column = reading.grid.columns[CURRENT]
    first = next(iter(reading.changes.values())).row
    return [
        Problem(reading.file, reading.seen.get(key, first), column, code, message)
        for key, code, message in _errors(after, given)
        if (key, code, message) not in known
    ]


def _errors(catalogue: Catalogue, given: Target) -> list[tuple[str, str, str]]:
    """Key, code and message of what is wrong in this language."""
    places = {(each.file, each.line): each.key for each in catalogue.entries[given.tag].values()}
    folder = given.locales / given.tag
    found = catalogues.check(catalogue, given.sources.documents, given.locales)
    return [
        (places.get((each.file, each.line), ""), each.code, each.message)
        for each in catalogues.errors(found)
        if Path(each.file).parent == folder
    ]

"""The sheet that a coder fills: what stands in it, and every fault in what comes back.

Rule: all or nothing: a sheet is read whole, each fault with its row, and only one without any is
taken. A row stands alone: its mark says of which question and words it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from bot.errors import FlowError, Problem
from bot.results.coding.remarks import FIRST, NONE, SECOND, Code, Codes, Remark

ID, LANGUAGE, ORIGINAL, TRANSLATION, CODES, MARK = (
    "id", "language", "original", "translation", "codes", "mark",
)  # fmt: skip
COLUMNS = (ID, LANGUAGE, ORIGINAL, TRANSLATION, CODES, MARK)
CODE, LABEL, DEFINITION = "code", "label", "definition"
BOOK_COLUMNS = (CODE, LABEL, DEFINITION)
LIMIT_CODES = 100
LIMIT_LABEL_CHARS = 60
LIMIT_DEFINITION_CHARS = 500
LIMIT_TRANSLATION_CHARS = 4096
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_BETWEEN = re.compile(r"[\s,;،؛、，；]+")


class Row(Protocol):
    """One row of a spreadsheet."""

    @property
    def number(self) -> int:
        """As the spreadsheet counts."""
        ...

    @property
    def cells(self) -> Mapping[str, str]:
        """By the folded name of their column."""
        ...


class Grid(Protocol):
    """A sheet as text."""

    @property
    def columns(self) -> Mapping[str, int]:
        """Folded name to place, counted from 1."""
        ...

    @property
    def rows(self) -> Sequence[Row]:
        """Below the header."""
        ...


class Page(Struct, frozen=True):
    """One sheet of a file."""

    file: str
    """For messages."""
    grid: Grid


class Scope(Struct, frozen=True):
    """Which question a sheet is of."""

    slug: str
    step: str


class Known(Struct, frozen=True):
    """What a sheet is taken into."""

    scope: Scope
    remarks: Mapping[str, Remark]
    """By pseudonym."""
    book: tuple[Code, ...]
    uses: Mapping[str, int]
    """Answers that carry a code, whoever gave it."""


class Taken(Struct, frozen=True):
    """What a sheet says."""

    book: tuple[Code, ...]
    codings: Mapping[str, Codes]
    """By pseudonym."""
    translations: Mapping[str, str]
    """Those that are new."""


class _Faults(Struct):
    page: Page
    found: list[Problem] = field(default_factory=list)

    def note(self, row: int, column: str, code: str, message: str) -> None:
        place = self.page.grid.columns.get(column, 1)
        self.found.append(Problem(self.page.file, row, place, code, message))


# ── Out ───────────────────────────────────────────────────────────────────────────────────────


def lines(scope: Scope, remarks: Sequence[Remark], place: int | None) -> Iterator[tuple[str, ...]]:
    """The rows for one coder, with what they gave before (`None`: for a new one)."""
    for each in remarks:
        own = each.codings.get(place) if place is not None else None
        yield _line(scope, each, written(own.codes) if own else "")


def disputed(scope: Scope, remarks: Sequence[Remark]) -> Iterator[tuple[str, ...]]:
    """The rows on which two coders differ, with what each gave: to be settled."""
    for each in remarks:
        if each.is_disputed:
            gave = (written(each.codings[place].codes) for place in (FIRST, SECOND))
            yield (*_line(scope, each, ""), *gave)


def _line(scope: Scope, remark: Remark, codes: str) -> tuple[str, ...]:
    mark = mark_of(scope, remark)
    return (remark.id, remark.language, remark.text, remark.translation, codes, mark)


def written(codes: Codes) -> str:
    """As a coder writes them."""
    return ", ".join(codes) or NONE


def book_lines(book: Sequence[Code]) -> Iterator[tuple[str, ...]]:
    """The rows of a codebook."""
    return ((each.code, each.label, each.definition) for each in book)


def mark_of(scope: Scope, remark: Remark) -> str:
    """Of one row: another question or other words give another."""
    words = hashlib.sha256(f"{remark.id}\0{remark.text}".encode()).hexdigest()[:10]
    return f"{scope.slug}/{scope.step}/{words}"


# ── In ────────────────────────────────────────────────────────────────────────────────────────


def scope_of(page: Page) -> Scope:
    """The question that a sheet is of, by its first mark.

    Raises:
        FlowError: it does not say, or lacks a column.
    """
    faults = _Faults(page)
    for name in (ID, ORIGINAL, CODES, MARK):
        if name not in page.grid.columns:
            faults.note(1, name, "W-401", f'There is no column "{name}". Take a fresh sheet.')
    if faults.found:
        raise FlowError(faults.found)
    marks = (row.cells[MARK].strip().split("/") for row in page.grid.rows)
    first = next((mark for mark in marks if len(mark) == 3 and all(mark)), None)
    if first is None:
        faults.note(1, MARK, "W-402", "It does not say of which question it is: no row is marked.")
        raise FlowError(faults.found)
    return Scope(first[0], first[1])


def read(page: Page, book: Page | None, known: Known) -> Taken:
    """What a sheet, and the codebook beside it, say.

    Args:
        page: the answers.
        book: the codebook; `None`: it stays as it is.
        known: what they are taken into.

    Raises:
        FlowError: with every fault; nothing may be taken.
    """
    faults = _Faults(page)
    of_book = _Faults(book or page)
    codes = _read_book(of_book, known) if book else known.book
    names = {each.code: place for place, each in enumerate(codes)}
    if not names and not of_book.found:
        of_book.note(1, CODE, "W-410", "There is no code yet. Write codes on the tab Codebook.")
    codings, translations, seen = {}, {}, dict[str, int]()
    for row in page.grid.rows:
        remark = _remark(faults, row, known, seen)
        if remark is None:
            continue
        if given := row.cells[CODES].strip():
            codings[remark.id] = _codes(faults, row, given, names)
        text = row.cells.get(TRANSLATION, "").strip()
        if text and not _same(text, remark.translation):
            translations[remark.id] = text
        if len(text) > LIMIT_TRANSLATION_CHARS:
            faults.note(row.number, TRANSLATION, "W-411", "The translation is too long.")
    if problems := sorted([*faults.found, *of_book.found]):
        raise FlowError(problems)
    return Taken(tuple(codes), codings, translations)


def _remark(faults: _Faults, row: Row, known: Known, seen: dict[str, int]) -> Remark | None:
    """The answer that the row is about; `None`, and a note, where it is about none."""
    key = row.cells[ID].strip()
    remark = known.remarks.get(key)
    first = seen.setdefault(key, row.number) if key else row.number
    scope, words = _split(row.cells[MARK])
    if not key:
        faults.note(row.number, ID, "W-403", "The row has no id. Take a fresh sheet.")
    elif first != row.number:
        faults.note(row.number, ID, "W-404", f"{key} stands in row {first} already. Delete one.")
    elif scope != known.scope:
        asked = f"{known.scope.slug} {known.scope.step}"
        faults.note(row.number, MARK, "W-402", f"The row is not marked as of {asked}.")
    elif remark is None:
        faults.note(row.number, ID, "W-403", f'"{key}" is no answer to this question.')
    elif mark_of(scope, remark).rpartition("/")[2] != words:
        message = f"{key} has been answered anew since this sheet was made. Take a fresh one."
        faults.note(row.number, ORIGINAL, "W-406", message)
    elif not _same(row.cells[ORIGINAL], remark.text):
        message = (
            "The original was changed. What a person said stays as it is: put it back, or take a "
            "fresh sheet; words to be hidden in a quote are hidden by `kotha code quote`."
        )
        faults.note(row.number, ORIGINAL, "W-405", message)
    else:
        return remark
    return None


def _split(mark: str) -> tuple[Scope, str]:
    slug, _, rest = mark.strip().partition("/")
    step, _, words = rest.partition("/")
    return Scope(slug, step), words


def _same(one: str, other: str) -> bool:
    """Whether two texts are one but for what an office program does to blanks and accents."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _codes(faults: _Faults, row: Row, given: str, names: Mapping[str, int]) -> Codes:
    """Those of one cell, in the codebook's order."""
    said = dict.fromkeys(each for each in _BETWEEN.split(given.casefold()) if each)
    if list(said) == [NONE]:
        return ()
    for each in said:
        if each == NONE:
            message = f'"{NONE}" means that no code fits: it cannot stand beside another.'
            faults.note(row.number, CODES, "W-407", message)
        elif each not in names:
            message = f'"{each}" is not in the codebook. Add it there, or choose another.'
            faults.note(row.number, CODES, "W-407", message)
    return tuple(sorted((each for each in said if each in names), key=names.__getitem__))


def _read_book(faults: _Faults, known: Known) -> Sequence[Code]:
    missing = [name for name in BOOK_COLUMNS if name not in faults.page.grid.columns]
    for name in missing:
        faults.note(1, name, "W-401", f'The codebook has no column "{name}".')
    if missing:
        return known.book
    rows = [(row, _code(row)) for row in faults.page.grid.rows]
    found: dict[str, Code] = {}
    for row, code in rows:
        if message := _wrong(code, found):
            faults.note(row.number, CODE, "W-408", message)
        else:
            found[code.code] = code
    if len(found) > LIMIT_CODES:
        faults.note(1, CODE, "W-408", f"A codebook has at most {LIMIT_CODES} codes.")
    for lost in sorted(known.uses.keys() - found.keys()):
        message = (
            f'The codebook has lost "{lost}", which {known.uses[lost]} answers carry. Put it '
            "back, or first give those answers another code."
        )
        faults.note(1, CODE, "W-409", message)
    return list(found.values())


def _code(row: Row) -> Code:
    cells = (" ".join(row.cells[name].split()) for name in BOOK_COLUMNS)
    code, label, definition = cells
    return Code(code.casefold(), label, definition)


def _wrong(code: Code, before: Mapping[str, Code]) -> str:
    """What is wrong with a line of a codebook; empty: nothing."""
    if code.code == NONE or not _CODE.fullmatch(code.code):
        return (
            f'"{code.code}" is no code: a letter a to z, then up to 39 of a to z, 0 to 9, - and _ '
            f'("{NONE}" is kept for what no code fits).'
        )
    if code.code in before:
        return f'"{code.code}" stands in the codebook twice.'
    if not code.label or len(code.label) > LIMIT_LABEL_CHARS:
        return f'"{code.code}" needs a label of 1 to {LIMIT_LABEL_CHARS} characters.'
    if len(code.definition) > LIMIT_DEFINITION_CHARS:
        return f'"{code.code}" has a definition of over {LIMIT_DEFINITION_CHARS} characters.'
    return ""

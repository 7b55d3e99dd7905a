"""Spreadsheet files in and out: CSV or XLSX, by the file's ending.

Rule: whatever opens them may be an office program, so no cell of ours ever starts a formula; what
comes back is text or is refused, and a file is read only after its size is known.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree.ElementTree import ParseError

from msgspec import Struct

from bot.errors import FlowError, Problem

LIMIT_BYTES = 5_000_000
"""Some fifty times a consultation with everything the bot says."""
LIMIT_UNPACKED = 50_000_000
LIMIT_ROWS = 20_000
LIMIT_COLUMNS = 40
_FORMULA = ("=", "@", "+", "-", "\t", "\r", "\n", "＝", "＠", "＋", "－")
_TYPED_FORMULA = ("=", "@")
_ERRORS = ("#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!")
"""What an office program makes of words that it took for a formula."""
_BROKEN = (
    OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, RuntimeError,
    NotImplementedError, zipfile.BadZipFile, zlib.error, ParseError,
)  # fmt: skip
"""All that openpyxl raises on a file that is not what it says."""


class Row(Struct, frozen=True):
    """One row below the header: cells by the (folded) name of their column."""

    number: int
    """As the spreadsheet counts."""
    cells: Mapping[str, str]


class Grid(Struct, frozen=True):
    """A sheet as text."""

    columns: Mapping[str, int]
    """Folded name to place, counted from 1."""
    rows: tuple[Row, ...]


class Column(Struct, frozen=True):
    """One column to be written."""

    name: str
    width: int
    is_open: bool = False
    """May be changed by whoever has the sheet."""
    is_rtl: bool = False


Line: TypeAlias = tuple[str, ...]


class Tab(Struct, frozen=True):
    """One sheet of several."""

    name: str
    columns: Sequence[Column]
    lines: Sequence[Line]


Refuse: TypeAlias = Callable[[int, int, str, str], FlowError]


def refusal(file: str) -> Refuse:
    """Make errors about one file: row, column, code, message."""

    def refuse(row: int, column: int, code: str, message: str) -> FlowError:
        return FlowError([Problem(file, row, column, code, message)])

    return refuse


# ── In ────────────────────────────────────────────────────────────────────────────────────────


def read(path: Path) -> Grid:
    """The first sheet of a file.

    Raises:
        FlowError: it cannot be read, is too large, is not UTF-8 or no spreadsheet, or holds a
            formula; with the row.
    """
    return _grid(path.as_posix(), _read(path, ""))


def read_tab(path: Path, name: str) -> Grid | None:
    """Another sheet of a file: of a CSV, the file beside it; `None`: there is none.

    Raises:
        FlowError: as `read`.
    """
    if path.suffix.casefold() == ".csv":
        beside = tab_path(path, name)
        return read(beside) if beside.exists() else None
    lines = _read(path, name)
    return _grid(f"{path.as_posix()} ({name})", lines) if lines else None


def tab_path(path: Path, name: str) -> Path:
    """Where another sheet of a CSV is kept: `why.csv` has `why-codebook.csv` beside it."""
    return path.with_name(f"{path.stem}-{name.casefold()}{path.suffix}")


def _read(path: Path, tab: str) -> Sequence[Sequence[str]]:
    """The cells of one sheet; the first without a name."""
    refuse = refusal(path.as_posix())
    reader = _READERS.get(path.suffix.casefold())
    if reader is None:
        raise refuse(1, 1, "W-301", "It is neither .csv nor .xlsx. Save it as one of them.")
    try:
        if path.stat().st_size > LIMIT_BYTES:
            raise refuse(1, 1, "W-302", "The file is over 5 MB. Take a fresh sheet.")
        body = path.read_bytes()
    except OSError as error:
        raise refuse(1, 1, "W-301", f"It cannot be read: {error.strerror}.") from error
    return reader(body, refuse, tab)


def _grid(shown: str, lines: Sequence[Sequence[str]]) -> Grid:
    refuse = refusal(shown)
    if not lines:
        raise refuse(1, 1, "W-303", "The sheet is empty.")
    if len(lines) > LIMIT_ROWS:
        raise refuse(LIMIT_ROWS, 1, "W-302", f"More than {LIMIT_ROWS} rows.")
    names = [name.strip().casefold() for name in lines[0]]
    columns = {name: place for place, name in enumerate(names, 1) if name}
    if len(columns) != len([name for name in names if name]):
        raise refuse(1, 1, "W-303", "Two columns have the same name.")
    rows = [_row(number, line, columns) for number, line in enumerate(lines[1:], 2)]
    return Grid(columns, tuple(row for row in rows if any(c.strip() for c in row.cells.values())))


def _row(number: int, line: Sequence[str], columns: Mapping[str, int]) -> Row:
    cells = {name: line[at - 1] if at <= len(line) else "" for name, at in columns.items()}
    return Row(number, cells)


def _read_csv(body: bytes, refuse: Refuse, _: str) -> Sequence[Sequence[str]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        message = 'It is not UTF-8. Save it as "CSV UTF-8", or as .xlsx.'
        raise refuse(line, 1, "W-304", message) from error
    if "\0" in text:
        raise refuse(1, 1, "W-304", 'It is not UTF-8. Save it as "CSV UTF-8", or as .xlsx.')
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    lines: list[Sequence[str]] = []
    try:
        for cells in reader:
            number = len(lines) + 1
            lines.append([_typed(cell, refuse, number, at) for at, cell in enumerate(cells, 1)])
    except csv.Error as error:
        message = f"The file is broken here ({error}). Save it again as CSV, or as .xlsx."
        raise refuse(len(lines) + 1, 1, "W-303", message) from error
    return lines


def _typed(cell: str, refuse: Refuse, row: int, column: int) -> str:
    """A cell of a CSV: our own guard is taken off; what was typed as a formula is refused."""
    if cell.startswith(_TYPED_FORMULA) or cell in _ERRORS:
        raise refuse(row, column, "W-305", "The cell holds a formula. Write the words as text.")
    is_guarded = cell[:1] == "'" and cell[1:2] in {*_FORMULA, "'"} - {""}
    return cell[1:] if is_guarded else cell


def _read_xlsx(body: bytes, refuse: Refuse, tab: str) -> Sequence[Sequence[str]]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LIMIT_UNPACKED:
                raise refuse(1, 1, "W-302", "The file unpacks to over 50 MB. Take a fresh sheet.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles, which we do not look at
            book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
            wanted = [s for s in book.worksheets if tab.casefold() in {"", s.title.casefold()}]
            if not wanted and tab:
                return []
            cells = wanted[0].iter_rows(max_row=LIMIT_ROWS + 1, max_col=LIMIT_COLUMNS)
            return [
                [_cell(cell, refuse, row, at) for at, cell in enumerate(line, 1)]
                for row, line in enumerate(cells, 1)
            ]
    except _BROKEN as error:
        message = "It is no spreadsheet, or a broken one. Save it again as .xlsx."
        raise refuse(1, 1, "W-303", message) from error


def _cell(cell: object, refuse: Refuse, row: int, column: int) -> str:
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "")
    if kind in {"f", "e"} or value in _ERRORS:
        raise refuse(row, column, "W-305", "The cell holds a formula. Write the words as text.")
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        message = "The cell holds a date or another value. Make it a text cell, and write it anew."
        raise refuse(row, column, "W-305", message)
    return f"{value:g}" if isinstance(value, float) else str(value)


_READERS: Mapping[str, Callable[[bytes, Refuse, str], Sequence[Sequence[str]]]] = {
    ".csv": _read_csv,
    ".xlsx": _read_xlsx,
}


# ── Out ───────────────────────────────────────────────────────────────────────────────────────


def write(path: Path, columns: Sequence[Column], lines: Sequence[Line]) -> bytes:
    """The bytes of a file of that ending.

    Raises:
        FlowError: of another ending.
    """
    return write_tabs(path, [Tab("Translation", columns, lines)])[path]


def write_tabs(path: Path, tabs: Sequence[Tab]) -> Mapping[Path, bytes]:
    """Several sheets: one workbook, or of CSV a file each. The bytes of each file.

    Raises:
        FlowError: of another ending.
    """
    kind = path.suffix.casefold()
    if kind not in WRITTEN:
        refuse = refusal(path.as_posix())
        raise refuse(1, 1, "W-301", "A sheet is .csv or .xlsx. Name it so.")
    if kind == ".xlsx":
        return {path: _write_xlsx(tabs)}
    first, *others = tabs
    beside = {tab_path(path, tab.name): _write_csv(tab) for tab in others}
    return {path: _write_csv(first), **beside}


WRITTEN = frozenset({".csv", ".xlsx"})
"""Endings of what can be written."""


def _write_csv(tab: Tab) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in tab.columns])
    writer.writerows([guarded(cell) for cell in line] for line in tab.lines)
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """With an apostrophe before whatever an office program could run; `_typed` takes it off."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


_AS_TEXT = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)


def _write_xlsx(tabs: Sequence[Tab]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **_AS_TEXT})
    for tab in tabs:
        _write_tab(book, tab)
    book.close()
    return out.getvalue()


def _write_tab(book: Any, tab: Tab) -> None:  # Any: xlsxwriter has no types
    sheet = book.add_worksheet(tab.name)
    wrapped = {"text_wrap": True, "valign": "top", "num_format": "@"}
    head = book.add_format({"bold": True, "bottom": 1})
    for place, column in enumerate(tab.columns):
        look = {
            **wrapped,
            "locked": not column.is_open,
            "reading_order": 2 if column.is_rtl else 0,
        }
        if column.is_open:
            look["bg_color"] = "#FFF9DB"
        style = book.add_format(look)
        sheet.set_column(place, place, column.width, style)
        sheet.write_string(0, place, column.name, head)
        for row, line in enumerate(tab.lines, 1):
            sheet.write_string(row, place, line[place], style)
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True,
                       "sort": True, "format_cells": True})  # fmt: skip
    sheet.autofilter(0, 0, max(len(tab.lines), 1), len(tab.columns) - 1)

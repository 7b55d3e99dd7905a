"""The files of a coder's sheet: the answers, and the codebook on a tab of its own.

Rule: `grids` writes and reads them, so nothing that somebody said can start a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.results.coding.sheets import (
    BOOK_COLUMNS,
    CODES,
    COLUMNS,
    LABEL,
    LANGUAGE,
    MARK,
    ORIGINAL,
    TRANSLATION,
    Page,
)
from bot.workshop.translating import grids
from bot.workshop.translating.grids import Column, Line, Tab

BOOK = "Codebook"
FIRST, SECOND = "first coder", "second coder"
_WIDTHS = {ORIGINAL: 60, TRANSLATION: 60, CODES: 30, LANGUAGE: 10, MARK: 10}
_OPEN = {TRANSLATION, CODES}


def files(
    path: Path, lines: Sequence[Line], book: Sequence[Line], *, is_settling: bool = False
) -> Mapping[Path, bytes]:
    """The bytes of a sheet and of its codebook.

    Raises:
        FlowError: the file is named neither .csv nor .xlsx.
    """
    columns = [Column(name, _WIDTHS.get(name, 18), is_open=name in _OPEN) for name in COLUMNS]
    if is_settling:
        columns += [Column(FIRST, 30), Column(SECOND, 30)]
    of_book = [Column(name, 30 if name == LABEL else 20, is_open=True) for name in BOOK_COLUMNS]
    return grids.write_tabs(path, [Tab("Answers", columns, lines), Tab(BOOK, of_book, book)])


def pages(path: Path) -> tuple[Page, Page | None]:
    """A sheet that comes back, and its codebook (`None`: it has none).

    Raises:
        FlowError: it cannot be read, or holds a formula.
    """
    book = grids.read_tab(path, BOOK)
    beside = grids.tab_path(path, BOOK) if path.suffix.casefold() == ".csv" else path
    shown = beside.as_posix() if beside != path else f"{path.as_posix()} ({BOOK})"
    return Page(path.as_posix(), grids.read(path)), Page(shown, book) if book else None

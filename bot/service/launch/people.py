"""The people file: a CSV of whom to invite, read whole before anyone is stored.

Rule: pure; an error names row and column and never what stands there, because it is somebody's
number or name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.errors import FlowError, Problem
from bot.flow.hours import own_hours
from bot.flow.times import zone
from bot.language.folding import clean
from bot.language.phones import PhoneProblem, read_phone
from bot.model import Address

COLUMNS = (
    "phone", "telegram", "language", "name", "segment", "area", "link_worker", "source", "hours",
    "timezone",
)  # fmt: skip
_WORDS = COLUMNS[3:8]
LIMIT_ROWS = 100_000
LIMIT_BYTES = 32 * 1024 * 1024
LIMIT_CELL_CHARS = 100

_DELIMITERS = ",;\t"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .ods begin, and .xls."""
_EXCEL_NUMBER = re.compile(r"[\d.,]+[eE]\+?\d+")


PHONE_PROBLEMS: Mapping[PhoneProblem, tuple[str, str]] = {
    PhoneProblem.UNREADABLE: (
        "P-110",
        '"phone" is not a phone number. Write it like 07… or +44….',
    ),
    PhoneProblem.LANDLINE: (
        "P-111",
        '"phone" is a landline, which a text cannot reach. Put a mobile number, or leave it '
        "empty: a personal joining link is then made.",
    ),
}
"""Code and words for a number that cannot be texted."""


class Entry(Struct, frozen=True):
    """One row: someone to invite."""

    row: int
    """Line of the file, the header being 1."""
    language: str
    addresses: tuple[Address, ...] = ()
    """Telegram first: it costs nothing. Empty: a personal join link is made."""
    country: str = ""
    """ISO 3166 of the phone, for its price."""
    name: str = ""
    segment: str = ""
    area: str = ""
    link_worker: str = ""
    source: str = ""
    hours: str = ""
    """When they want to be written to, such as `17:00-20:00`."""
    timezone: str = ""
    is_shared: bool = False
    """Another row has the same phone, and another name: two people on one phone."""


class _Findings:
    """Problems found so far, and the addresses seen with their rows."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.rows: dict[Address, list[tuple[int, str]]] = {}
        """Address to the rows it stands in, and the name there."""

    def add(self, row: int, column: int, code: str, message: str) -> None:
        self.problems.append(Problem(self.file, row, column, code, message))

    def stop_if_any(self) -> None:
        if self.problems:
            raise FlowError(sorted(self.problems))


def read_people(content: bytes, file: str, languages: Collection[str]) -> tuple[Entry, ...]:
    """Read a people file.

    Args:
        content: its bytes; UTF-8, with or without the mark that spreadsheets write.
        file: its name, for messages.
        languages: tags that the consultation offers.

    Returns:
        One entry per row, in the file's order, each address once.

    Raises:
        FlowError: every problem of the file; nothing may be used of it.
    """
    found = _Findings(file)
    table = _rows(_decoded(content, found), found)
    header = _header(table, found)
    entries = []
    for row, cells in table[1:]:
        entry = _entry(row, cells, header, (languages, found))
        if entry is not None:
            entries.append(entry)
    if not entries and not found.problems:
        found.add(1, 1, "P-102", "Nobody stands in this file. Add a row for each person.")
    found.stop_if_any()
    shared = {address for address, rows in found.rows.items() if len(rows) > 1}
    return tuple(
        replace(entry, is_shared=True) if shared & set(entry.addresses) else entry
        for entry in entries
    )


# ── The file ──────────────────────────────────────────────────────────────────────────────────


def _decoded(content: bytes, found: _Findings) -> str:
    if len(content) > LIMIT_BYTES:
        found.add(1, 1, "P-106", "The file is over 32 MiB. Split it into several lists.")
    elif content.startswith(_SPREADSHEETS):
        found.add(
            1, 1, "P-101", 'This is a spreadsheet, not CSV. Save it as "CSV UTF-8" and send that.'
        )
    elif content.startswith(_UTF16) or b"\x00" in content[:1000]:
        found.add(
            1, 1, "P-101", 'The file is in UTF-16. Save it again as "CSV UTF-8" and send that.'
        )
    found.stop_if_any()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        found.add(row, 1, "P-101", 'This row is not UTF-8. Save the file again as "CSV UTF-8".')
    found.stop_if_any()
    raise AssertionError  # pragma: no cover - the line above raises


def _rows(text: str, found: _Findings) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, with the line each begins on."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                table.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        found.add(
            line, 1, "P-107", "This row cannot be read as CSV: look for a quotation mark too many."
        )
    if len(table) - 1 > LIMIT_ROWS:
        found.add(
            table[LIMIT_ROWS + 1][0],
            1,
            "P-106",
            f"The file has over {LIMIT_ROWS:,} people. Split it into several lists.",
        )
    if not table:
        found.add(1, 1, "P-102", f"The file is empty. Its first row names {_known()}.")
    found.stop_if_any()
    return table


def _header(table: Sequence[tuple[int, list[str]]], found: _Findings) -> Mapping[str, int]:
    """Column name to its place, counted from 0."""
    row, cells = table[0]
    names = [cell.strip().lower() for cell in cells]
    if not {"phone", "telegram", "language"} & set(names):
        # Perhaps the first person's own row: say nothing of what is in it.
        found.add(row, 1, "P-104", f"The first row is not a header. It must name {_known()}.")
        found.stop_if_any()
    for column, name in enumerate(names, 1):
        if name not in COLUMNS:
            found.add(row, column, "P-103", _unknown_column(name))
        elif names.index(name) != column - 1:
            found.add(row, column, "P-105", f'The column "{name}" stands twice. Keep one.')
    if "language" not in names:
        found.add(row, 1, "P-104", 'The column "language" is missing. Add it.')
    found.stop_if_any()
    return {name: place for place, name in enumerate(names)}


def _unknown_column(name: str) -> str:
    if not name:
        return f"This column has no name. Remove it, or name it one of {_known()}."
    shown = f'The column "{name}"' if _may_be_shown(name) else "This column"
    return f"{shown} is not known. Remove it: a people file holds only {_known()}."


def _may_be_shown(name: str) -> bool:
    return len(name) <= 40 and sum(character.isdigit() for character in name) < 5


def _known() -> str:
    return ", ".join(COLUMNS)


# ── One row ───────────────────────────────────────────────────────────────────────────────────


def _entry(
    row: int,
    cells: list[str],
    header: Mapping[str, int],
    given: tuple[Collection[str], _Findings],
) -> Entry | None:
    languages, found = given
    before = len(found.problems)
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        found.add(row, len(header) + 1, "P-107", "This row has more cells than the header.")
    cell = _Row(row, cells, header, found)
    phone, country = _phone(cell)
    addresses = tuple(address for address in (_telegram(cell), phone) if address is not None)
    language = _language(cell, languages)
    name, segment, area, link_worker, source = (cell.words(name) for name in _WORDS)
    hours, timezone = _hours(cell), _timezone(cell)
    _note_twice(addresses, cell, name)
    if len(found.problems) > before:
        return None
    return Entry(
        row,
        language,
        addresses,
        country,
        name,
        segment,
        area,
        link_worker,
        source,
        hours,
        timezone,
    )


class _Row(Struct, frozen=True):
    """One row's cells by column name."""

    row: int
    cells: list[str]
    header: Mapping[str, int]
    found: _Findings

    def text(self, name: str) -> str:
        place = self.header.get(name)
        if place is None or place >= len(self.cells):
            return ""
        return self.cells[place].strip(" \u00a0")

    def problem(self, name: str, code: str, message: str) -> None:
        self.found.add(self.row, self.header.get(name, 0) + 1, code, message)

    def words(self, name: str) -> str:
        """A cell of plain words: short, one line, and nothing that a spreadsheet would run."""
        text = self.text(name)
        if text.startswith(_FORMULA):
            self.problem(
                name,
                "P-115",
                f'"{name}" begins with a sign that spreadsheets run as a formula. Remove it.',
            )
            return ""
        if len(text) > LIMIT_CELL_CHARS:
            self.problem(
                name, "P-116", f'"{name}" is over {LIMIT_CELL_CHARS} characters. Shorten it.'
            )
            return ""
        return " ".join(clean(text).split())


def _phone(cell: _Row) -> tuple[Address | None, str]:
    text = cell.text("phone")
    if not text:
        return None, ""
    if text.startswith(tuple(sign for sign in _FORMULA if sign != "+")):
        cell.problem("phone", "P-115", '"phone" is a formula. Put the number itself there.')
        return None, ""
    if _EXCEL_NUMBER.fullmatch(text):
        cell.problem(
            "phone",
            "P-110",
            '"phone" was shortened by a spreadsheet, like 4.4E+11. Format the column as text, '
            "and put the numbers in again.",
        )
        return None, ""
    found = read_phone(text)
    if isinstance(found, PhoneProblem):
        cell.problem("phone", *PHONE_PROBLEMS[found])
        return None, ""
    return Address("sms", found.e164), found.country


def _telegram(cell: _Row) -> Address | None:
    text = cell.text("telegram")
    if not text:
        return None
    if not is_chat_id(text):
        cell.problem(
            "telegram",
            "P-113",
            '"telegram" must be the digits of a chat id, not a user name. Leave it empty: a '
            "personal joining link is then made.",
        )
        return None
    return Address("telegram", text)


def _hours(cell: _Row) -> str:
    """The hours in which somebody wants to be written to, as they are kept."""
    text = cell.text("hours")
    found = own_hours(text) if text else None
    if text and found is None:
        cell.problem(
            "hours",
            "P-117",
            '"hours" are not hours of one day. Write when this person may be texted, like '
            "17:00-20:00, or leave it empty.",
        )
    return f"{found[0]:%H:%M}-{found[1]:%H:%M}" if found else ""


def _timezone(cell: _Row) -> str:
    text = cell.text("timezone")
    if not text:
        return ""
    try:
        return zone(text).key
    except ValueError:
        cell.problem(
            "timezone",
            "P-118",
            '"timezone" is none that is known. Write one like Europe/London, or leave it empty.',
        )
    return ""


def is_chat_id(text: str) -> bool:
    """Whether these are the digits by which Telegram knows a chat."""
    return text.isascii() and text.isdigit() and len(text) <= 19 and not text.startswith("0")


def _language(cell: _Row, languages: Collection[str]) -> str:
    text = cell.text("language")
    by_lower = {tag.lower(): tag for tag in languages}
    if text.lower() in by_lower:
        return by_lower[text.lower()]
    offered = ", ".join(languages)
    what = "is empty" if not text else "is not one this consultation offers"
    cell.problem("language", "P-114", f'"language" {what}. Write one of: {offered}.')
    return ""


def _note_twice(addresses: Sequence[Address], cell: _Row, name: str) -> None:
    for address in addresses:
        before = cell.found.rows.setdefault(address, [])
        first = next((row for row, other in before if not _are_two(name, other)), None)
        if first is not None:
            column = "phone" if address.channel == "sms" else "telegram"
            cell.problem(
                column,
                "P-112",
                f'"{column}" is the same as in row {first}. Keep one of the two, or give both '
                "names, where two people share it.",
            )
        before.append((cell.row, name))


def _are_two(one: str, other: str) -> bool:
    return bool(one and other) and one.casefold() != other.casefold()

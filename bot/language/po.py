"""One `.po` file → its entries, each with its place.

Rule: a file that is broken anywhere is refused whole, with the line; what an entry says is judged
by the workshop, not here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.errors import FlowError, Problem
from bot.language.files import read_text

if TYPE_CHECKING:
    import polib

_LINE_IN_ERROR = re.compile(r"line (\d+)")
_LINE = re.compile(
    r'\s*(?:#.*|(?:msg(?:ctxt|id|id_plural|str(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\s*)?'
)
"""What a line of a catalogue can be; polib lets most others pass."""
_BROKEN = "The catalogue is broken here: it does not parse. Mend it, or restore a copy."
_CHARSET = re.compile(r"charset=([\w-]+)", re.IGNORECASE)


class Entry(Struct, frozen=True):
    """One key of a catalogue: the words it translates, and their translation."""

    key: str
    source: str
    """`msgid`: the source words at the time of translating. Others now: it is stale."""
    text: str
    """`msgstr`."""
    is_fuzzy: bool
    """Marked by the translator's tool as needing another look: never shown."""
    file: str
    line: int

    @property
    def hash(self) -> str:
        """What a review of it refers to: another source or another translation un-reviews it."""
        return hashlib.sha256(f"{self.source}\0{self.text}".encode()).hexdigest()[:16]


def read_po(path: Path) -> tuple[Entry, ...]:
    """The entries of one file, obsolete ones left out.

    Raises:
        FlowError: unreadable, over 1 MiB, not UTF-8, not a catalogue, an entry without its key
            (`msgctxt`), a key twice, or plural forms, which our messages do without.
    """
    import polib

    _must_be_text(path)
    shown = path.as_posix()
    try:
        file = polib.pofile(str(path), encoding="utf-8")
    except (OSError, ValueError, IndexError, AttributeError, UnicodeError) as error:
        found = _LINE_IN_ERROR.search(str(error))
        line = int(found[1]) if found else 1
        raise FlowError([Problem(shown, line, 1, "W-104", _BROKEN)]) from error
    live = [entry for entry in file if not entry.obsolete]
    entries = [_entry(entry, shown) for entry in live]
    problems = [*_faults(live, shown), *_repeats(entries)]
    if problems:
        raise FlowError(problems)
    return tuple(entries)


def _must_be_text(path: Path) -> None:
    shown = path.as_posix()
    text = read_text(path)
    charset = _CHARSET.search(text)
    if charset and charset[1].casefold() not in {"utf-8", "utf8"}:
        line = text[: charset.start()].count("\n") + 1
        message = f"It says its characters are {charset[1]}. Save it as UTF-8 and say so."
        raise FlowError([Problem(shown, line, 1, "W-103", message)])
    for line, words in enumerate(text.split("\n"), 1):
        if not _LINE.fullmatch(words.rstrip("\r")):
            raise FlowError([Problem(shown, line, 1, "W-104", _BROKEN)])


def _entry(entry: polib.POEntry, shown: str) -> Entry:
    return Entry(
        key=intern(entry.msgctxt or ""),  # the same in every language: held once
        source=intern(entry.msgid),
        text=entry.msgstr,
        is_fuzzy=entry.fuzzy,
        file=shown,
        line=entry.linenum,
    )


def _faults(entries: list[polib.POEntry], shown: str) -> list[Problem]:
    problems = []
    for entry in entries:
        if not entry.msgctxt:
            message = "The entry has no msgctxt. Its key belongs there: restore it."
            problems.append(Problem(shown, entry.linenum, 1, "W-105", message))
        elif entry.msgid_plural:
            message = f"{entry.msgctxt} has plural forms. Write one that fits every number."
            problems.append(Problem(shown, entry.linenum, 1, "W-106", message))
    return problems


def _repeats(entries: list[Entry]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for entry in entries:
        if entry.key and entry.key in first:
            message = f"{entry.key} stands here twice (line {first[entry.key]}). Delete one."
            problems.append(Problem(entry.file, entry.line, 1, "W-107", message))
        first.setdefault(entry.key, entry.line)
    return problems


def previous_sources(paths: Iterable[Path]) -> Mapping[str, str]:
    """By key, what the source was when it was translated, where it has changed since."""
    import polib

    return {
        entry.msgctxt: entry.previous_msgid
        for path in paths
        for entry in polib.pofile(str(path), encoding="utf-8")
        if entry.msgctxt and entry.previous_msgid and not entry.obsolete
    }

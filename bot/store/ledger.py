"""The log of erasures, purges and stops, a file outside the database: what an old backup is told.

Rule: append-only, a chain of hashes; blind indexes and dates, never a number. Erasures
happen in the database; the file repeats them, so it can be brought up to date after any crash.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from msgspec import DecodeError, Struct, json
from sqlalchemy import select

from bot.errors import Refused
from bot.ports import Entry, Forgetting
from bot.store import leaving, tables
from bot.store.session import Session

SUFFIX = ".erased"
"""Of the file, after the database's own name."""
OVERLAP = timedelta(hours=1)
"""So far back is looked again: a slow transaction may commit an earlier moment later."""
_FIRST = "0" * 16


class _Line(Struct, frozen=True):
    entry: Entry
    chain: str


class Ledger:
    """One such file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = -1
        self._known: set[Entry] = set()
        self._chain = _FIRST

    def latest(self) -> int:
        """The moment of its last entry, or 0.

        Raises:
            Refused: a line was changed, or is missing.
        """
        if self.path.exists() and self.path.stat().st_size != self._size:
            self._learn(self.path.read_bytes())
        return max((entry.at for entry in self._known), default=0)

    def add(self, entries: Sequence[Entry]) -> int:
        """Append those it does not hold yet, and make sure that they are on the disk; how many.

        Raises:
            Refused: a line was changed, or is missing.
        """
        with _locked(self.path) as file:
            content = file.read()
            self._learn(content)
            file.truncate(content.rfind(b"\n") + 1)  # a line that a crash cut short
            file.seek(0, os.SEEK_END)
            fresh = [entry for entry in dict.fromkeys(entries) if entry not in self._known]
            for entry in fresh:
                self._chain = _next(self._chain, entry)
                file.write(json.encode(_Line(entry, self._chain)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
            self._known.update(fresh)
            self._size = file.tell()
        return len(fresh)

    def _learn(self, content: bytes) -> None:
        lines = _lines(content, self.path.name)
        self._known = {line.entry for line in lines}
        self._chain = lines[-1].chain if lines else _FIRST
        self._size = len(content)


def read(path: Path) -> Sequence[Entry]:
    """What stands in such a file.

    Raises:
        Refused: a line was changed, or is missing.
    """
    return [line.entry for line in _lines(path.read_bytes(), path.name)]


def _lines(content: bytes, name: str) -> list[_Line]:
    chain, found = _FIRST, []
    for number, text in enumerate(content[: content.rfind(b"\n") + 1].splitlines(), 1):
        try:
            line = json.decode(text, type=_Line)
        except DecodeError:
            line = None
        if line is None or line.chain != _next(chain, line.entry):
            raise Refused(
                f"{name}:{number}: this line of the log of erasures was changed, or one before it "
                "is missing. Take another copy of the log: there is one beside each backup."
            )
        chain = line.chain
        found.append(line)
    return found


def _next(chain: str, entry: Entry) -> str:
    return hashlib.sha256(chain.encode() + json.encode(entry)).hexdigest()[:16]


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


async def entries(session: Session, since: int) -> Sequence[Entry]:
    """Erasures, purges and stops of the database since a moment, the earliest first."""
    e, no = leaving.erasure.c, tables.do_not_contact.c
    erased = await session.bulk.all(select(e.mark, e.at, e.kept, e.what).where(e.at >= since))
    closed = select(no.bucket, no.address, no.since, no.reason).where(no.since >= since)
    found = [Entry(row.at, row.mark, kept=row.kept, what=Forgetting(row.what)) for row in erased]
    found += [
        Entry(row.since, row.address, row.bucket, row.reason)
        for row in await session.bulk.all(closed)
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.key))


def back_from(moment: int) -> int:
    """From when on to look, after an entry of this moment."""
    return moment - OVERLAP // timedelta(microseconds=1) if moment else 0


def path_beside(database: str) -> Path:
    """Where the log of a database file is kept."""
    return Path(f"{database}{SUFFIX}")

"""What was read from `locales/`, kept as one file, so that the next command starts at once.

Rule: it is a convenience: it is used only while every file, and the code that read them, is as it
was; wherever it cannot be kept or read, the files themselves are.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from bot.language.languages import Language
from bot.language.po import Entry
from bot.language.reviews import Review
from bot.language.words import Words

Marks: TypeAlias = tuple[tuple[str, int, int], ...]
"""Name, size and time of every file: what tells one state of a folder from another."""


class Snapshot(Struct, frozen=True):
    """All that a catalogue is made of, by tag."""

    languages: Mapping[str, Language]
    entries: Mapping[str, Mapping[str, Entry]]
    words: Mapping[str, Words]
    reviews: Mapping[str, Mapping[str, Review]]


def marks(folder: Path) -> Marks:
    """The state of a folder."""
    if not folder.is_dir():
        return ()
    seen = ((path, path.stat()) for path in sorted(folder.rglob("*.*")) if path.is_file())
    return tuple((str(path), stat.st_size, stat.st_mtime_ns) for path, stat in seen)


def place_of(folder: Path) -> Path:
    """Where what was read from this folder is kept. Source: XDG Base Directory Specification."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return _caches() / "kotha" / f"locales-{name}.msgpack"


def _caches() -> Path:
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    except RuntimeError:
        return Path(os.devnull)  # a service without a home: nothing can be kept


def recall(place: Path, read_at: Marks) -> Snapshot | None:
    """What was kept there of a folder in this very state."""
    try:
        if place.stat().st_uid != os.geteuid():
            return None  # somebody else's words
        digest, _, body = place.read_bytes().partition(b"\n")
        is_same = digest == _digest(read_at)
        return msgspec.msgpack.decode(body, type=Snapshot) if is_same else None
    except (OSError, msgspec.DecodeError):
        return None


def keep(place: Path, read_at: Marks, snapshot: Snapshot) -> None:
    """Keep it for the next command, where there is room and leave to."""
    body = msgspec.msgpack.encode(snapshot, enc_hook=dict)
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(_digest(read_at) + b"\n" + body)
        Path(file.name).replace(place)


def _digest(read_at: Marks) -> bytes:
    """Of the files and of the code that read them: other folding makes other keys."""
    states = (read_at, marks(Path(__file__).parent), msgspec.__version__)
    return hashlib.sha256(repr(states).encode()).hexdigest().encode()

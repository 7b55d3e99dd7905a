"""What was read from files, kept as one file, so that the next command starts at once.

Rule: it is a convenience: it is used only while every file, and the code that read them, is as it
was; wherever it cannot be kept or read, the files themselves are.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar
from zlib import crc32

import msgspec
from msgspec import Raw, Struct

from bot.language.languages import Language
from bot.language.po import Entry
from bot.language.reviews import Review
from bot.language.words import Words

Part = TypeVar("Part")

Marks: TypeAlias = tuple[tuple[str, int, int], ...]
"""Name, size and time of every file: what tells one state of a folder from another."""


class Snapshot(Struct, frozen=True):
    """All that a catalogue is made of, by tag."""

    languages: Mapping[str, Language]
    entries: Mapping[str, Mapping[str, Entry]]
    words: Mapping[str, Words]
    reviews: Mapping[str, Mapping[str, Review]]


class _Kept(Struct):
    """The same as it lies in the file."""

    languages: Mapping[str, Language]
    entries: Mapping[str, Mapping[str, Entry]]
    words: Raw
    reviews: Raw


class _Later(Mapping[str, Part], Generic[Part]):
    """What is decoded when it is first asked for: a bot that has yet to hear a reply needs the
    words of none of its languages, which are most of the file."""

    def __init__(self, read: Callable[[], Mapping[str, Part]]) -> None:
        self._decode = read

    @cached_property
    def _read(self) -> Mapping[str, Part]:
        return self._decode()

    def __getitem__(self, tag: str) -> Part:
        return self._read[tag]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


def marks(folder: Path, files: str = "*.*") -> Marks:
    """The state of a folder."""
    if not folder.is_dir():
        return ()
    seen = ((path, path.stat()) for path in sorted(folder.rglob(files)) if path.is_file())
    return tuple((str(path), stat.st_size, stat.st_mtime_ns) for path, stat in seen)


def place_of(folder: Path, kind: str = "locales") -> Path:
    """Where what was read from this folder is kept. Source: XDG Base Directory Specification."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return _caches() / "kotha" / f"{kind}-{name}.msgpack"


def _caches() -> Path:
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    except RuntimeError:
        return Path(os.devnull)  # a service without a home: nothing can be kept


def recall(place: Path, read_at: Marks) -> Snapshot | None:
    """What was kept there of a folder in this very state."""
    body = recall_bytes(place, digest(read_at))
    try:
        kept = msgspec.msgpack.decode(body, type=_Kept) if body else None
    except msgspec.DecodeError:
        return None
    if kept is None:
        return None
    return Snapshot(
        kept.languages,
        kept.entries,
        _Later(partial(msgspec.msgpack.decode, kept.words, type=dict[str, Words])),
        _Later(partial(msgspec.msgpack.decode, kept.reviews, type=dict[str, dict[str, Review]])),
    )


def keep(place: Path, read_at: Marks, snapshot: Snapshot) -> None:
    """Keep it for the next command, where there is room and leave to."""
    keep_bytes(place, digest(read_at), msgspec.msgpack.encode(snapshot, enc_hook=dict))


def recall_bytes(place: Path, state: bytes) -> bytes:
    """What was kept there whole by this user, and in this state; else nothing."""
    try:
        if place.stat().st_uid != os.geteuid():
            return b""  # somebody else's words
        head, _, body = place.read_bytes().partition(b"\n")
    except OSError:
        return b""
    return body if head == _head(state, body) else b""


def keep_bytes(place: Path, state: bytes, body: bytes) -> None:
    """Keep it, where there is room and leave to."""
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(_head(state, body) + b"\n" + body)
        Path(file.name).replace(place)


def _head(state: bytes, body: bytes) -> bytes:
    return b"%s %08x" % (state, crc32(body))


def digest(read_at: object, *rooms: Path) -> bytes:
    """Of what was read, and of the code that read it: other folding makes other keys."""
    code = [marks(room, "*.py") for room in (Path(__file__).parent, *rooms)]
    states = (read_at, code, msgspec.__version__)
    return hashlib.sha256(repr(states).encode()).hexdigest().encode()

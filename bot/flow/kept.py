"""A flow that has been read and checked before, for the next command.

Rule: as `language.snapshots`: used only while every byte that was read, and the code that judged
it, is as it was. A flow with an error is never kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bot import model, questions
from bot.flow.folder import FILE, LIMIT_BYTES
from bot.flow.structure import Document
from bot.flow.version import dump_document, parse_document
from bot.language.snapshots import digest, keep_bytes, place_of, recall_bytes

_ROOMS = tuple(Path(room).parent for room in (__file__, questions.__file__, model.__file__))


def load(path: Path, blocks: Path, place: Path | None = None) -> Document:
    """As `bot.flow.load.load`, or what that found before in the very same files.

    Args:
        path: the flow's folder, or its file.
        blocks: the folder of blocks that it may use.
        place: the file where it is kept; by default one of its own in this user's caches.

    Raises:
        FlowError: as there.
    """
    file = path / FILE if path.is_dir() else path
    place = place or place_of(file, "flow")
    state = digest(tuple(_bodies(file.parent, blocks)), *_ROOMS)
    known = recall_bytes(place, state)
    if known:
        return parse_document(known.decode())
    from bot.flow.load import load as read  # with the libraries that read and judge

    document = read(path, blocks)
    keep_bytes(place, state, dump_document(document).encode())
    return document


def _bodies(folder: Path, blocks: Path) -> Iterator[tuple[str, str]]:
    """Name and contents of every file that may have been read: by contents, because an author
    saves twice within one tick of the clock."""
    for path in (*sorted(folder.iterdir()), *sorted(blocks.glob("*.yaml"))):
        if path.is_file():
            with path.open("rb") as opened:
                yield str(path), hashlib.sha256(opened.read(LIMIT_BYTES + 1)).hexdigest()

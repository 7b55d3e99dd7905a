"""All that is to be translated: the words of the flows, of the blocks, and of the bot itself.

Rule: one source for each key, in the order in which people meet them, with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polib
from msgspec import Struct

from bot.errors import FlowError, Problem
from bot.flow.folder import BLOCKS, folders
from bot.flow.load import Loaded, read, read_block
from bot.flow.structure import Document
from bot.language.languages import SOURCE

BOT = "bot"
"""Name of the catalogue of the bot's own words and of the blocks."""


class Source(Struct, frozen=True):
    """One piece of words to be translated."""

    key: str
    words: str
    file: str
    """Its catalogue: `bot`, or a consultation."""
    note: str = ""
    """What its author says to translators."""
    place: str = ""
    """`file:line`, from the folder that holds `flows/`."""


class Sources(Struct, frozen=True):
    """Everything of an installation, and the consultations that it comes from."""

    by_key: Mapping[str, Source]
    documents: tuple[Document, ...]

    def of(self, file: str) -> Mapping[str, Source]:
        """Those of one catalogue."""
        return {key: source for key, source in self.by_key.items() if source.file == file}

    @property
    def files(self) -> tuple[str, ...]:
        """The catalogues, the bot's own first."""
        return (BOT, *(document.flow.slug for document in self.documents))

    def document(self, slug: str) -> Document | None:
        """One consultation; `None` where there is none of that name."""
        found = (each for each in self.documents if each.flow.slug == slug)
        return next(found, None)

    def language(self, file: str) -> str:
        """What a catalogue is translated from."""
        document = self.document(file)
        return document.flow.language if document else SOURCE


def gather(flows: Path, locales: Path) -> Sources:
    """Read them all.

    Raises:
        FlowError: with every problem of a flow or block that cannot be used.
    """
    blocks = [read_block(path) for path in sorted((flows / BLOCKS).glob("*.yaml"))]
    loaded = [read(folder, flows / BLOCKS) for folder in folders(flows)]
    errors = [found for each in (*blocks, *loaded) for found in _errors(each)]
    if errors:
        raise FlowError(sorted(set(errors)))
    said = [*_bot(locales / SOURCE / f"{BOT}.po")]
    said += [source for each in blocks for source in _of(each, BOT, flows)]
    documents = []
    for each in loaded:
        if each.document is not None:
            documents.append(each.document)
            said += _of(each, each.document.flow.slug, flows)
    return Sources({source.key: source for source in said}, tuple(documents))


def _errors(loaded: Loaded) -> Sequence[Problem]:
    return [problem for problem in loaded.problems if problem.severity == "error"]


def _bot(path: Path) -> Iterator[Source]:
    if not path.exists():
        return
    for entry in polib.pofile(str(path), encoding="utf-8"):
        if entry.msgctxt and not entry.obsolete:
            place = f"locales/{SOURCE}/{path.name}:{entry.linenum}"
            yield Source(entry.msgctxt, entry.msgid, BOT, entry.comment, place)


def _of(loaded: Loaded, file: str, flows: Path) -> Iterator[Source]:
    for key, saying in loaded.sayings.items():
        is_own = not key.startswith("block.")
        if saying.words and is_own == (file != BOT):
            line = saying.page.sheet.value_at(saying.path).line
            where = Path(saying.page.sheet.file)
            shown = where.relative_to(flows.parent) if where.is_relative_to(flows) else where
            place = f"{shown.as_posix()}:{line}" if not shown.is_absolute() else ""
            yield Source(key, saying.words, file, place=place)

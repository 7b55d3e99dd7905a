"""Answers row by row for analysts, once a consultation has closed.

Rule: who takes them out is on record, with what, when and, where words go along, why.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct

from bot.errors import Refused
from bot.flow.structure import Document
from bot.ports import Reader
from bot.questions.statements import vote_of
from bot.results.respondents import Cell, Layout, Variable
from bot.shelf import Running
from bot.shelf.office import Office

MADE = "export.made"
"""In the audit: something of a consultation (its subject) left the house."""


class Extract(Struct, frozen=True):
    """What everybody said who took part, in the columns of their consultation. Of each only the
    cells are held, so that a hundred thousand fit into memory."""

    slug: str
    version: str
    variables: tuple[Variable, ...]
    rows: Sequence[tuple[Cell, ...]]
    """A line a person, by their pseudonyms: an order that tells nothing."""


async def extract(office: Office, slug: str, *, with_text: bool = False) -> Extract:
    """Read it all.

    Raises:
        Refused: it is unknown, or still open.
    """
    running = await office.shelf.known(slug)
    if running.is_open:
        raise Refused(
            f"{slug} is open: answers leave the house once it has closed, so that nobody is led "
            "by them. `kotha status` shows how it goes."
        )
    async with office.store.read() as reader:
        documents = await _documents(reader, running)
        voted = [vote_of(each.step, each.id) for each in running.ballot.statements]
        layout = Layout(documents, with_text=with_text, voted=voted)
        everybody = reader.respondents(slug, with_text=with_text)
        rows = [layout.row(each) async for each in everybody]
    rows.sort(key=itemgetter(0))
    return Extract(slug, running.launched.document.version, layout.variables, rows)


async def _documents(reader: Reader, running: Running) -> Sequence[Document]:
    """Every version that somebody was asked, the newest first."""
    newest = running.told
    found = [newest]
    for version in await reader.versions(running.slug):
        older = await reader.document(version) if version != newest.version else None
        if older is not None:
            found.append(older)
    return found

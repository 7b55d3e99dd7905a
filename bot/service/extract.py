"""Answers row by row for analysts, once a consultation has closed.

Rule: who takes them out is on record, with what, when and, where words go along, why.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bot.errors import Refused
from bot.flow.structure import Document
from bot.ports import Reader
from bot.questions.statements import vote_of
from bot.results.respondents import Layout, Respondent
from bot.shelf import Running
from bot.shelf.office import Office

MADE = "export.made"
"""In the audit: something of a consultation (its subject) left the house."""


class Extract(Struct, frozen=True):
    """Everybody who took part, and the columns that hold what they said."""

    slug: str
    version: str
    layout: Layout
    people: Sequence[Respondent]


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
        people = await reader.respondents(slug, with_text=with_text)
    voted = [vote_of(each.step, each.id) for each in running.ballot.statements]
    layout = Layout(documents, with_text=with_text, voted=voted)
    return Extract(slug, running.launched.document.version, layout, people)


async def _documents(reader: Reader, running: Running) -> Sequence[Document]:
    """Every version that somebody was asked, the newest first."""
    newest = running.told
    found = [newest]
    for version in await reader.versions(running.slug):
        older = await reader.document(version) if version != newest.version else None
        if older is not None:
            found.append(older)
    return found

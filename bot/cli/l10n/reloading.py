"""`kotha l10n reload`: what was mended is spoken from now on.

Rule: judged before anything changes; what is refused leaves the words that run as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from bot.cli import emit, run
from bot.cli.actor import actor
from bot.cli.l10n.desk import JSON, Desk, desk
from bot.errors import FlowError

if TYPE_CHECKING:
    from bot.flow.structure import Document
    from bot.ports import Launched
    from bot.settings import Settings
    from bot.shelf.rewording import Note

ACCEPT = typer.Option(
    metavar="NAME", help="Who stands for words that are missing, stale or unsigned, on record."
)


class _Done(Struct, frozen=True):
    """What was made live."""

    note: Note
    reworded: tuple[str, ...]
    """Consultations whose own words in their own language changed."""
    otherwise: tuple[str, ...]
    """Those whose files have other questions than run: their words stay."""


def reload(
    accept_drafts: Annotated[str, ACCEPT] = "",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Have the running installation read locales/ again; the old words stay if any is wrong."""
    from bot import settings
    from bot.workshop.translating.reviewing import name

    accepted_by = name(accept_drafts) if accept_drafts else ""
    done = run(_reload(settings.load(), desk(), accepted_by))
    said = [f"{slug}: its words are those of its file now." for slug in done.reworded]
    said += [
        f"{slug}: its file has other questions than run, so its words stay. Launch it under "
        "another name."
        for slug in done.otherwise
    ]
    said.append(f"Revision {done.note.revision}: live within a minute.")
    data = {
        "revision": done.note.revision,
        "reworded": done.reworded,
        "other_questions": done.otherwise,
    }
    emit(data, as_json=as_json, table="\n".join(said))


async def _reload(chosen: Settings, at: Desk, accepted_by: str) -> _Done:
    from bot.app import opened
    from bot.service import reword
    from bot.workshop import ready

    async with opened(chosen) as app:
        pairs = [(each.launched, _fresh(each.launched, at)) for each in app.shelf.open()]
        documents = [document for _, document in pairs]
        reasons = ready.refusals(at.catalogue, documents, at.locales, accepted=bool(accepted_by))
        if reasons:
            raise FlowError([*reasons])
        changed = [pair for pair in pairs if pair[0].document != pair[1]]
        order = reword.Order(actor(), accepted_by)
        note = await reword.announce(app.store, app.clock, order, changed)
    reworded = tuple(launched.slug for launched, _ in changed)
    return _Done(note, reworded, _otherwise([launched for launched, _ in pairs], at))


def _fresh(launched: Launched, at: Desk) -> Document:
    from bot.service.reword import reworded

    return reworded(launched.document, at.sources.document(launched.slug))


def _otherwise(running: Sequence[Launched], at: Desk) -> tuple[str, ...]:
    files = {each.slug: at.sources.document(each.slug) for each in running}
    return tuple(
        each.slug
        for each in running
        if (file := files[each.slug]) is not None and file.version != each.document.version
    )

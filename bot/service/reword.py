"""Make mended words live: in every process, within a minute, without a restart.

Rule: the words of a running consultation change with its catalogue in one commit; its questions,
dates and promises do not. Each process reads the files again when it sees the note, and judges
them for itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.flow.structure import Document
from bot.ports import AuditRow, Clock, Launched, Store
from bot.shelf.rewording import Note
from bot.shelf.shelf import WORDING


class Order(Struct, frozen=True):
    """What is to be made live, and by whom."""

    actor: str
    accepted_by: str = ""
    """Who stands for words that are not ready."""


def reworded(running: Document, file: Document | None) -> Document:
    """The running consultation with the words that its file has now; as it is, where the file has
    other questions, which are a launch of their own."""
    if file is None or file.version != running.version:
        return running
    return replace(running, texts=file.texts)


async def announce(
    store: Store, clock: Clock, order: Order, changed: Sequence[tuple[Launched, Document]]
) -> Note:
    """Commit the consultations' new words, and the note that has every process read the files.

    Args:
        store: where.
        clock: the time.
        order: who.
        changed: consultations that are reworded, each with its new words.
    """
    now = clock.now()
    async with store.begin() as transaction:
        before = Note.read(await transaction.kept(WORDING))
        note = before.next(order.accepted_by)
        for launched, document in changed:
            await transaction.save_consultation(document, launched.lifecycle, now)
        await transaction.keep(WORDING, str(note))
        detail: Mapping[str, str | int] = {"revision": note.revision, "flows": len(changed)}
        if order.accepted_by:
            detail = {**detail, "drafts_accepted_by": order.accepted_by}
        row = AuditRow(now, order.actor, "wording.reloaded", str(note.revision), detail)
        await transaction.audit(row)
    return note

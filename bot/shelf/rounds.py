"""The rounds in which items are rated: each worked out when it ends, once, and kept.

Rule: nobody counts a round anew for a reader; what is kept is safe to tell, and what comes after
it changes the next round alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from bot.flow.rounds import ends, rated
from bot.model import Round
from bot.ports import SnapshotKind, Transaction
from bot.questions.delphi import Delphi
from bot.results.counting import Told, fresh_round, group_ratings
from bot.shelf.office import Office
from bot.shelf.running import Running


async def end_round(office: Office, running: Running) -> bool:
    """Work out the round that has ended, by its date or because the consultation has closed;
    whether there was one. Two processes may both come here: the first stands."""
    found = rated(running.launched.document.flow)
    if found is None:
        return False
    question, now = found[1], office.clock.now()
    if running.is_open and not _has_passed(running, question, len(running.ballot.rounds), now):
        return False  # nearly always: nothing is asked of the store
    async with office.store.begin() as transaction:
        known = tuple((await transaction.rounds([running.slug])).get(running.slug, ()))
        if not question.after(known).pool():
            return False  # all is settled, or the last round has ended
        if not await _is_over(transaction, running, (question, known), now):
            return False
        told = Told(await transaction.tallies(running.slug, ()), {})
        ended = fresh_round(known, group_ratings(told, running.launched.document, office.small))
        await transaction.save_round(running.slug, len(known) + 1, replace(ended, ended_at=now))
    await office.shelf.refresh()
    return True


def _has_passed(running: Running, question: Delphi, known: int, now: datetime) -> bool:
    """Whether the date has come on which the round after so many ends."""
    at = ends(question, running.launched.document.plan, known + 1)
    return at is not None and at <= now


async def _is_over(
    transaction: Transaction, running: Running, at: tuple[Delphi, Sequence[Round]], now: datetime
) -> bool:
    """Whether the round after those that are known has ended."""
    question, known = at
    if running.is_open:
        return _has_passed(running, question, len(known), now)
    # The closing ends the round that is running, whatever its date; once it has been counted there
    # is none, and a crash between the two finds the round that the closing ended.
    kept = await transaction.snapshots(running.slug)
    is_counted = any(each.kind is SnapshotKind.CLOSING for each in kept)
    last = known[-1].ended_at if known else None
    return not is_counted and (last is None or last < running.launched.updated_at)

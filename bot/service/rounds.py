"""Rounds of ratings: when one ends, whoever rated hears by themselves what the group said.

Rule: a round is worked out and kept first; then, a page at a time, each gets a wait that is over.
Whether they may be written to is asked as it fires (`remind`), so a crash between any two steps
tells nobody twice.
"""

from __future__ import annotations

from uuid import UUID

from bot.engine.rounds import MAY_GO_ON, is_rater
from bot.model import DueKind, Status
from bot.ports import DueRow, Rows
from bot.shelf import Running
from bot.shelf.office import Office
from bot.shelf.rounds import end_round

LIMIT_PAGE = 1000
_DONE = "done"
_WOKEN = MAY_GO_ON | {Status.PARKED}


async def end_due(office: Office) -> int:
    """End what has ended, and wake whoever rated in it; how many people."""
    woken = 0
    for running in office.shelf.all():
        if running.is_open and running.compiled.rated:
            await end_round(office, running)
            woken += await _wake_all(office, office.shelf.named(running.slug))
    return woken


async def _wake_all(office: Office, running: Running) -> int:
    """Everybody who rated, once a round; nobody, where there is nothing more to ask."""
    ended = len(running.ballot.rounds)
    if not ended or not running.compiled.step(running.compiled.rated).question.pool():
        return 0
    note = f"round.{running.slug}.{ended}"
    async with office.store.read() as reader:
        kept = await reader.kept(note)
    woken, after = 0, kept
    while after != _DONE:
        page, after = await _page(office, running, note, after)
        woken += page
    return woken


async def _page(office: Office, running: Running, note: str, after: str) -> tuple[int, str]:
    """One page: how many were woken, and the last person of it."""
    rows, now = Rows(), office.clock.now()
    start = UUID(after) if after else None
    async with office.store.begin() as transaction:
        people = await transaction.participants(
            running.slug, start, LIMIT_PAGE, tuple(sorted(_WOKEN))
        )
        talks = [talk for each in people for talk in each.conversations]
        rows.dues += [
            DueRow(talk.bucket, talk.id, talk.consultation, DueKind.ROUND, now)
            for talk in talks
            if is_rater(running.compiled, talk)
        ]
        await transaction.write(rows)
        last = people[-1].participant.id.hex if people else _DONE
        await transaction.keep(note, last)
    return len(rows.dues), last

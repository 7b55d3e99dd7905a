"""Opinion groups of a consultation that has closed.

Rule: found once, from the votes that its closing figures were made of, and kept with them. Where
that could not be done then (scikit-learn was missing, say), it is done when somebody asks; what is
archived is not written to any more.
"""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.structure import Document
from bot.model import Lifecycle
from bot.ports import SnapshotKind
from bot.results.counting import Counted
from bot.results.opinion import grouped
from bot.results.summary import Opinions
from bot.shelf import Running, figures
from bot.shelf.office import Office


async def groups(office: Office, slug: str) -> tuple[Opinions, Document]:
    """The groups as they may be shown, and the consultation with each statement's words.

    Raises:
        Refused: it is unknown, open or still being closed; it asks nobody to vote; or groups were
            not kept with its figures and cannot be found now: its votes have changed since, or
            scikit-learn is not installed.
    """
    running = await office.shelf.known(slug)
    if running.is_open:
        raise Refused(f"{slug} is open: opinion groups are found once it has closed.")
    latest = await figures.latest(office, slug)  # counts now what a crash kept from being counted
    running = office.shelf.named(slug)
    if not running.is_voted_on:
        raise Refused(f"{slug} has no question of type `statements`, so there are no groups.")
    return latest.figures.opinions or await _late(office, running), running.told


async def _late(office: Office, running: Running) -> Opinions:
    async with office.store.read() as reader:
        every = await reader.snapshots(running.slug)
        ballots = await reader.ballots(running.slug)
    kept = [each for each in every if each.truth]
    if not kept or kept[-1].kind is SnapshotKind.DAILY:
        raise Refused(f"{running.slug} is still being closed: try again in a few minutes.")
    *before, last = kept
    limits = office.small.strictest(each.figures.limits for each in every)
    counted = Counted(last.figures, last.truth)
    truths = [each.truth for each in before]
    found = await asyncio.to_thread(grouped, counted, ballots, truths, limits)
    if running.launched.lifecycle is not Lifecycle.ARCHIVED:
        fresh = figures.snapshot(running.slug, last.kind, office.clock.now(), found)
        found = replace(found, figures=(await figures.keep(office, fresh, len(every))).figures)
    return found.figures.opinions or Opinions()

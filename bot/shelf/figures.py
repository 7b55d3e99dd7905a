"""The figures of a consultation as everybody is shown them: counted at set times, and kept.

Rule: whoever shows a figure (a text, a page, an export, a report) takes it from `latest`, so that
no two places differ. Nothing is counted for a reader; while a consultation is open there is
nothing to show, unless its flow says `results: daily_snapshot`.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.structure import Plan
from bot.ports import AuditRow, Reader, Snapshot, SnapshotKind
from bot.results import clusters
from bot.results.counting import FACETS, FUNNEL, Counted, Told, counted
from bot.results.opinion import carried, grouped
from bot.results.summary import dump
from bot.shelf.office import Office
from bot.shelf.running import Running

DAILY_AT = time(4)
"""When the figures of an open consultation are counted, by its own clock: before anybody is up."""
_UNFINISHED = FUNNEL[: FUNNEL.index("completed")]


async def latest(office: Office, slug: str) -> Snapshot:
    """What may be shown of a consultation now. Its `figures` are safe to publish as they stand;
    `truth` is not for showing.

    Of a closed consultation (reported or archived too) these are the figures of its closing, or of
    when its words had been coded; they are counted now if a crash has kept them from being counted
    then. Of an open one with `results: daily_snapshot`, those of the latest morning.

    Raises:
        Refused: it is unknown; or open, and nothing may be shown yet.
    """
    running = await office.shelf.known(slug)
    async with office.store.read() as reader:
        last = await reader.last_snapshot(slug)
    if not running.is_open:
        if last is None or last.kind is SnapshotKind.DAILY:
            return await count(office, running, SnapshotKind.CLOSING)
        return last
    if running.launched.document.plan.results != "daily_snapshot":
        raise Refused(
            f"{slug} is open: figures are shown once it has closed, so that nobody is led by "
            "them and none can be compared from day to day. `kotha status` shows how it goes."
        )
    if last is None:
        raise Refused(
            f"{slug} is open, and its figures have not been counted yet: that is done every "
            f"morning at {DAILY_AT:%H:%M}."
        )
    return last


async def count(office: Office, running: Running, kind: SnapshotKind) -> Snapshot:
    """Count now, and keep it; where another process was first, theirs. What a consultation that
    is still being closed has come to is told, and not kept."""
    slug = running.slug
    async with office.store.read() as reader:  # whoever writes meanwhile need not wait
        kept = await reader.snapshots(slug)
        # No running totals by group: who came since yesterday would be somebody's neighbour.
        facets = () if kind is SnapshotKind.DAILY else FACETS
        told = Told(
            tallies=await reader.tallies(slug, facets, is_coded=kind is SnapshotKind.CODED),
            bases=await reader.bases(slug),
            codebooks=await _codebooks(reader, slug) if kind is SnapshotKind.CODED else {},
            profile=await reader.profile(slug),
            rounds=(await reader.rounds([slug])).get(slug, ()),
        )
        ballots = await _ballots(reader, running, kept) if facets else ()  # never day by day
    # What has once been counted more strictly stays so: nothing is shown later that was hidden.
    limits = office.small.strictest(each.figures.limits for each in kept)
    before = [each.truth for each in kept if each.truth]
    # Beside many mornings this takes seconds, in which others are answered.
    fresh = await asyncio.to_thread(counted, told, running.launched.document, before, limits)
    fresh = replace(fresh, figures=carried(fresh.figures, [each.figures for each in kept]))
    now = office.clock.now()
    if kind is SnapshotKind.CLOSING and any(told.bases.get(word) for word in _UNFINISHED):
        return snapshot(slug, kind, now, fresh)
    if ballots:
        with suppress(Refused):  # figures never wait for groups
            fresh = await asyncio.to_thread(grouped, fresh, ballots, before, limits)
    return await keep(office, snapshot(slug, kind, now, fresh), len(kept))


def snapshot(slug: str, kind: SnapshotKind, at: datetime, given: Counted) -> Snapshot:
    """Figures as they are kept."""
    digest = hashlib.sha256(dump(given.figures).encode()).hexdigest()
    return Snapshot(slug, kind, at, given.figures, digest, given.truth)


async def keep(office: Office, found: Snapshot, after: int) -> Snapshot:
    """Keep figures after so many, on record; where another process was first, theirs."""
    slug = found.consultation
    async with office.store.begin() as transaction:
        if not await transaction.save_snapshot(found, after):
            return await transaction.last_snapshot(slug) or found
        detail: dict[str, str | int] = {"kind": found.kind.value, "digest": found.digest}
        deed = AuditRow(found.at, office.actor, "figures.counted", slug, detail)
        await transaction.audit(deed)
    return found


async def _ballots(
    reader: Reader, running: Running, kept: Sequence[Snapshot]
) -> Sequence[Mapping[str, str]]:
    """The votes, where opinion groups are to be found: once, as others found later could be told
    apart from those; and only where the library for it is."""
    is_found = any(each.figures.opinions for each in kept)
    if is_found or not clusters.is_installed() or not running.is_voted_on:
        return ()
    return await reader.ballots(running.slug)


async def _codebooks(reader: Reader, slug: str) -> Mapping[str, Mapping[str, str]]:
    books = await reader.coded_steps(slug)
    return {step: {each.code: each.label for each in book} for step, book in books.items()}


async def count_closed(office: Office, running: Running) -> None:
    """Count a consultation that has closed, once."""
    async with office.store.read() as reader:
        kept = await reader.snapshots(running.slug)
    if not any(each.kind is SnapshotKind.CLOSING for each in kept):
        await count(office, running, SnapshotKind.CLOSING)


async def count_due(office: Office) -> int:
    """Count what is due this morning; how many consultations."""
    counted = 0
    for running in office.shelf.all():
        plan = running.launched.document.plan
        if not running.is_open or plan.results != "daily_snapshot":
            continue
        async with office.store.read() as reader:
            last = await reader.last_snapshot(running.slug)
        if _is_due(plan, last, office.clock.now()):
            await count(office, running, SnapshotKind.DAILY)
            counted += 1
    return counted


def _is_due(plan: Plan, last: Snapshot | None, now: datetime) -> bool:
    """Whether a morning has passed since the last time, or since it opened."""
    here = now.astimezone(ZoneInfo(plan.timezone))
    morning = datetime.combine(here.date(), DAILY_AT, here.tzinfo)
    if morning > here:
        morning -= timedelta(days=1)
    since = last.at if last else plan.opens
    return since is None or since < morning

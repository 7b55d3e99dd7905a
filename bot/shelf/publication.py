"""What may be read of a consultation, by everybody or by whoever is to decide.

Rule: figures are those that were kept; reading them makes nothing be counted. Everybody may read
them once those who took part have been told, and while it is open only where the flow promises a
daily snapshot. Quotes are shown beside figures, and whether each may be is asked every time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.errors import Refused
from bot.flow.promises import promises
from bot.model import Decision, Ledger, Lifecycle, News, Promise, Punctuality
from bot.ports import Clock, Reader, Snapshot, Store
from bot.results.coding.quotes import Quote
from bot.results.summary import Figures
from bot.shelf.figures import latest
from bot.shelf.office import Office
from bot.shelf.running import Running

_TOLD = frozenset({Lifecycle.REPORTED, Lifecycle.ARCHIVED})


class Publication(Struct, frozen=True):
    """What is shown of one consultation."""

    running: Running
    day: date
    """Of whoever reads it, where the consultation is."""
    mark: str
    """Changes with whatever is shown, but for the words of catalogues."""
    snapshot: Snapshot | None = None
    """`None`: its figures are not to be shown yet."""
    decisions: tuple[Decision, ...] = ()
    news: tuple[News, ...] = ()
    promises: tuple[tuple[Promise, Punctuality], ...] = ()
    quotes: tuple[Quote, ...] = ()
    """Words that people let us print; none where no figures are shown."""

    @property
    def figures(self) -> Figures | None:
        """Safe to publish as they stand."""
        return self.snapshot.figures if self.snapshot else None


async def published(store: Store, running: Running, clock: Clock) -> Publication:
    """What everybody may read of it now."""
    async with store.read() as reader:
        ledger = await reader.ledger(running.slug)
        snapshot = await _shown(reader, running)
        quotes = await reader.quotes(running.slug) if snapshot else ()
    return publication(running, clock.now(), ledger, snapshot, quotes)


async def before_deciding(office: Office, slug: str) -> Publication:
    """The same for whoever is to decide, once it has closed: as it stood at the last thing on
    record, so that it can be made again and be the same.

    Raises:
        Refused: it is unknown, or open and not to be shown.
    """
    snapshot = await latest(office, slug)
    running = office.shelf.running(slug)
    if running is None:  # pragma: no cover - `latest` asked
        raise Refused(slug)
    async with office.store.read() as reader:
        ledger = await reader.ledger(slug)
        quotes = await reader.quotes(slug)
    return publication(running, _last(ledger, snapshot), ledger, snapshot, quotes)


def _last(ledger: Ledger, snapshot: Snapshot) -> datetime:
    """The moment of the last thing on record."""
    told = [
        *(each.published_at for each in ledger.decisions),
        *(each.published_at for each in ledger.news),
        *(each.at for each in ledger.kept),
        *(each.at for each in ledger.slips),
    ]
    return max([snapshot.at, *(at for at in told if at)])


def publication(
    running: Running,
    now: datetime,
    ledger: Ledger,
    snapshot: Snapshot | None,
    quotes: Sequence[Quote] = (),
) -> Publication:
    """Put together what is shown: of decisions and of news, what people are told already."""
    plan = running.launched.document.plan
    decisions = tuple(each for each in ledger.decisions if each.published_at)
    news = tuple(each for each in ledger.news if each.published_at)
    due = tuple((each, each.standing(now)) for each in promises(plan, ledger))
    digest, lifecycle = snapshot and snapshot.digest, running.launched.lifecycle
    shown = (lifecycle, digest, decisions, news, due, tuple(quotes))
    day = now.astimezone(ZoneInfo(plan.timezone)).date()
    mark = hashlib.sha256(repr((day, shown)).encode()).hexdigest()
    return Publication(running, day, mark, snapshot, decisions, news, due, tuple(quotes))


async def _shown(reader: Reader, running: Running) -> Snapshot | None:
    is_daily = running.launched.document.plan.results == "daily_snapshot"
    if not is_daily and running.launched.lifecycle not in _TOLD:
        return None
    return await reader.last_snapshot(running.slug)

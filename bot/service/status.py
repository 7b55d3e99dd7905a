"""How a consultation stands: who has got how far, what waits to be sent, what needs a person.

Rule: counts and ids only. These are working figures for those who run it; what may be published
comes from `bot.results`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from bot.errors import Refused
from bot.model import Lifecycle, OutboxStatus
from bot.ports import CaseView, Launched, Store

EVERYTHING = ""
"""Names the pause of the whole installation."""


class Dates(Struct, frozen=True):
    """What happens when."""

    opens: datetime | None
    closes: datetime | None
    heard: datetime | None
    decided: datetime | None


class Report(Struct, frozen=True):
    """One consultation today."""

    slug: str
    lifecycle: Lifecycle
    dates: Dates
    overdue: tuple[str, ...]
    """Promises whose date has passed: `closing`, `heard`."""
    invited: int
    funnel: Mapping[str, int]
    outbox: Mapping[OutboxStatus, int]
    quarantined: int
    cases: tuple[CaseView, ...]
    held_back: int = 0
    """Messages that wait because their person has had enough for this week."""
    paused_since: datetime | None = None
    """Since when nothing unprompted leaves, of this one or of all."""


async def reports(store: Store, slug: str | None, now: datetime) -> Sequence[Report]:
    """One consultation, or all of them.

    Raises:
        Refused: there is none of that name.
    """
    async with store.read() as reader:
        launched = [each for each in await reader.launched() if slug in {None, each.slug}]
        if slug is not None and not launched:
            raise Refused(f"No consultation called {slug} was launched here.")
        pauses = {each.consultation: each.since for each in await reader.pauses()}
        found = []
        for each in launched:
            standing = await reader.standing(each.slug)
            plan = each.document.plan
            found.append(
                Report(
                    slug=each.slug,
                    lifecycle=each.lifecycle,
                    dates=Dates(
                        opens=plan.opens,
                        closes=plan.closes,
                        heard=plan.feedback.heard if plan.feedback else None,
                        decided=plan.feedback.decided if plan.feedback else None,
                    ),
                    overdue=tuple(_overdue(each, now)),
                    invited=sum(standing.funnel.values()),
                    funnel=standing.funnel,
                    outbox=standing.outbox,
                    quarantined=standing.quarantined,
                    cases=standing.cases,
                    held_back=standing.held_back,
                    paused_since=pauses.get(each.slug, pauses.get(EVERYTHING)),
                )
            )
        return found


def _overdue(launched: Launched, now: datetime) -> Sequence[str]:
    plan = launched.document.plan
    late = []
    if launched.lifecycle is Lifecycle.OPEN and plan.closes and plan.closes < now:
        late.append("closing")
    is_unheard = launched.lifecycle in {Lifecycle.OPEN, Lifecycle.CLOSED}
    if is_unheard and plan.feedback and plan.feedback.heard < now:
        late.append("heard")
    return late

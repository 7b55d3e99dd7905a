"""How a consultation stands: who has got how far, what waits to be sent, what needs a person.

Rule: counts and ids only. These are working figures for those who run it; what may be published
comes from `bot.results`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct

from bot.errors import Refused
from bot.flow.promises import promises
from bot.flow.structure import Plan
from bot.model import CaseKind, Ledger, Lifecycle, OutboxStatus, Promise, PromiseKind, Punctuality
from bot.ports import CaseView, Flag, Launched, Store, Task
from bot.results.profile import Comparison
from bot.shelf.community import compared

FLAGGED_FOR = timedelta(days=1)
"""How long a number that sent too much is shown."""
SOON = timedelta(days=14)
"""How long before its day a promise for which nothing is recorded is shown as such."""
EVERYTHING = ""
"""Names the pause of the whole installation."""


class Dates(Struct, frozen=True):
    """What happens when."""

    opens: datetime | None
    closes: datetime | None
    heard: datetime | None
    decided: datetime | None


class Owed(Struct, frozen=True):
    """One promise, as it stands."""

    promise: Promise
    standing: Punctuality
    is_recorded: bool
    """There is something to tell on its day."""
    is_soon: bool = False
    """Its day is near."""


class Report(Struct, frozen=True):
    """One consultation today."""

    slug: str
    lifecycle: Lifecycle
    dates: Dates
    overdue: tuple[str, ...]
    """What should have happened: `closing`, `heard`, `decided`, `next 1`…"""
    invited: int
    funnel: Mapping[str, int]
    """Of those invited, by how far they came; sums to them."""
    outbox: Mapping[OutboxStatus, int]
    quarantined: int
    cases: tuple[CaseView, ...]
    held_back: int = 0
    """Messages that wait because their person has had enough for this week."""
    paused_since: datetime | None = None
    """Since when nothing unprompted leaves, of this one or of all."""
    joined: Mapping[str, int] = MappingProxyType({})
    """Those who came in by a joining word, without an invitation, by how far they came."""
    split: Mapping[str, Mapping[str, int]] = MappingProxyType({})
    """Everybody, by what was asked for and by how far they came."""
    profile: tuple[Comparison, ...] = ()
    """The community's profile, and who of it took part."""
    tasks: tuple[Task, ...] = ()
    """To look for people of a group, still open."""
    late: frozenset[UUID] = frozenset()
    """Cases whose person was told an earlier day."""
    staff: Mapping[str, str] = MappingProxyType({})
    """Names of those whose tasks they are, by id."""
    owed: tuple[Owed, ...] = ()
    """What people were told they would hear, in order."""


async def reports(store: Store, slug: str | None, now: datetime, by: str = "") -> Sequence[Report]:
    """One consultation, or all of them; the people of each also split by something.

    Raises:
        Refused: there is none of that name, or nothing to split by of that name.
    """
    async with store.read() as reader:
        launched = [each for each in await reader.launched() if slug in {None, each.slug}]
        if slug is not None and not launched:
            raise Refused(f"No consultation called {slug} was launched here.")
        pauses = {each.consultation: each.since for each in await reader.pauses()}
        found = []
        for each in launched:
            standing = await reader.standing(each.slug)
            plan, ledger = each.document.plan, await reader.ledger(each.slug)
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
                    overdue=tuple(_overdue(each, ledger, now)),
                    invited=sum(standing.funnel.values()) - sum(standing.joined.values()),
                    funnel=_without(standing.funnel, standing.joined),
                    outbox=standing.outbox,
                    quarantined=standing.quarantined,
                    cases=tuple(c for c in standing.cases if c.kind is not CaseKind.GAP),
                    late=frozenset(
                        c.id for c in standing.cases if c.deadline and c.deadline < now
                    ),
                    held_back=standing.held_back,
                    paused_since=pauses.get(each.slug, pauses.get(EVERYTHING)),
                    joined=standing.joined,
                    split=await reader.funnels(each.slug, by) if by else {},
                    profile=tuple(await compared(reader, each.slug)),
                    tasks=tuple(t for t in await reader.tasks(each.slug) if not t.closed_at),
                    staff={str(member.id): member.name for member in await reader.staff()},
                    owed=tuple(_owed(plan, ledger, now)),
                )
            )
        return found


def _without(people: Mapping[str, int], others: Mapping[str, int]) -> Mapping[str, int]:
    return {word: n - others.get(word, 0) for word, n in people.items()}


async def flags(store: Store, now: datetime) -> Sequence[Flag]:
    """Numbers that flooded us, or answered us by themselves, within a day: no number is told."""
    async with store.read() as reader:
        return await reader.flags(now - FLAGGED_FOR)


def _owed(plan: Plan, ledger: Ledger, now: datetime) -> Iterator[Owed]:
    news = {each.number for each in ledger.news}
    for promise in promises(plan, ledger):
        is_recorded = {
            PromiseKind.HEARD: False,
            PromiseKind.DECIDED: bool(ledger.decisions),
            PromiseKind.NEXT: promise.number in news,
        }[promise.kind]
        is_soon = promise.kind is not PromiseKind.HEARD and promise.due - SOON <= now
        yield Owed(promise, promise.standing(now), is_recorded, is_soon)


def _overdue(launched: Launched, ledger: Ledger, now: datetime) -> Sequence[str]:
    plan = launched.document.plan
    late = []
    if launched.lifecycle is Lifecycle.OPEN and plan.closes and plan.closes < now:
        late.append("closing")
    owed = (e for e in promises(plan, ledger) if e.standing(now) is Punctuality.OVERDUE)
    return [*late, *(f"{each.kind} {each.number or ''}".rstrip() for each in owed)]

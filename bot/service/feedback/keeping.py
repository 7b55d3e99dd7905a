"""Keeping the promises of every consultation: each on its day, or an apology and another date.

Rule: whatever is due goes by itself, once; what cannot go is said to be late before anybody has
to ask. Each step is committed, so a crash between two is mended by the next round.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from bot.flow.promises import (
    BY_ITSELF,
    SECOND_THOUGHTS,
    next_in_line,
    promises,
    tells_at,
)
from bot.model import (
    Decision,
    Ledger,
    Lifecycle,
    News,
    Promise,
    PromiseKind,
    Slip,
)
from bot.service.feedback import heard
from bot.service.feedback.later import slip_telling
from bot.service.feedback.people import tell_everyone
from bot.service.feedback.publishing import is_told, ledger_of, tell_decision, tell_news
from bot.service.feedback.recording import save_slip
from bot.service.feedback.warning import warn
from bot.shelf import Running
from bot.shelf.office import Office


async def tell_due(office: Office) -> int:
    """Tell whatever is due, everywhere; how many people were told."""
    told = await heard.tell_due(office)
    for running in office.shelf.all():
        if running.launched.lifecycle is Lifecycle.REPORTED:
            told += await _keep(office, running)
    return told


# ── One consultation ──────────────────────────────────────────────────────────────────────────


async def _keep(office: Office, running: Running) -> int:
    """What is due of it; how many people were told."""
    now, ledger = office.clock.now(), await ledger_of(office, running.slug)
    plan = running.launched.document.plan
    told = 0
    for decision in _added(ledger, now):
        told += await tell_decision(office, running, decision)
    promise = next_in_line(plan, ledger)
    if promise is None:
        return told
    recorded = _recorded(promise, ledger)
    if recorded is not None and tells_at(promise, recorded.recorded_at) <= now:
        return told + await _tell(office, running, promise, recorded)
    if recorded is None and not promise.slips and promise.due <= now:
        promise = await _slip(office, running, promise)
    for slip in promise.slips:
        if slip.told_at is None:
            told += await _apologise(office, running, promise, slip)
    if recorded is None:
        await warn(office, running, promise)
    return told


def _added(ledger: Ledger, now: datetime) -> Sequence[Decision]:
    """Later decisions, which belong to no promised date, once they have been slept on."""
    return [
        each
        for each in ledger.decisions
        if each.number > 1 and not is_told(each, ledger)
        if each.recorded_at + SECOND_THOUGHTS <= now
    ]


def _recorded(promise: Promise, ledger: Ledger) -> Decision | News | None:
    if promise.kind is PromiseKind.DECIDED:
        return next(iter(ledger.decisions), None)
    return next((each for each in ledger.news if each.number == promise.number), None)


async def _tell(
    office: Office, running: Running, promise: Promise, recorded: Decision | News
) -> int:
    match recorded:
        case Decision():
            return await tell_decision(office, running, recorded)
        case News():
            return await tell_news(office, running, promise, recorded)


# ── Late ──────────────────────────────────────────────────────────────────────────────────────


async def _slip(office: Office, running: Running, promise: Promise) -> Promise:
    """Nothing can be told on the promised day: another date, once. If that passes too, people
    are not given a third: whoever owes it is nudged, and the public page says so."""
    now = office.clock.now()
    until = max(promise.due, now) + BY_ITSELF
    slip = Slip(promise.kind, promise.number, 1, until, {}, office.actor, now)
    async with office.store.begin() as transaction:
        ledger = await transaction.ledger(running.slug)
        plan = running.launched.document.plan
        latest = next(e for e in promises(plan, ledger) if _is_same(e, promise))
        if latest.slips or _recorded(promise, ledger) is not None:
            return latest  # an officer was a moment faster
        await save_slip(transaction, running.slug, slip)
    return replace(promise, slips=(slip,), due=until)


async def _apologise(office: Office, running: Running, promise: Promise, slip: Slip) -> int:
    told = await tell_everyone(office, running, slip_telling(promise, slip))
    async with office.store.begin() as transaction:
        await transaction.save_slip(running.slug, replace(slip, told_at=office.clock.now()))
    return told


def _is_same(one: Promise, other: Promise) -> bool:
    return (one.kind, one.number) == (other.kind, other.number)

"""Telling everyone what was recorded, and showing beforehand exactly what they will read.

Rule: from the first person on, what is told cannot be corrected any more; when the last was told,
the promise is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.promises import next_in_line
from bot.model import Decision, Kept, Ledger, Lifecycle, News, Promise, PromiseKind
from bot.ports import AuditRow
from bot.service.feedback import heard, later, saying
from bot.service.feedback.decided import telling
from bot.service.feedback.people import tell_everyone
from bot.service.feedback.recording import (
    challenged_until,
    following,
    preview_decision,
)
from bot.service.feedback.saying import Preview
from bot.shelf import Running
from bot.shelf.office import Office


async def upcoming(office: Office, slug: str) -> PromiseKind:
    """What people hear next.

    Raises:
        Refused: it is unknown, or they have heard all that they were promised.
    """
    running = await office.shelf.known(slug)
    promise = next_in_line(running.launched.document.plan, await ledger_of(office, slug))
    if promise is not None:
        return promise.kind
    if running.launched.document.plan.feedback is None:
        return PromiseKind.HEARD
    raise Refused(f"{slug}: people have heard all that they were promised.")


async def shown(office: Office, slug: str, kind: PromiseKind) -> Sequence[Preview]:
    """What each language will read on each channel.

    Raises:
        Refused: it is too early, or there is nothing to tell.
    """
    if kind is PromiseKind.HEARD:
        return await heard.preview(office, slug)
    running = await office.shelf.known(slug)
    ledger = await ledger_of(office, slug)
    if kind is PromiseKind.DECIDED:
        return await preview_decision(office, slug, waiting_decision(slug, ledger))
    promise, given = waiting_news(running, ledger)
    then = following(running, ledger, promise)
    return list(saying.previews(running, office.limits, partial(later.news, given, then)))


async def tell_now(office: Office, slug: str, kind: PromiseKind) -> int:
    """Tell now what is recorded and was not told yet; how many people were told.

    Raises:
        Refused: it is too early, there is nothing to tell, or everybody was told.
    """
    if kind is PromiseKind.HEARD:
        return await heard.tell(office, slug)
    running = await office.shelf.known(slug)
    if running.launched.lifecycle is not Lifecycle.REPORTED:
        raise Refused(f"{slug} is {running.launched.lifecycle}: people hear what was heard first.")
    ledger = await ledger_of(office, slug)
    if kind is PromiseKind.DECIDED:
        return await tell_decision(office, running, waiting_decision(slug, ledger))
    return await tell_news(office, running, *waiting_news(running, ledger))


def waiting_decision(slug: str, ledger: Ledger) -> Decision:
    """What was decided, and not everybody was told of.

    Raises:
        Refused: nothing.
    """
    for decision in ledger.decisions:
        if not is_told(decision, ledger):
            return decision
    if ledger.decisions:
        raise Refused(f"{slug}: everybody was told what was decided.")
    raise Refused(f"{slug}: no decision is recorded. Write one: kotha decide {slug}")


def waiting_news(running: Running, ledger: Ledger) -> tuple[Promise, News]:
    """The update that is next in line.

    Raises:
        Refused: none is, or none is recorded.
    """
    promise = next_in_line(running.launched.document.plan, ledger)
    if promise is None or promise.kind is not PromiseKind.NEXT:
        what = "every promise was kept" if promise is None else f"{promise.kind} comes first"
        raise Refused(f"{running.slug}: {what}.")
    given = next((each for each in ledger.news if each.number == promise.number), None)
    if given is None:
        raise Refused(
            f"{running.slug}: no news is recorded. Write it: kotha decide {running.slug} --next"
        )
    return promise, given


async def ledger_of(office: Office, slug: str) -> Ledger:
    """All that a consultation has recorded of answering back."""
    async with office.store.read() as reader:
        return await reader.ledger(slug)


def is_told(decision: Decision, ledger: Ledger) -> bool:
    """Whether everybody was."""
    number = 0 if decision.number == 1 else decision.number
    return any(e.kind is PromiseKind.DECIDED and e.number == number for e in ledger.kept)


# ── Telling ───────────────────────────────────────────────────────────────────────────────────


async def tell_decision(office: Office, running: Running, decision: Decision) -> int:
    """Everybody, of what was decided. From the first on it cannot be corrected."""
    slug, now = running.slug, office.clock.now()
    async with office.store.begin() as transaction:
        latest = (await transaction.ledger(slug)).decisions[decision.number - 1]
        published = replace(latest, published_at=latest.published_at or now)
        await transaction.save_decision(slug, published)
    by = challenged_until(running, published.published_at or now)
    told = await tell_everyone(office, running, telling(published, by))
    number = 0 if decision.number == 1 else decision.number
    await _keep(office, slug, Kept(PromiseKind.DECIDED, number, office.clock.now()), told)
    return told


async def tell_news(office: Office, running: Running, promise: Promise, given: News) -> int:
    """Everybody, of what happened next. From the first on it cannot be corrected."""
    slug, now = running.slug, office.clock.now()
    async with office.store.begin() as transaction:
        ledger = await transaction.ledger(slug)
        latest = next(each for each in ledger.news if each.number == given.number)
        published = replace(latest, published_at=latest.published_at or now)
        await transaction.save_news(slug, published)
    then = following(running, ledger, promise)
    told = await tell_everyone(office, running, later.news_telling(published, then))
    await _keep(office, slug, Kept(PromiseKind.NEXT, given.number, office.clock.now()), told)
    return told


async def _keep(office: Office, slug: str, kept: Kept, told: int) -> None:
    action = {PromiseKind.DECIDED: "decision.published", PromiseKind.NEXT: "news.published"}
    async with office.store.begin() as transaction:
        await transaction.keep_promise(slug, kept)
        detail: dict[str, str | int] = {"number": kept.number, "people": told}
        await transaction.audit(AuditRow(kept.at, office.actor, action[kept.kind], slug, detail))

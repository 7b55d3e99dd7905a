"""Putting on record what was decided, what happened next, and that something will be late.

Rule: nothing is decided before people have been heard and the report of it was opened. What
people have been told is never changed: a second decision adds to the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.promises import CHALLENGED_FOR, next_in_line, promises
from bot.model import (
    Decision,
    Ledger,
    Lifecycle,
    News,
    Promise,
    PromiseKind,
    Slip,
    Texts,
)
from bot.ports import AuditRow, Reader, Transaction
from bot.render import Scene
from bot.service.feedback import decided, later, saying
from bot.service.feedback.saying import Preview
from bot.shelf import Running
from bot.shelf.office import Office

OPENED = "report.opened"
"""In the audit: whoever decides has opened the report of a consultation (its subject)."""


# ── A decision ────────────────────────────────────────────────────────────────────────────────


async def weigh(office: Office, slug: str, given: Decision) -> Decision:
    """A decision as it would be recorded, with its number.

    Raises:
        Refused: it is too early, or nobody has opened the report.
    """
    running = await office.shelf.known(slug)
    async with office.store.read() as reader:
        return await _numbered(reader, running, given, office.clock.now())


async def record(office: Office, slug: str, given: Decision) -> Decision:
    """Put it on record; one that nobody was told of yet is replaced.

    Raises:
        Refused: as `weigh`.
    """
    running = await office.shelf.known(slug)
    now = office.clock.now()
    async with office.store.begin() as transaction:
        found = await _numbered(transaction, running, given, now)
        ledger = await transaction.ledger(slug)
        is_new = found.number > len(ledger.decisions)
        await transaction.save_decision(slug, found)
        detail: dict[str, str | int] = {"number": found.number, "themes": len(found.themes)}
        detail |= {"by": found.recorded_by}
        action = "decision.recorded" if is_new else "decision.corrected"
        await transaction.audit(AuditRow(now, office.actor, action, slug, detail))
    return found


async def _numbered(reader: Reader, running: Running, given: Decision, now: datetime) -> Decision:
    closed_at = await _closed_at(reader, running)
    _refuse_days(given.decided_on, closed_at, now, running)
    opened_at = await reader.deed_at(OPENED, running.slug)
    if opened_at is None or opened_at < closed_at:
        raise Refused(
            f"Nobody has opened the report of {running.slug} since it closed: whoever decides "
            f"reads it first. Build it with `kotha export report {running.slug}`, and read it."
        )
    told = [each for each in (await reader.ledger(running.slug)).decisions if each.published_at]
    return replace(given, number=len(told) + 1, published_at=None)


async def _closed_at(reader: Reader, running: Running) -> datetime:
    lifecycle = running.launched.lifecycle
    if lifecycle not in {Lifecycle.CLOSED, Lifecycle.REPORTED}:
        how = "is archived" if lifecycle is Lifecycle.ARCHIVED else "is still open"
        raise Refused(f"{running.slug} {how}: a decision follows what people said, and no other.")
    closed_at = await reader.deed_at("consultation.closed", running.slug)
    return closed_at or running.launched.updated_at


def _refuse_days(on: date, closed_at: datetime, now: datetime, running: Running) -> None:
    zone = ZoneInfo(running.launched.document.plan.timezone)
    if on < closed_at.astimezone(zone).date():
        raise Refused(
            f"{running.slug} closed on {closed_at.astimezone(zone):%d %B %Y}, and this was "
            f"decided on {on:%d %B %Y}, before people had been heard. Put decided_on right."
        )
    if on > now.astimezone(zone).date():
        raise Refused(f"decided_on: {on:%d %B %Y} is still to come. Record it when it is decided.")


async def preview_decision(
    office: Office, slug: str, given: Decision, at: datetime | None = None
) -> Sequence[Preview]:
    """What each language will read of it on each channel, by somebody who chose nothing that it
    answers; `at`: when they are told."""
    running = await office.shelf.known(slug)
    by = challenged_until(running, at or office.clock.now())

    def say(scene: Scene, tag: str) -> saying.Said:
        return decided.decided(given, decided.Reader(tag), scene, by)

    return list(saying.previews(running, office.limits, say))


def challenged_until(running: Running, told_at: datetime) -> str:
    """Until when people who are told then may ask for a review (ISO)."""
    zone = ZoneInfo(running.launched.document.plan.timezone)
    return (told_at + CHALLENGED_FOR).astimezone(zone).date().isoformat()


# ── What happened next ────────────────────────────────────────────────────────────────────────


async def wanted_news(office: Office, slug: str) -> Promise:
    """The promise for which an update is to be written now.

    Raises:
        Refused: there is none, or something else comes first.
    """
    running = await office.shelf.known(slug)
    async with office.store.read() as reader:
        return _wanted(running, await reader.ledger(slug))


async def record_news(
    office: Office, slug: str, given: News, *, is_dry: bool = False
) -> tuple[Promise, Sequence[Preview]]:
    """Put an update on record, for the promised date that is next in line; that date, and what
    each language will read.

    Raises:
        Refused: it is not the one that is next in line, or has been told.
    """
    running = await office.shelf.known(slug)
    now = office.clock.now()
    async with office.store.begin() as transaction:
        ledger = await transaction.ledger(slug)
        promise = _wanted(running, ledger)
        if given.number != promise.number:
            raise Refused(
                f"The form is for update {given.number}, and the next that people were promised "
                f"is {promise.number}, on {promise.due:%d %B %Y}."
            )
        if any(each.number == given.number and each.published_at for each in ledger.news):
            raise Refused(f"Update {given.number} is being told already. It cannot be changed.")
        if not is_dry:
            is_new = all(each.number != given.number for each in ledger.news)
            await transaction.save_news(slug, given)
            action = "news.recorded" if is_new else "news.corrected"
            detail: dict[str, str | int] = {"number": given.number, "by": given.recorded_by}
            await transaction.audit(AuditRow(now, office.actor, action, slug, detail))
    then = following(running, ledger, promise)
    return promise, list(saying.previews(running, office.limits, partial(later.news, given, then)))


def following(running: Running, ledger: Ledger, promise: Promise) -> datetime | None:
    """When people hear again after that promise is kept."""
    plan = running.launched.document.plan
    rest = (e for e in promises(plan, ledger) if e.number > promise.number)
    return next((each.due for each in rest if each.kept_at is None), None)


def _wanted(running: Running, ledger: Ledger) -> Promise:
    promise = next_in_line(running.launched.document.plan, ledger)
    if promise is None:
        raise Refused(f"{running.slug}: every promise was kept. There is no update to write.")
    if promise.kind is not PromiseKind.NEXT:
        first = {
            PromiseKind.HEARD: "what was heard, which goes out by itself",
            PromiseKind.DECIDED: "what was decided: `kotha decide` without --next",
            PromiseKind.NEXT: "",
        }[promise.kind]
        raise Refused(f"{running.slug}: before that, people are owed {first}.")
    return promise


# ── Late ──────────────────────────────────────────────────────────────────────────────────────


async def postpone(
    office: Office, slug: str, until: date, because: Texts, *, is_dry: bool = False
) -> tuple[Slip, Sequence[Preview]]:
    """Give the promise that is next in line another date. People are told at once, each once.

    Raises:
        Refused: nothing is promised that could be late, or the date is no later.
    """
    running = await office.shelf.known(slug)
    now = office.clock.now()
    async with office.store.begin() as transaction:
        promise = _postponable(running, await transaction.ledger(slug))
        at = _that_day(promise, until, running)
        if at <= max(promise.due, now):
            raise Refused(
                f"People expect it by {max(promise.due, now):%d %B %Y}; give a later date."
            )
        slip = Slip(promise.kind, promise.number, _place(promise), at, because, office.actor, now)
        if not is_dry:
            await save_slip(transaction, slug, slip)
    promised = replace(promise, slips=(*promise.slips[: slip.n - 1], slip))
    return slip, list(saying.previews(running, office.limits, partial(later.late, promised, slip)))


async def save_slip(transaction: Transaction, slug: str, slip: Slip) -> None:
    """Put a slip on record."""
    await transaction.save_slip(slug, slip)
    detail: dict[str, str | int] = {"kind": slip.kind.value, "number": slip.number, "n": slip.n}
    detail |= {"until": slip.until.date().isoformat()}
    await transaction.audit(AuditRow(slip.at, slip.by, "promise.postponed", slug, detail))


def _postponable(running: Running, ledger: Ledger) -> Promise:
    promise = next_in_line(running.launched.document.plan, ledger)
    if promise is None:
        raise Refused(f"{running.slug}: every promise was kept. Nothing can be late.")
    if promise.kind is PromiseKind.HEARD:
        raise Refused(f"{running.slug}: what was heard goes out by itself. It need not be late.")
    return promise


def _place(promise: Promise) -> int:
    """A slip that nobody was told of yet is corrected."""
    told = [each for each in promise.slips if each.told_at is not None]
    return len(told) + 1


def _that_day(promise: Promise, until: date, running: Running) -> datetime:
    """The new date, at the hour of the old one where the consultation is."""
    zone = ZoneInfo(running.launched.document.plan.timezone)
    hour = promise.promised.astimezone(zone)
    return hour.replace(year=until.year, month=until.month, day=until.day)

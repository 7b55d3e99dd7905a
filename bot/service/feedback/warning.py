"""Telling staff of a promise before it is broken, and again when it is.

Rule: each stage once for each date that people were given; first those who do the work, then
those who answer for it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from bot.exchange import notices
from bot.language import formats
from bot.model import Address, Promise, PromiseKind, Role
from bot.ports import AuditRow, Rows, StaffMember
from bot.shelf import Running
from bot.shelf.office import Office

CHANNEL = "telegram"
SOON = timedelta(days=7)
"""How long before its day staff hear that nothing is recorded for it."""
OVERDUE = timedelta(days=30)
"""How long after its first day whoever does the work is nudged."""
SPONSOR = timedelta(days=7)
"""How long after that, whoever answers for it."""

_TURNS = uuid.UUID("1b0c1e52-9a55-5c1f-8a44-6f0d9a7be021")


class Stage(IntEnum):
    """How far it has come."""

    SOON = 1
    OVERDUE = 2
    SPONSOR = 3


_TOLD: Mapping[Stage, frozenset[Role]] = {
    Stage.SOON: frozenset({Role.OFFICER}),
    Stage.OVERDUE: frozenset({Role.OFFICER}),
    Stage.SPONSOR: frozenset({Role.OFFICER, Role.APPROVER}),
}
_SOON = {
    PromiseKind.DECIDED: "bot.desk.promise.decided",
    PromiseKind.NEXT: "bot.desk.promise.next",
}


def stage_of(promise: Promise, now: datetime) -> Stage | None:
    """What staff should have heard by now of a promise for which nothing is recorded."""
    nudged_at = max(promise.promised + OVERDUE, promise.due)
    if now >= nudged_at + SPONSOR:
        return Stage.SPONSOR
    if now >= nudged_at:
        return Stage.OVERDUE
    return Stage.SOON if now >= promise.due - SOON else None


async def warn(office: Office, running: Running, promise: Promise) -> None:
    """Tell staff, unless they have heard it."""
    now = office.clock.now()
    stage = stage_of(promise, now)
    if stage is None:
        return
    note = f"promise.{promise.kind}.{promise.number}.{running.slug}"
    reached = f"{promise.due.isoformat()} {stage.value}"
    async with office.store.read() as reader:
        if await reader.kept(note) == reached:
            return
    async with office.store.begin() as transaction:
        rows = Rows()
        for member in await transaction.staff():
            if member.is_active and member.telegram and member.role in _TOLD[stage]:
                turn = uuid.uuid5(_TURNS, f"{running.slug}.{note}.{reached}.{member.id}")
                body = _words(running, promise, stage, member)
                address = Address(CHANNEL, member.telegram)
                notice = notices.Notice(turn, body)
                rows.outbox.append(notices.to(address, notice, transaction, now))
        detail: dict[str, str | int] = {"kind": promise.kind.value, "number": promise.number}
        detail |= {"stage": stage.name.lower(), "told": len(rows.outbox)}
        rows.audit.append(AuditRow(now, office.actor, "promise.warned", running.slug, detail))
        await transaction.write(rows)
        await transaction.keep(note, reached)


def _words(running: Running, promise: Promise, stage: Stage, member: StaffMember) -> str:
    catalogue = running.catalogue
    tag = member.language if member.language in catalogue.languages else "en"
    key = _SOON.get(promise.kind, "") if stage is Stage.SOON else "bot.desk.promise.overdue"
    title = running.wording.get(tag, f"{running.slug}.title") or running.slug
    on = _day(promise.due if stage is Stage.SOON else promise.promised, running)
    said = formats.day(on, catalogue.language(tag))
    return notices.phrase(catalogue, tag, key, title=title, date=said, slug=running.slug)


def _day(at: datetime, running: Running) -> date:
    return at.astimezone(ZoneInfo(running.launched.document.plan.timezone)).date()

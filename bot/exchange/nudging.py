"""Reminders that a link worker, or an officer, asks for: whom, with what words, when.

Rule: pure. What is asked for is a wait like any other: whether it still applies is decided when it
is over. At most one reminder a day for each person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import regex
from msgspec import Struct

from bot.effects import TurnContext, collect, reach
from bot.engine import advance
from bot.flow.compiled import CompiledFlow
from bot.model import DueKind, Limits, Silence, Status
from bot.ports import Charge, DueRow, Nudge, OutboxRow, Person, Rows
from bot.shelf import Running

BETWEEN = timedelta(hours=20)
"""Two reminders are at least so far apart: a day, for who is reminded in the morning."""
LIMIT_LINE_CHARS = 160
LIMIT_PARTS = 2
"""SMS parts of a reminder with a line of one's own."""
TEN = time(10)
_LINK = regex.compile(r"://|\bwww\.|\bt\.me\b|\p{L}[\p{L}\p{N}-]*\.\p{L}{2,}(?=/|\b)", regex.I)
_TURN = UUID(int=1)
_MAY = frozenset({Status.INVITED, Status.ACTIVE, Status.WAITING})
NEW, STUCK, DONE, CALLS = "new", "stuck", "done", "calls"


class Shown(Struct, frozen=True):
    """A reminder as somebody would get it."""

    bodies: tuple[str, ...]
    units: int
    """SMS parts; 1 where the channel does not bill by them."""


def group_of(charge: Charge) -> str:
    """How somebody stands, for whoever reminds them; empty: they have left, or it is over."""
    if charge.status is Status.COMPLETED:
        return DONE
    if charge.is_stopped or not charge.status.is_open:
        return ""
    return STUCK if charge.is_heard else NEW


def open_ones(charges: Iterable[Charge], open_slugs: Collection[str]) -> list[Charge]:
    """Those whose consultation still takes answers."""
    return [charge for charge in charges if charge.consultation in open_slugs]


def may_be_reminded(charge: Charge, now: datetime) -> bool:
    """Whether somebody can be: silent, not talking to our staff, and not reminded today."""
    is_fresh = charge.last_at is None or now - charge.last_at >= BETWEEN
    is_silent = charge.status in _MAY and not charge.with_staff
    return is_fresh and is_silent and not charge.is_stopped


def once_each(charges: Iterable[Charge]) -> list[Charge]:
    """One conversation a person: the first."""
    found: dict[UUID, Charge] = {}
    for charge in charges:
        found.setdefault(charge.participant, charge)
    return list(found.values())


def has_link(line: str) -> bool:
    """Whether a line holds what a phone would make a link of."""
    return _LINK.search(line) is not None


def preview(
    person: Person,
    charge: Charge,
    place: tuple[Running, CompiledFlow],
    nudge: Nudge,
    at: tuple[Mapping[str, Limits], datetime],
) -> Shown | None:
    """The reminder as this person would get it; `None` where there is nothing to say or nowhere
    to send it."""
    (running, flow), (limits, now) = place, at
    address = reach(person)
    talk = next((c for c in person.conversations if c.id == charge.conversation), None)
    if address is None or talk is None:
        return None
    scene = running.scene(limits[address.channel], flow)
    turn = advance(scene.flow, talk, Silence(is_personal=True), now=now)
    rows = Rows()
    context = TurnContext(person, address, scene, now, _TURN, nudge=nudge)
    collect(talk, turn, context, rows)
    return _shown(rows.outbox)


def _shown(rows: Sequence[OutboxRow]) -> Shown | None:
    worded = [row for row in rows if row.body]
    units = sum(row.units for row in worded)
    return Shown(tuple(row.body for row in worded), units) if worded else None


def is_too_long(with_line: Shown, without: Shown) -> bool:
    """Whether a line turns the text into three SMS parts or more."""
    return with_line.units > max(LIMIT_PARTS, without.units)


def order(rows: Rows, charge: Charge, nudge: Nudge, at: datetime) -> None:
    """Remind somebody at a time."""
    key = (charge.bucket, charge.conversation, charge.consultation)
    rows.dues.append(DueRow(*key, DueKind.NUDGE, at))
    rows.nudges[charge.conversation] = (charge.bucket, nudge)


def tomorrow(now: datetime, timezone: str) -> datetime:
    """Ten in the morning of the next day, where the consultation is."""
    zone = ZoneInfo(timezone)
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, TEN, zone).astimezone(UTC)

"""Sparing people: how much that nobody asked for one person gets in a week, and at which hours.

Rule: looked at in the transaction that leases, with the person locked, so that two senders at once
are never one message too many; what may not leave now gets another moment, or is dropped where its
time would have passed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from msgspec import Struct, field
from sqlalchemy import FromClause, Select, bindparam, select

from bot.flow.hours import Calendar, calendar_of
from bot.flow.structure import Plan
from bot.model import MessageKind
from bot.store import tables
from bot.store.bulk import BATCH, Row, in_keys, keys_json
from bot.store.consulting import plans
from bot.store.moments import micros, moment
from bot.store.session import Session

WEEK = timedelta(days=7)
SPREAD = timedelta(days=1)
"""Answers that people were promised are not counted, but kept this far from anything else."""
CAPPED, ASLEEP = "capped", "asleep"
_NO_PLAN = Plan(languages=())
"""Of a consultation that is gone: our usual hours."""
_c, _p = tables.contact.c, tables.participant.c


class _Contact(Struct, frozen=True):
    """One turn that left unprompted."""

    turn: str
    at: datetime
    is_owed: bool


class Spared(Struct):
    """What became of the rows that could have left."""

    fit: list[Any] = field(default_factory=list)
    """May leave now."""
    later: dict[str, tuple[Any, str, datetime]] = field(default_factory=dict)
    """By id: the row, why, and not before when."""


async def spare(session: Session, rows: Sequence[Any], now: datetime) -> Spared:
    """Part rows that are due into those that may leave and those that must wait.

    Of each person one turn a claim at most; the next claim sees it among what they got. A reply
    always may.
    """
    spared = Spared()
    outreach = [row for row in rows if row.kind != MessageKind.REPLY]
    contacts = await _contacts(session, outreach, now) if session.weekly_cap else None
    taken: dict[str, str] = {}
    for row in rows:
        if row.kind == MessageKind.REPLY:
            spared.fit.append(row)
        elif row.awake_until is not None and moment(row.awake_until) <= now:
            spared.later[row.id] = (row, ASLEEP, now)
        elif contacts is None or row.who is None:
            spared.fit.append(row)
        elif row.participant in contacts:
            _judge(row, contacts[row.participant], (session.weekly_cap, now, taken), spared)
    return spared


def _judge(
    row: Any,
    contacts: Sequence[_Contact],
    given: tuple[int, datetime, dict[str, str]],
    spared: Spared,
) -> None:
    cap, now, taken = given
    frees_at = _frees_at(row, contacts, cap)
    if frees_at is not None and frees_at > now:
        spared.later[row.id] = (row, CAPPED, frees_at)
    elif taken.setdefault(row.participant, row.turn) == row.turn:
        spared.fit.append(row)


def _frees_at(row: Any, contacts: Sequence[_Contact], cap: int) -> datetime | None:
    """When this person may get this message, as far as what they got already goes."""
    if any(each.turn == row.turn for each in contacts):
        return None  # a further part, or another try, of what they were being sent
    if row.is_owed:
        return max((each.at + SPREAD for each in contacts), default=None)
    counted = sorted(each.at for each in contacts if not each.is_owed)
    return counted[-cap] + WEEK if len(counted) >= cap else None


async def note_contacts(session: Session, rows: Sequence[Any], now: datetime) -> None:
    """Remember what was leased unprompted."""
    if not session.weekly_cap:
        return
    told = {
        (row.participant, row.turn): row
        for row in rows
        if row.kind != MessageKind.REPLY and row.who
    }
    noted: list[Row] = [
        {
            "bucket": row.bucket,
            "participant": row.participant,
            "turn": row.turn,
            "at": micros(now),
            "is_owed": row.is_owed,
        }
        for row in told.values()
    ]
    await session.bulk.insert_absent(tables.contact, noted)


async def put_off(session: Session, spared: Spared) -> dict[str, Any]:
    """Give rows that must wait another moment; those whose time will have passed by then, which
    the caller cancels."""
    if not spared.later:
        return {}
    slugs = {row.consultation for row, _, _ in spared.later.values()}
    known = await plans(session, slugs)
    late: dict[str, Any] = {}
    moved: list[Row] = []
    for key, (row, why, at) in sorted(spared.later.items()):
        leaves, until = map(micros, _calendar(row, known).window(at))
        if row.send_before is not None and leaves >= row.send_before:
            late[key] = row
            continue
        values: Row = {"not_before": leaves, "awake_until": until, "code": why}
        moved.append({"bucket": row.bucket, "id": key, **values})
    await session.bulk.update(tables.outbox, ("bucket", "id"), moved)
    return late


async def sated(
    session: Session, people: Mapping[UUID, int], now: datetime
) -> Mapping[UUID, datetime]:
    """Of these people (by id, with their bucket), those who have had what one may get in a week,
    and when the next message may reach them."""
    if not session.weekly_cap or not people:
        return {}
    keys = {who.hex: bucket for who, bucket in people.items()}
    at: dict[str, list[datetime]] = defaultdict(list)
    given = {BATCH: keys_json(keys)}
    for row in await session.bulk.all(
        _recent(session.bulk.keyed()), **given, since=micros(now - WEEK)
    ):
        if not row.is_owed:
            at[row.participant].append(moment(row.at))
    cap = session.weekly_cap
    return {
        UUID(who): sorted(moments)[-cap] + WEEK
        for who, moments in at.items()
        if len(moments) >= cap
    }


def _calendar(row: Any, known: Mapping[str, Plan]) -> Calendar:
    plan = known.get(row.consultation, _NO_PLAN)
    return calendar_of(plan, row.timezone or "", row.hours or "")


async def _contacts(
    session: Session, rows: Sequence[Any], now: datetime
) -> Mapping[str, Sequence[_Contact]]:
    """What each of these people got in a week. On PostgreSQL they are locked first, and whoever
    is just being dealt with elsewhere is left for the next claim."""
    keys = {row.participant: row.bucket for row in rows if row.who}
    if not keys:
        return {}
    given = {BATCH: keys_json(keys)}
    free = set(keys)
    if session.bulk.is_postgres:
        free = {row.id for row in await session.bulk.all(_locked(session.bulk.keyed()), **given)}
    found: dict[str, list[_Contact]] = defaultdict(list, {key: [] for key in free})
    since = micros(now - WEEK)
    for row in await session.bulk.all(_recent(session.bulk.keyed()), **given, since=since):
        if row.participant in free:
            contact = _Contact(row.turn, moment(row.at), bool(row.is_owed))
            found[row.participant].append(contact)
    return found


@lru_cache
def _locked(keys: FromClause) -> Select[Any]:
    return (
        select(_p.id)
        .where(in_keys(tables.participant, keys))
        .order_by(_p.bucket, _p.id)
        .with_for_update(skip_locked=True)
    )


@lru_cache
def _recent(keys: FromClause) -> Select[Any]:
    return (
        select(_c.participant, _c.turn, _c.at, _c.is_owed)
        .where(in_keys(tables.contact, keys, "participant"))
        .where(_c.at > bindparam("since"))
    )

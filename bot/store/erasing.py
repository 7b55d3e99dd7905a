"""What is erased of a person, table by table, and the last word that outlives it.

Rule: every table stands in `fates`; what a dry run counts and what is erased come from the same
list of deeds. Coded answers of a published consultation stay, and lead to nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from msgspec import Struct, json
from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from bot.model import Address, CaseKind, one_of
from bot.ports import Erase, Forgetting
from bot.store import balloted, leaving, tables, telling, themed
from bot.store.bulk import Row
from bot.store.leavers import Who, everybody, gathered
from bot.store.moments import micros
from bot.store.outgoing import insert_outbox
from bot.store.parting import ALIVE, ERASED, entomb, part
from bot.store.session import Session
from bot.store.staff import staff
from bot.store.values import coded, parse

_RECORD = (CaseKind.REQUEST.value, CaseKind.REVIEW.value)
"""Cases of which it must be shown that they were dealt with."""
_p, _t, _a, _o, _k = (
    tables.participant.c,
    tables.conversation.c,
    tables.answer.c,
    tables.outbox.c,
    tables.case.c,
)
_link, _in, _about = tables.address_participant.c, tables.inbound.c, tables.about.c
Condition: TypeAlias = ColumnElement[bool]


class Deed(Struct, frozen=True):
    """What is done to some rows of a table; without values they are deleted."""

    table: Table
    of: Condition
    values: Mapping[str, Any] | None = None  # Any: of whatever type the column is


async def holdings(session: Session, order: Erase) -> Mapping[str, int]:
    """How many rows of each table an erasure would take or change."""
    found: Counter[str] = Counter()
    async for deed in _deeds(session, order):
        counted = select(func.count()).select_from(deed.table).where(deed.of)
        found[deed.table.name] += (await session.bulk.all(counted))[0][0]
    return {name: n for name, n in sorted(found.items()) if n}


async def erase(session: Session, order: Erase) -> Mapping[str, int]:
    """Erase somebody, and whoever turned out to be them; how many rows of each table."""
    session.has_written = True
    now = session.clock.now()
    people = [who async for who in everybody(session, order)]
    names = await _names(session, people)
    await _coarsen(session, order, people)
    await _entomb(session, people, names, now)
    await _clear_desks(session, people, names)
    found: Counter[str] = Counter()
    for who in people:
        for deed in _of_one(session, who):
            found[deed.table.name] += await do(session, deed)
        await telling.retell(session, dict.fromkeys(who.stays, who.bucket))
        mark = session.seal.index("participant", who.id)
        await _close(session, who, now)
        kept = json.encode(sorted(order.published)).decode()
        row: Row = {"mark": mark, "at": micros(now), "kept": kept}
        await session.bulk.insert_absent(leaving.erasure, [row])
    for deed in await _of_staff(session):
        found[deed.table.name] += await do(session, deed)
    if order.farewell is not None:
        await insert_outbox(session, [order.farewell])
    await part(session, now)
    return {name: n for name, n in sorted(found.items()) if n}


async def _close(session: Session, who: Who, now: datetime) -> None:
    """What they had asked for besides is answered by this."""
    still = and_(_k.bucket == who.bucket, _k.id.in_(who.cases), _k.closed_at.is_(None))
    ended = {"closed_at": micros(now), "outcome": ERASED}
    await do(session, Deed(tables.case, still, ended))


async def retire(session: Session, participant: str, bucket: int) -> None:
    """Somebody need not be known any more: what leads to them goes, their answers stay for as long
    as answers do. No wish of theirs, so a later list may tell of them anew."""
    talks = select(_t.consultation).where(_t.bucket == bucket, _t.participant == participant)
    slugs = [row.consultation for row in await session.bulk.all(talks)]
    who = await gathered(session, (participant, bucket), frozenset(slugs))
    nudge, due = (_hangs(table, who, who.talks) for table in (tables.nudge, tables.due))
    deeds = [Deed(tables.nudge, nudge), Deed(tables.due, due)]
    deeds += [*_of_messages(who), *_of_reach(who), *_of_identity(who)]
    for deed in deeds:
        await do(session, deed)


async def do(session: Session, deed: Deed) -> int:
    """Carry it out; how many rows."""
    if deed.values is None:
        return await session.bulk.run(delete(deed.table).where(deed.of))
    return await session.bulk.run(update(deed.table).where(deed.of).values(deed.values))


async def _deeds(session: Session, order: Erase) -> AsyncIterator[Deed]:
    async for who in everybody(session, order):
        for deed in _of_one(session, who):
            yield deed
    for deed in await _of_staff(session):
        yield deed


# ── What is done ──────────────────────────────────────────────────────────────────────────────


def _of_one(session: Session, who: Who) -> Sequence[Deed]:
    """In this order, because what hangs on a row goes before it."""
    return [
        *_of_answers(who),
        *_of_cases(who),
        *_of_messages(who),
        *_of_reach(who),
        *_of_identity(who),
    ]


def _hangs(table: Table, who: Who, talks: Sequence[str]) -> Condition:
    return and_(table.c.bucket == who.bucket, table.c.conversation.in_(talks))


def _of_answers(who: Who) -> Sequence[Deed]:
    place, about = who.about
    later = tables.answer.alias("later")
    is_former = exists(
        select(1).where(
            later.c.bucket == _a.bucket,
            later.c.conversation == _a.conversation,
            later.c.step == _a.step,
            later.c.n > _a.n,
        )
    )
    stay = _hangs(tables.answer, who, who.stays)
    bare = {"sealed": "", "message_id": ""}
    return [
        Deed(tables.about, and_(_about.bucket == place, _about.about == about)),
        Deed(tables.media, _hangs(tables.media, who, who.talks)),
        Deed(balloted.proposal, _is(balloted.proposal, who)),
        Deed(themed.translation, _hangs(themed.translation, who, who.talks)),
        Deed(themed.quote, _hangs(themed.quote, who, who.talks)),
        Deed(themed.coding, _hangs(themed.coding, who, who.gone)),
        Deed(themed.echo, _hangs(themed.echo, who, who.gone)),
        Deed(themed.echo, _hangs(themed.echo, who, who.stays), {"sealed": ""}),
        Deed(tables.answer, _hangs(tables.answer, who, who.gone)),
        Deed(tables.answer, and_(stay, is_former)),
        Deed(tables.answer, stay, bare),
    ]


def _of_cases(who: Who) -> Sequence[Deed]:
    t = tables.thread.c
    theirs = and_(_k.bucket == who.bucket, _k.id.in_(who.cases))
    bare = {"conversation": None, "step": "", "thread": ""}
    return [
        Deed(tables.thread, and_(t.bucket == who.bucket, t.case.in_(who.cases))),
        Deed(tables.nudge, _hangs(tables.nudge, who, who.talks)),
        Deed(tables.due, _hangs(tables.due, who, who.talks)),
        Deed(tables.case, and_(theirs, _k.kind.not_in(_RECORD))),
        Deed(tables.case, theirs, bare),
    ]


def _of_messages(who: Who) -> Sequence[Deed]:
    sent = and_(_o.bucket == who.bucket, _o.participant == who.id)
    goes = or_(_o.conversation.is_(None), _o.conversation.in_(who.gone), _o.status.in_(ALIVE))
    bare = {"sealed": "", "address": "", "address_bucket": 0, "provider_id": ""}
    raw = {"sealed": "", "participant": None, "reason": ""}
    return [
        Deed(tables.inbound, _wrote(who.id, who.bucket), raw),
        Deed(tables.outbox, and_(sent, goes)),
        Deed(tables.outbox, sent, bare),
        Deed(tables.outbox, tuple_(_o.bucket, _o.address).in_(who.alone)),
        Deed(tables.contact, _is(tables.contact, who)),
    ]


def _wrote(who: str, bucket: int) -> Condition:
    """What came in from somebody: in the buckets of the numbers that lead or led to them, since
    a message is kept by the number it came from."""
    led = select(_link.address_bucket).where(_link.bucket == bucket, _link.participant == who)
    told = select(_o.address_bucket).where(_o.bucket == bucket, _o.participant == who)
    return and_(_in.bucket.in_(led.union(told)), _in.participant == who)


def _of_reach(who: Who) -> Sequence[Deed]:
    return [
        Deed(tables.link_code, _is(tables.link_code, who)),
        Deed(tables.traffic, _at(tables.traffic, who)),
        Deed(tables.guest, _at(tables.guest, who)),
    ]


def _of_identity(who: Who) -> Sequence[Deed]:
    """An address stays until its last word has left: see `part`."""
    a = tables.address.c
    me = and_(_p.bucket == who.bucket, _p.id == who.id)
    bare = {
        "sealed": "", "link_worker": "", "hours": "", "timezone": "", "token": None,
    }  # fmt: skip
    silent = {"pending": None, "with_staff": 0, "changing": 0}
    waits = exists(
        select(1).where(leaving.farewell.c.bucket == a.bucket, leaving.farewell.c.address == a.id)
    )
    return [
        Deed(tables.address_participant, _is(tables.address_participant, who)),
        Deed(tables.address, and_(tuple_(a.bucket, a.id).in_(who.alone), ~waits)),
        Deed(tables.conversation, and_(_t.bucket == who.bucket, _t.id.in_(who.gone))),
        Deed(tables.conversation, and_(_t.bucket == who.bucket, _t.id.in_(who.stays)), silent),
        Deed(tables.participant, me, bare) if who.stays else Deed(tables.participant, me),
    ]


def _is(table: Table, who: Who) -> Condition:
    return and_(table.c.bucket == who.bucket, table.c.participant == who.id)


def _at(table: Table, who: Who) -> Condition:
    return tuple_(table.c.bucket, table.c.address).in_(who.alone)


# ── What cannot be told by a key of theirs ────────────────────────────────────────────────────


async def _of_staff(session: Session) -> Sequence[Deed]:
    """What our staff were sent may quote anybody: once settled, nobody needs its words. The same
    holds of a list of people that has left."""
    chats = [member.telegram for member in await staff(session) if member.telegram]
    places = [session.place(Address("telegram", chat)) for chat in chats]
    read = and_(tuple_(_o.bucket, _o.address).in_(places), _o.status.not_in(ALIVE))
    r = tables.request.c
    left = r.state.in_(("sent", "cancelled", "failed"))
    return [
        Deed(tables.outbox, and_(read, _o.sealed != ""), {"sealed": ""}),
        Deed(tables.request, and_(left, r.sealed != ""), {"sealed": ""}),
    ]


async def _names(session: Session, people: Sequence[Who]) -> Mapping[str, str]:
    """Each participant's name, while it is there."""
    wanted = select(_p.id, _p.sealed).where(_p.id.in_([who.id for who in people]))
    return {
        row.id: session.seal.open(row.sealed, f"participant.sealed.{row.id}")
        for row in await session.bulk.all(wanted)
        if row.sealed
    }


async def _clear_desks(session: Session, people: Sequence[Who], names: Mapping[str, str]) -> None:
    """What a member of staff is in the middle of, where it is about them."""
    marks = {key[:8] for who in people for key in (who.id, *who.talks, *who.cases)}
    about = {*marks, *names.values()}
    s = tables.staff.c
    for row in await session.bulk.all(select(s.id, s.task).where(s.task != "")):
        task = session.seal.open(row.task, f"staff.task.{row.id}")
        if any(each in task.replace("-", "") or each in task for each in about):
            await session.bulk.run(update(tables.staff).where(s.id == row.id).values(task=""))


async def _coarsen(session: Session, order: Erase, people: Sequence[Who]) -> None:
    """Of a whole postcode that stays, only the district."""
    steps = [(slug, step) for slug, asked in order.private.items() for step in asked]
    for who in people:
        theirs = and_(
            _hangs(tables.answer, who, who.stays), tuple_(_a.consultation, _a.step).in_(steps)
        )
        wanted = select(_a.conversation, _a.step, _a.n, _a.value).where(theirs)
        for row in await session.bulk.all(wanted.where(_a.value.is_not(None))):
            district = str(parse(row.value)).split(" ", maxsplit=1)[0]
            its = and_(
                _hangs(tables.answer, who, [row.conversation]), _a.step == row.step, _a.n == row.n
            )
            value = coded(district, is_free_text=False)
            await session.bulk.run(update(tables.answer).where(its).values(value=value))


async def _entomb(
    session: Session, people: Sequence[Who], names: Mapping[str, str], now: datetime
) -> None:
    """No list brings them back. Of a phone that somebody else has too, only with their name."""
    a = tables.address.c
    for who in people:
        keys = [(bucket, key) for bucket, key in who.alone]
        wanted = select(a.id, a.channel, a.sealed).where(tuple_(a.bucket, a.id).in_(who.shared))
        for row in await session.bulk.all(wanted):
            address = session.address(row.id, row.channel, row.sealed)
            keys.append(session.place(one_of(address, names.get(who.id, ""))))
        await entomb(session, keys, now)
        rows: list[Row] = [
            {"bucket": b, "address": key, "since": micros(now)} for b, key in who.alone
        ]
        await session.bulk.insert_absent(leaving.farewell, rows)


# ── Equality answers alone ────────────────────────────────────────────────────────────────────


async def forget_about(session: Session, people: Mapping[UUID, int]) -> None:
    """The equality answers of these people (and their buckets), in every consultation; with them
    goes what they wrote as it came in, where those answers stand too. A mark of it stays for the
    log, with the last time."""
    now = session.clock.now()
    for who, bucket in people.items():
        mark = session.seal.index("about", who.hex)
        row: Row = {"mark": mark, "at": micros(now), "kept": "", "what": Forgetting.ABOUT.value}
        await session.bulk.upsert(leaving.erasure, [row])
        place, key = session.seal.about(who)
        theirs = and_(_about.bucket == place, _about.about == key)
        await do(session, Deed(tables.about, theirs))
        await do(session, Deed(tables.inbound, _wrote(who.hex, bucket), {"sealed": ""}))

"""Two participants who are one person: the rows of the one become the other's.

Rule: a conversation moves with all that hangs on it, under the bucket of its new owner; what was
merged stays where it was. Nothing here decides which is which: see `exchange.merging`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, delete, func, insert, literal, select, update

from bot.ports import Merge
from bot.store import balloted, tables, themed
from bot.store.moments import stored_id
from bot.store.session import Session

_ASIDE = "!"
"""Set before a slug while two conversations change places: no slug holds it."""
_OF_CONVERSATION = (
    tables.answer, tables.due, tables.media, tables.nudge, tables.case, balloted.proposal,
    themed.coding, themed.translation, themed.quote, themed.echo,
)  # fmt: skip
_Owner = tuple[UUID, int]


async def merge(session: Session, merges: Sequence[Merge]) -> None:
    """Carry them out, in order: they are rare."""
    for each in merges:
        await _merge(session, each)


async def _merge(session: Session, given: Merge) -> None:
    kept, left = given.kept, given.left
    await _move_about(session, given)
    await _set_aside(session, kept, given.lost)
    await _set_aside(session, left, given.gained)
    for talk in given.gained:
        await _move(session, talk, left, kept)
    for talk in given.lost:
        await _move(session, talk, kept, left)
    await _move_rest(session, given)
    await _move_addresses(session, given)


async def _set_aside(session: Session, owner: _Owner, talks: Sequence[UUID]) -> None:
    """A person is in a consultation once: while two change places, neither is."""
    t = tables.conversation
    for talk in talks:
        its = and_(t.c.bucket == owner[1], t.c.id == talk.hex)
        await session.bulk.run(update(t).where(its).values(consultation=_ASIDE + t.c.consultation))


async def _move(session: Session, talk: UUID, old: _Owner, new: _Owner) -> None:
    """A copy under the new owner first, because what hangs on it must always hang somewhere."""
    t = tables.conversation
    its = and_(t.c.bucket == old[1], t.c.id == talk.hex)
    slug = func.substr(t.c.consultation, len(_ASIDE) + 1)
    if old[1] == new[1]:
        changed = update(t).where(its).values(participant=new[0].hex, consultation=slug)
        await session.bulk.run(changed)
        await _rehang(session, talk, old, new)
        return
    fresh: dict[str, Any] = {  # Any: columns and literals
        "bucket": literal(new[1]),
        "participant": literal(new[0].hex),
        "consultation": slug,
    }
    names = [column.name for column in t.columns]
    chosen = select(*(fresh.get(name, t.c[name]).label(name) for name in names)).where(its)
    await session.bulk.run(insert(t).from_select(names, chosen))
    await _rehang(session, talk, old, new)
    await session.bulk.run(delete(t).where(its))


async def _rehang(session: Session, talk: UUID, old: _Owner, new: _Owner) -> None:
    for table in _OF_CONVERSATION:
        its = and_(table.c.bucket == old[1], table.c.conversation == talk.hex)
        if table is tables.case:
            await _move_thread(session, select(table.c.id).where(its), old, new)
        values: dict[str, Any] = {"bucket": new[1]}
        if "participant" in table.c:
            values["participant"] = new[0].hex
        await session.bulk.run(update(table).where(its).values(values))


async def _move_thread(session: Session, of: Any, old: _Owner, new: _Owner) -> None:
    t = tables.thread
    its = and_(t.c.bucket == old[1], t.c.case.in_(of))
    await session.bulk.run(update(t).where(its).values(bucket=new[1]))


async def _move_rest(session: Session, given: Merge) -> None:
    """What still waits to be sent goes to who is kept, but for what would have asked twice."""
    kept, left = given.kept, given.left
    o, c = tables.outbox, tables.contact
    over = [talk.hex for talk in (*given.lost, *given.dropped)]
    twice = update(o).where(
        o.c.bucket.in_([kept[1], left[1]]),
        o.c.conversation.in_(over),
        tables.UNSETTLED,
        o.c.status == "queued",
        o.c.kind > 0,
    )
    await session.bulk.run(twice.values(status="cancelled", code="merged"))
    owner = {"bucket": kept[1], "participant": kept[0].hex}
    theirs = and_(o.c.bucket == left[1], o.c.participant == left[0].hex, o.c.status == "queued")
    await session.bulk.run(update(o).where(theirs, tables.UNSETTLED).values(owner))
    of_left = and_(c.c.bucket == left[1], c.c.participant == left[0].hex)
    await session.bulk.run(update(c).where(of_left).values(owner))


async def _move_addresses(session: Session, given: Merge) -> None:
    """The addresses of the one lead to the other, and so does a personal link."""
    link, p = tables.address_participant, tables.participant
    kept, left = given.kept, given.left
    rows = await session.bulk.all(
        select(link.c.address_bucket, link.c.address).where(
            link.c.bucket == left[1], link.c.participant == left[0].hex
        )
    )
    focus = select(func.max(link.c.focus)).where(
        link.c.bucket == kept[1], link.c.participant == kept[0].hex
    )
    focused = (await session.bulk.all(focus))[0][0]
    await session.bulk.run(
        delete(link).where(link.c.bucket == left[1], link.c.participant == left[0].hex)
    )
    await session.bulk.insert_absent(
        link,
        [
            {
                "address_bucket": row.address_bucket,
                "address": row.address,
                "bucket": kept[1],
                "participant": kept[0].hex,
                "focus": focused,
            }
            for row in rows
        ],
    )
    of_left = and_(p.c.bucket == left[1], p.c.id == left[0].hex)
    await session.bulk.run(update(p).where(of_left).values(merged_into=kept[0].hex))
    tokens = (await session.bulk.all(select(p.c.token).where(of_left)))[0]
    await session.bulk.run(update(p).where(of_left).values(token=None))
    if tokens.token:
        of_kept = and_(p.c.bucket == kept[1], p.c.id == kept[0].hex, p.c.token.is_(None))
        await session.bulk.run(update(p).where(of_kept).values(token=tokens.token))


# ── Equality answers ──────────────────────────────────────────────────────────────────────────


async def _move_about(session: Session, given: Merge) -> None:
    """A person's equality answers count once: those of the conversation that goes on."""
    gained = await _slugs(session, given.left, given.gained)
    dropped = await _slugs(session, given.left, given.dropped)
    lost = await _slugs(session, given.kept, given.lost)
    await _drop_about(session, given.kept, lost)
    await _drop_about(session, given.left, dropped)
    a = tables.about
    old_bucket, old = session.seal.about(given.left[0])
    bucket, new = session.seal.about(given.kept[0])
    its = and_(a.c.bucket == old_bucket, a.c.about == old, a.c.consultation.in_(gained))
    rows = await session.bulk.all(select(a.c.consultation, a.c.step, a.c.n, a.c.sealed).where(its))
    await session.bulk.run(delete(a).where(its))
    moved = []
    for row in rows:
        rest = f"{row.consultation}.{row.step}"
        words = session.seal.open(row.sealed, f"about.sealed.{old}.{rest}")
        sealed = session.seal.seal(words, f"about.sealed.{new}.{rest}")
        key = {"bucket": bucket, "about": new, "consultation": row.consultation}
        moved.append({**key, "step": row.step, "n": row.n, "sealed": sealed})
    await session.bulk.upsert(a, moved)


async def _slugs(session: Session, owner: _Owner, talks: Sequence[UUID]) -> list[str]:
    t = tables.conversation.c
    wanted = select(t.consultation, t.id).where(
        t.bucket == owner[1], t.participant == owner[0].hex
    )
    rows = await session.bulk.all(wanted)
    return [row.consultation for row in rows if stored_id(row.id) in talks]


async def _drop_about(session: Session, owner: _Owner, slugs: Sequence[str]) -> None:
    a: Table = tables.about
    bucket, key = session.seal.about(owner[0])
    its = and_(a.c.bucket == bucket, a.c.about == key, a.c.consultation.in_(slugs))
    await session.bulk.run(delete(a).where(its))

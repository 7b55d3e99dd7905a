"""An old copy of the database: whether it is one of ours, and what it must forget again.

Rule: whatever was erased or stopped since the copy was made is erased and stopped in it before
anybody can use it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

from msgspec import json
from sqlalchemy import and_, func, select, tuple_, update

from bot.errors import Refused
from bot.ports import Entry, Erase, Forgetting, Replayed, Retention
from bot.store import tables
from bot.store.bulk import Row
from bot.store.erasing import erase, forget_about
from bot.store.migrating import HISTORY
from bot.store.moments import moment
from bot.store.people import cancel_queued
from bot.store.purging import purge
from bot.store.session import Session

_HEAD = b"SQLite format 3\x00"
_PAGE = 500
"""Addresses looked up at once."""


def judge(path: Path) -> None:
    """Whether a file is a whole copy that this program understands; its keys are looked at when
    it is opened.

    Raises:
        Refused: it is no such copy, is damaged, or is newer than this program.
    """
    if not path.is_file() or path.read_bytes()[: len(_HEAD)] != _HEAD:
        raise Refused(
            f"{path.name} is no copy of a database. Give a file that `kotha backup` made."
        )
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        try:
            (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        except sqlite3.DatabaseError as error:
            raise Refused(
                f"{path.name} is damaged, or no database of Kotha. Take another copy."
            ) from error
    if verdict != "ok":
        raise Refused(f"{path.name} is damaged. Take another copy.")
    version = rows[0][0] if rows else ""
    if version not in HISTORY:
        raise Refused(
            f"{path.name} is of schema {version}, which is newer than this program knows (up to "
            f"{HISTORY[-1]}). Install the newer version of kotha."
        )


async def replay(session: Session, log: Sequence[Entry]) -> Replayed:
    """Erase and stop again whom the log names, and purge again. A stop that the copy is later than
    is left alone: whoever is not stopped there has come back since; so are equality answers that
    were given anew."""
    session.has_written = True
    made = await _made_at(session)
    gone = {entry.key: entry for entry in log if entry.is_person}
    erased = 0
    for who, bucket in await _marked(session, gone):
        kept = tuple(json.decode(gone[session.seal.index("participant", who)].kept or "[]"))
        await erase(session, Erase(UUID(who), bucket, published=kept))
        erased += 1
    since = [entry for entry in log if entry.at >= made]
    closed = [entry for entry in since if entry.bucket >= 0]
    for start in range(0, len(closed), _PAGE):
        await _stop(session, closed[start : start + _PAGE])
    forgotten = await _forget(session, since)
    purged = await _purge(session, since)
    return Replayed(moment(made) if made else None, erased, len(closed), forgotten, purged)


async def _forget(session: Session, entries: Sequence[Entry]) -> int:
    """Equality answers that the copy still has; of how many people."""
    marks = {each.key for each in entries if each.what is Forgetting.ABOUT}
    p = tables.participant.c
    everybody = await session.bulk.all(select(p.id, p.bucket)) if marks else []
    theirs = {
        UUID(row.id): row.bucket
        for row in everybody
        if session.seal.index("about", row.id) in marks
    }
    await forget_about(session, theirs)
    return len(theirs)


async def _purge(session: Session, entries: Sequence[Entry]) -> int:
    """By the dates that each purge went by; how many rows, or people, the copy still had."""
    orders = [
        json.decode(each.kept, type=Retention)
        for each in sorted(entries, key=lambda each: each.at)
        if each.what is Forgetting.PURGE
    ]
    purged = 0
    for order in orders:
        while gone := sum(each.deleted for each in await purge(session, order, is_dry=False)):
            purged += gone
    return purged


async def _made_at(session: Session) -> int:
    """The newest moment that a database knows of."""
    newest = (
        tables.audit.c.at, tables.inbound.c.received_at, tables.outbox.c.changed_at,
        tables.do_not_contact.c.since,
    )  # fmt: skip
    rows = [(await session.bulk.all(select(func.max(column))))[0][0] for column in newest]
    return max((row for row in rows if row is not None), default=0)


async def _marked(session: Session, gone: dict[str, Entry]) -> list[tuple[str, int]]:
    """Participants whose mark is in the log."""
    p = tables.participant.c
    everybody = await session.bulk.all(select(p.id, p.bucket)) if gone else []
    return [
        (row.id, row.bucket)
        for row in everybody
        if session.seal.index("participant", row.id) in gone
    ]


async def _stop(session: Session, entries: Sequence[Entry]) -> None:
    """Addresses not to be contacted; whoever they lead to has left, unless they were erased."""
    rows: list[Row] = [
        {"bucket": each.bucket, "address": each.key, "since": each.at, "reason": each.reason}
        for each in entries
    ]
    await session.bulk.insert_absent(tables.do_not_contact, rows)
    link, p = tables.address_participant.c, tables.participant.c
    keys = [(each.bucket, each.key) for each in entries if not each.reason]
    led = select(link.bucket, link.participant).where(
        tuple_(link.address_bucket, link.address).in_(keys)
    )
    found = await session.bulk.all(led) if keys else []
    for row in found:
        its = and_(p.bucket == row.bucket, p.id == row.participant)
        await session.bulk.run(update(tables.participant).where(its).values(stopped=1))
    await cancel_queued(session, {row.participant: row.bucket for row in found})

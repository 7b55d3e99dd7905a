"""What people answer to the summary that they were sent: one voice each, and their words.

Rule: the latest counts; words are sealed, and are opened for whoever reads what we got wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select

from bot.model import Status
from bot.ports import Correction, EchoRow
from bot.store import tables, themed
from bot.store.bulk import Row
from bot.store.moments import micros, moment
from bot.store.session import Session

_e, _t = themed.echo.c, tables.conversation.c
_THEIRS = and_(_t.bucket == _e.bucket, _t.id == _e.conversation)


async def keep(session: Session, rows: Mapping[UUID, EchoRow]) -> None:
    """Keep answers in place of those before. Words outlast a plain DISAGREE, and no AGREE."""
    silent = [each for each in rows.values() if not (each.agrees or each.text)]
    told = [each for each in rows.values() if each.agrees or each.text]
    await session.bulk.upsert(themed.echo, [_row(each) for each in silent])
    await session.bulk.upsert(
        themed.echo, [{**_row(each), "sealed": _sealed(session, each)} for each in told]
    )


def _row(row: EchoRow) -> Row:
    return {
        "bucket": row.bucket,
        "conversation": row.conversation.hex,
        "consultation": row.consultation,
        "agrees": int(row.agrees),
        "at": micros(row.at),
    }


def _sealed(session: Session, row: EchoRow) -> str:
    return session.seal.seal(row.text, _place(row.conversation.hex)) if row.text else ""


def _place(conversation: str) -> str:
    return f"echo.sealed.{conversation}"


async def count(session: Session, slug: str, before: datetime) -> tuple[int, int]:
    """People who had agreed by then, and people who had not."""
    asked = (
        select(_e.agrees, func.count())
        .select_from(themed.echo.join(tables.conversation, _THEIRS))
        .where(_e.consultation == slug, _e.at < micros(before))
        .where(_t.status != Status.MERGED.value)
        .group_by(_e.agrees)
    )
    found = dict[int, int]()
    for agrees, n in await session.bulk.all(asked):
        found[agrees] = n
    return found.get(1, 0), found.get(0, 0)


async def corrections(session: Session, slug: str) -> Sequence[Correction]:
    """What people say that we got wrong, in an order that tells nothing."""
    asked = (
        select(_e.conversation, _e.sealed, _e.at, _t.language)
        .select_from(themed.echo.join(tables.conversation, _THEIRS))
        .where(_e.consultation == slug, _e.sealed != "", _t.status != Status.MERGED.value)
    )
    found = []
    for row in await session.bulk.all(asked):
        text = session.seal.open(row.sealed, _place(row.conversation))
        found.append(Correction(row.language, text, moment(row.at)))
    return sorted(found, key=lambda each: (each.language, each.text))

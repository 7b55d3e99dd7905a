"""All that is held of somebody, opened: for whoever asked for a copy.

Rule: every table that an erasure touches is looked at; what is sealed is opened here, for this and
for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Table, and_, or_, select, tuple_

from bot.ports import Erase, Held
from bot.store import tables
from bot.store.fates import ERASED
from bot.store.leavers import Who, everybody
from bot.store.moments import moment
from bot.store.session import Session

_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "about": "{about}.{consultation}.{step}",
        "answer": "{conversation}.{step}.{n}",
        "echo": "{conversation}",
        "guest": "{address}",
        "inbound": "{channel}.{account}.{provider_id}",
        "nudge": "{conversation}",
        "quote": "{conversation}.{step}.{n}",
        "translation": "{conversation}.{step}.{n}",
    }
)
"""What a sealed text is bound to, after its table and column; elsewhere the row's id."""
_LEFT_OUT = frozenset(
    {"bucket", "address_bucket", "about", "seq", "turn", "lease", "body", "code"}
)
"""Columns that say nothing of anybody."""
_NO_MOMENT = frozenset({"paced_until", "seq"})
_NOT_THEIRS = frozenset({"request", "staff", "farewell"})


async def held(session: Session, participant: UUID, bucket: int) -> Sequence[Held]:
    """Everything that is held of somebody, by table, and of whoever turned out to be them."""
    order = Erase(participant, bucket)
    found: dict[str, list[Mapping[str, str]]] = {}
    async for who in everybody(session, order):
        for name in sorted(ERASED.keys() - _NOT_THEIRS):
            table = tables.metadata.tables[name]
            rows = await session.bulk.all(select(table).where(_theirs(table, who)))
            found.setdefault(name, []).extend(
                _told(session, table, row._mapping)  # noqa: SLF001 (SQLAlchemy's documented way)
                for row in rows
            )
    return [Held(name, tuple(rows)) for name, rows in found.items() if rows]


def _theirs(table: Table, who: Who) -> Any:  # Any: SQLAlchemy's condition
    """By whichever of its columns leads to them."""
    places = [*who.alone, *who.shared]
    columns = table.c
    leads = [columns[name].in_(keys) for name, keys in _keys(who).items() if name in columns]
    match table.name:
        case "participant":
            return and_(columns.bucket == who.bucket, columns.id == who.id)
        case "conversation":
            return and_(columns.bucket == who.bucket, columns.id.in_(who.talks))
        case "case":
            return and_(columns.bucket == who.bucket, columns.id.in_(who.cases))
        case "address":
            return tuple_(columns.bucket, columns.id).in_(places)
        case "traffic" | "guest":
            return tuple_(columns.bucket, columns.address).in_(places)
        case "about":
            return and_(columns.bucket == who.about[0], columns.about == who.about[1])
        case _:
            return or_(*leads)


def _keys(who: Who) -> Mapping[str, Sequence[str]]:
    return {"participant": [who.id], "conversation": who.talks, "case": who.cases}


def _told(session: Session, table: Table, row: Mapping[str, Any]) -> Mapping[str, str]:
    """One row in plain words: moments as ISO, sealed texts open."""
    told: dict[str, str] = {}
    for column in table.columns:
        value = row[column.name]
        if value in (None, "") or column.name in _LEFT_OUT:
            continue
        told[column.name] = _plain(session, column, row)
    return told


def _plain(session: Session, column: Column[Any], row: Mapping[str, Any]) -> str:
    value, name = row[column.name], column.table.name
    if column.name == "sealed":
        place = _PLACES.get(name, "{id}").format(**row)
        return session.seal.open(value, f"{name}.sealed.{place}")
    # A moment is the only wide number.
    is_wide = isinstance(column.type, BigInteger) and column.name not in _NO_MOMENT
    return moment(value).isoformat() if is_wide else str(value)

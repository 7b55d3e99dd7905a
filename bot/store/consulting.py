"""Consultations and the flows they froze.

Rule: a version is written once and never changed; what may change while a consultation is open
stands beside its lifecycle.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select, update

from bot.flow.structure import Document, Plan
from bot.flow.version import dump_document, parse_document
from bot.model import Lifecycle, MessageKind, Status
from bot.ports import Launched, Person
from bot.store import tables
from bot.store.bulk import Row, inserting_into
from bot.store.loading import by_participant, load
from bot.store.moments import micros, moment, new_id
from bot.store.session import Session

_parsed = lru_cache(maxsize=64)(parse_document)
"""Documents are few and frozen: each is read once per process."""


async def save_consultation(
    session: Session, document: Document, lifecycle: Lifecycle, at: datetime
) -> None:
    """Insert or move on a consultation, freezing its version."""
    text = dump_document(document)
    slug = document.flow.slug
    version: Row = {
        "hash": document.version,
        "slug": slug,
        "document": text,
        "frozen_at": micros(at),
    }
    await session.bulk.insert_absent(tables.flow_version, [version])
    row = {
        "id": new_id(at).hex,
        "slug": slug,
        "lifecycle": lifecycle.value,
        "version": document.version,
        "document": text,
        "opens": micros(document.plan.opens),
        "closes": micros(document.plan.closes),
        "updated_at": micros(at),
    }
    inserting = inserting_into(
        tables.consultation, tuple(row), is_postgres=session.bulk.is_postgres
    )
    fresh = {name: inserting.excluded[name] for name in row if name not in {"id", "slug"}}
    statement = inserting.on_conflict_do_update(index_elements=["slug"], set_=fresh)
    session.has_written = True
    await session.bulk.put(statement.returning(tables.consultation.c.id), [row])


async def launched(session: Session) -> Sequence[Launched]:
    """Every consultation that is not a draft, in the order of their slugs."""
    stored = tables.consultation.c
    statement = (
        select(stored.slug, stored.lifecycle, stored.document, stored.updated_at)
        .where(stored.lifecycle != Lifecycle.DRAFT.value)
        .order_by(stored.slug)
    )
    return [
        Launched(row.slug, Lifecycle(row.lifecycle), _parsed(row.document), moment(row.updated_at))
        for row in await session.bulk.all(statement)
    ]


async def document(session: Session, version: str) -> Document | None:
    """A frozen flow by its hash, with the plan and words it was frozen with."""
    stored = tables.flow_version.c
    rows = await session.bulk.all(select(stored.document).where(stored.hash == version))
    return _parsed(rows[0].document) if rows else None


async def plans(session: Session, slugs: Collection[str]) -> Mapping[str, Plan]:
    """The plans of these consultations, as they stand now."""
    stored = tables.consultation.c
    wanted = select(stored.slug, stored.document).where(stored.slug.in_(sorted(slugs)))
    return {row.slug: _parsed(row.document).plan for row in await session.bulk.all(wanted)}


async def campaign(session: Session, digest: str, slug: str, at: datetime) -> bool:
    """Note that this content goes to this list; false where it already did."""
    row: Row = {"digest": digest, "slug": slug, "at": micros(at)}
    inserting = inserting_into(tables.campaign, tuple(row), is_postgres=session.bulk.is_postgres)
    statement = inserting.on_conflict_do_nothing().returning(tables.campaign.c.digest)
    return bool(await session.bulk.put(statement, [row]))


async def campaign_at(session: Session, digest: str) -> datetime | None:
    """When this content went to this list; `None` if it did not."""
    sent = tables.campaign.c
    rows = await session.bulk.all(select(sent.at).where(sent.digest == digest))
    return moment(rows[0].at) if rows else None


async def move_consultation(
    session: Session, slug: str, lifecycle: Lifecycle, at: datetime
) -> None:
    """Change where a consultation stands, and nothing else of it."""
    session.has_written = True
    statement = (
        update(tables.consultation)
        .where(tables.consultation.c.slug == slug)
        .values(lifecycle=lifecycle.value, updated_at=micros(at))
    )
    await session.bulk.run(statement)


async def cancel_queued(session: Session, slug: str, kinds: Sequence[MessageKind]) -> int:
    """Take back what a consultation has not sent yet of these kinds; how many messages.

    On PostgreSQL the senders' rows are locked first, as for STOP, so that no claim passes by.
    """
    if session.bulk.is_postgres:
        rate = tables.sender_rate
        await session.bulk.all(select(rate.c.channel).order_by(rate.c.channel).with_for_update())
    session.has_written = True
    box = tables.outbox.c
    waiting = (
        update(tables.outbox)
        .where(box.consultation == slug, box.kind.in_([kind.value for kind in kinds]))
        .where(box.status == "queued")
        .values(status="cancelled", code="closed", changed_at=micros(session.clock.now()))
        .returning(box.id)
    )
    return len(await session.bulk.all(waiting))


async def participants(
    session: Session, slug: str, after: UUID | None, limit: int, statuses: Sequence[Status]
) -> Sequence[Person]:
    """A page of a consultation's people in the order of their ids, each with only that
    conversation."""
    talk = tables.conversation.c
    statement = (
        select(talk.participant, talk.bucket)
        .where(talk.consultation == slug, talk.participant > (after.hex if after else ""))
        .where(talk.status.in_([status.value for status in statuses]))
        .order_by(talk.participant)
        .limit(limit)
    )
    keys = {row.participant: row.bucket for row in await session.bulk.all(statement)}
    found = await load(session, by_participant(session.bulk.keyed()), keys)
    pages: Mapping[str, Person] = MappingProxyType({led: each.person for led, each in found})
    return [_only(pages[key], slug) for key in sorted(pages)]


def _only(person: Person, slug: str) -> Person:
    return Person(
        participant=person.participant,
        addresses=person.addresses,
        conversations=tuple(c for c in person.conversations if c.consultation == slug),
        focus=person.focus,
        is_do_not_contact=person.is_do_not_contact,
    )

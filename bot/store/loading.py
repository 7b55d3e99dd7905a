"""People and their conversations, as a turn needs them.

Rule: one statement for any number of people (a second for those inside an equality block, one
more on PostgreSQL to lock first, so that the next sees what the lock waited for). What costs is
rows and round trips, so addresses and answers come as one text each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct, field, json
from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, case, cast, func, select

from bot.model import Address, Answer, Conversation, Outcome, Participant, Pending, Status
from bot.ports import Person
from bot.store import tables
from bot.store.bulk import keys_json
from bot.store.moments import moment, stored_id
from bot.store.session import Session
from bot.store.values import parse

ABOUT = "about-you__"
"""Ids of the steps of the equality block begin so."""

_p, _c = tables.participant.c, tables.conversation.c
_FIELD, _LINE = "\x1f", "\x1e"
"""Between the fields of an answer and between answers: JSON and sealed texts hold neither."""
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_STATUSES = {status.value: status for status in Status}


class _Row(NamedTuple):
    """One conversation with its person; alone the person, where they have none. In the order of
    `_people`."""

    led: str
    bucket: int
    id: str
    language: str
    sealed: str
    segment: str
    area: str
    link_worker: str
    source: str
    stopped: int
    hours: str
    timezone: str
    places: str | None
    told: str | None
    conversation: str | None
    consultation: str
    version: str
    tongue: str
    status: str
    step: str | None
    visited: str
    misses: int
    shown: str
    pending: str | None
    revision: int
    wording: str
    reminded: int
    asked_at: int | None
    heard_at: int | None
    changing: int
    offered: str
    with_staff: int
    way_in: str
    wave: int


class _Draft(Struct):
    """One person while their rows are read."""

    participant: Participant
    places: str
    conversations: list[Conversation] = field(default_factory=list)


class Place(Struct, frozen=True):
    """One address of a person, as stored."""

    id: str
    bucket: int
    is_active: bool
    is_blocked: bool
    focus: UUID | None
    address: Address


class Loaded(Struct, frozen=True):
    """A person with the places that lead to them."""

    person: Person
    places: tuple[Place, ...]

    def seen_from(self, place_id: str) -> Person:
        """The person as one of their addresses reaches them."""
        here = next(place for place in self.places if place.id == place_id)
        active = [p.address for p in self.places if p.is_active and p is not here]
        return Person(
            participant=self.person.participant,
            addresses=(here.address, *active) if here.is_active else tuple(active),
            conversations=self.person.conversations,
            focus=here.focus,
            is_do_not_contact=here.is_blocked,
        )


async def load(session: Session, entry: Any, keys: Mapping[str, int]) -> list[tuple[str, Loaded]]:
    """Everyone that *entry* leads to from these keys, with the key that led there.

    Args:
        entry: a select of (key, bucket, participant id) over `Bulk.keyed()`.
        keys: row ids and their buckets.
    """
    if not keys:
        return []
    given = keys_json(keys)
    if session.bulk.is_postgres:
        await session.bulk.fetch(_locked(entry), given)
    rows = await session.bulk.fetch(_people(entry), given)
    return await _assembled(session, [_Row._make(row) for row in rows])


@lru_cache
def by_address(given: FromClause) -> Select[Any]:
    """From address ids."""
    link = tables.address_participant.c
    return (
        select(given.c.key.label("led"), link.bucket.label("b"), link.participant.label("p"))
        .select_from(given)
        .join(
            tables.address_participant,
            and_(link.address_bucket == given.c.value, link.address == given.c.key),
        )
    )


@lru_cache
def by_participant(given: FromClause) -> Select[Any]:
    """From participant ids."""
    return select(given.c.key.label("led"), given.c.value.label("b"), given.c.key.label("p"))


@lru_cache
def _locked(entry: Select[Any]) -> Select[Any]:
    found = entry.subquery("found")
    return (
        select(_p.id)
        .join(found, and_(_p.bucket == found.c.b, _p.id == found.c.p))
        .order_by(_p.bucket, _p.id)
        .with_for_update(of=tables.participant)
    )


@lru_cache
def _people(entry: Select[Any]) -> Select[Any]:
    found = entry.subquery("found")
    return (
        select(
            found.c.led,
            _p.bucket, _p.id, _p.language, _p.sealed, _p.segment, _p.area, _p.link_worker,
            _p.source, _p.stopped, _p.hours, _p.timezone,
            _places().label("places"), _told().label("told"),
            _c.id.label("conversation"), _c.consultation, _c.version, _c.language.label("tongue"),
            _c.status, _c.step, _c.visited, _c.misses, _c.shown, _c.pending, _c.revision,
            _c.wording, _c.reminded, _c.asked_at, _c.heard_at, _c.changing, _c.offered,
            _c.with_staff, _c.source.label("way_in"), _c.wave,
        )
        .select_from(found)
        .join(tables.participant, and_(_p.bucket == found.c.b, _p.id == found.c.p))
        .outerjoin(tables.conversation, and_(_c.bucket == _p.bucket, _c.participant == _p.id))
        .order_by(_p.bucket, _p.id, _c.began_at.desc(), _c.id.desc())
    )  # fmt: skip


def _places() -> Any:  # Any: SQLAlchemy's scalar subquery
    """All addresses of a participant in one text: fields parted by `|`, addresses by spaces."""
    a, link, no = tables.address.c, tables.address_participant.c, tables.do_not_contact.c
    fields = (
        a.id, cast(a.bucket, Text), cast(a.is_active, Text),
        case((no.address.is_(None), "0"), else_="1"),
        func.coalesce(link.focus, ""), a.channel, a.sealed,
    )  # fmt: skip
    line: ColumnElement[str] = fields[0]
    for each in fields[1:]:
        line = line.concat("|").concat(each)
    joined = tables.address_participant.join(
        tables.address, and_(a.bucket == link.address_bucket, a.id == link.address)
    ).outerjoin(tables.do_not_contact, and_(no.bucket == a.bucket, no.address == a.id))
    return (
        select(func.aggregate_strings(line, " "))
        .select_from(joined)
        .where(link.bucket == _p.bucket, link.participant == _p.id)
        .correlate(tables.participant)
        .scalar_subquery()
    )


def _told() -> Any:  # Any: SQLAlchemy's scalar subquery
    """All answers of a conversation in one text, the earlier ones of a step among them."""
    a = tables.answer.c
    line: ColumnElement[str] = a.step
    for each in (cast(a.n, Text), a.outcome, func.coalesce(a.value, ""), a.sealed):
        line = line.concat(_FIELD).concat(each)
    return (
        select(func.aggregate_strings(line, _LINE))
        .where(a.bucket == _c.bucket, a.conversation == _c.id)
        .correlate(tables.conversation)
        .scalar_subquery()
    )


async def _assembled(session: Session, rows: Sequence[_Row]) -> list[tuple[str, Loaded]]:
    talks = {row.conversation: row for row in rows if row.conversation is not None}
    answers = {key: _answers(session, key, row.told or "") for key, row in talks.items()}
    await _add_about(session, talks, answers)
    drafts: dict[str, _Draft] = {}
    led: dict[tuple[str, str], None] = {}
    for row in rows:
        person = row.id
        led[row.led, person] = None
        draft = drafts.get(person)
        if draft is None:
            draft = drafts[person] = _Draft(_participant(session, row), row.places or "")
        key = row.conversation
        if key is not None and talks.pop(key, None) is not None:
            told = answers[key]
            draft.conversations.append(_conversation(key, row, draft.participant.id, told))
    loaded = {key: _loaded(session, draft) for key, draft in drafts.items()}
    return [(key, loaded[person]) for key, person in led]


def _participant(session: Session, row: _Row) -> Participant:
    sealed = row.sealed
    return Participant(
        id=stored_id(row.id),
        bucket=row.bucket,
        language=row.language,
        name=session.seal.open(sealed, f"participant.sealed.{row.id}") if sealed else "",
        segment=row.segment,
        area=row.area,
        link_worker=row.link_worker,
        source=row.source,
        stopped=bool(row.stopped),
        hours=row.hours,
        timezone=row.timezone,
    )


def _conversation(
    key: str, row: _Row, participant: UUID, answers: Mapping[str, Answer]
) -> Conversation:
    return Conversation(
        id=stored_id(key),
        bucket=row.bucket,
        participant=participant,
        consultation=row.consultation,
        version=row.version,
        language=row.tongue,
        status=_STATUSES[row.status],
        step=row.step,
        visited=_words(row.visited),
        answers=MappingProxyType(answers),
        misses=row.misses,
        order=_words(row.shown),
        pending=_pending(row.pending),
        revision=row.revision,
        wording=row.wording,
        reminded=row.reminded,
        asked_at=moment(row.asked_at),
        heard_at=moment(row.heard_at),
        changing=bool(row.changing),
        offered=_words(row.offered),
        with_staff=bool(row.with_staff),
        source=row.way_in,
        wave=row.wave,
    )


def _words(stored: str) -> tuple[str, ...]:
    return () if stored == "[]" else tuple(json.decode(stored))


def _pending(stored: str | None) -> Pending | None:
    if not stored:
        return None
    kind, *values = json.decode(stored)
    return Pending(kind, tuple(values))


def _loaded(session: Session, draft: _Draft) -> Loaded:
    places = tuple(_place(session, line) for line in draft.places.split())
    person = Person(
        participant=draft.participant,
        addresses=tuple(place.address for place in places if place.is_active),
        conversations=tuple(draft.conversations),
        focus=next((place.focus for place in places if place.focus), None),
        is_do_not_contact=bool(places) and all(place.is_blocked for place in places),
    )
    return Loaded(person, places)


def _place(session: Session, line: str) -> Place:
    key, bucket, is_active, is_blocked, focus, channel, sealed = line.split("|")
    return Place(
        id=key,
        bucket=int(bucket),
        is_active=is_active == "1",
        is_blocked=is_blocked == "1",
        focus=stored_id(focus) if focus else None,
        address=session.address(key, channel, sealed),
    )


def _answers(session: Session, conversation: str, told: str) -> dict[str, Answer]:
    """Latest answer per step, in the order in which they were given."""
    lines = [line.split(_FIELD) for line in told.split(_LINE)] if told else []
    lines.sort(key=lambda fields: int(fields[1]))
    latest = {fields[0]: fields for fields in lines}
    return {step: _answer(session, conversation, fields) for step, fields in latest.items()}


def _answer(session: Session, conversation: str, fields: Sequence[str]) -> Answer:
    step, n, outcome, value, sealed = fields
    if sealed:
        value = session.seal.open(sealed, f"answer.sealed.{conversation}.{step}.{n}")
    return Answer(_OUTCOMES[outcome], parse(value) if value else None)


async def _add_about(
    session: Session, talks: Mapping[str, _Row], answers: dict[str, dict[str, Answer]]
) -> None:
    """Equality answers, only of those who stand inside the block that asks for them."""
    inside: dict[tuple[str, str], str] = {}
    keys: dict[str, int] = {}
    for conversation, row in talks.items():
        if (row.step or "").startswith(ABOUT):
            bucket, key = session.seal.about(stored_id(row.id))
            keys[key] = bucket
            inside[key, row.consultation] = conversation
    if not keys:
        return
    rows = await session.bulk.fetch(_about(session.bulk.keyed()), keys_json(keys))
    for key, slug, step, sealed in rows:
        if (key, slug) in inside:
            answer = open_about(session, sealed, f"{key}.{slug}.{step}")
            answers.setdefault(inside[key, slug], {})[step] = answer


@lru_cache
def _about(given: FromClause) -> Select[Any]:
    a = tables.about.c
    return (
        select(a.about, a.consultation, a.step, a.sealed)
        .select_from(given)
        .join(tables.about, and_(a.bucket == given.c.value, a.about == given.c.key))
    )


def open_about(session: Session, sealed: str, row: str) -> Answer:
    """The equality answer sealed in this row (`about key.consultation.step`)."""
    outcome, text, _ = json.decode(session.seal.open(sealed, f"about.sealed.{row}"))
    return Answer(_OUTCOMES[outcome], parse(text) if text else None)

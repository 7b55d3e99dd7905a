"""Participants and their addresses: inserted, joined, stopped, welcomed.

Rule: whoever stops is stopped in the same transaction in every place that the sender looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from bot.model import Address, Participant
from bot.ports import PersonRow
from bot.store import tables
from bot.store.bulk import BATCH, Row, in_keys, keys_json
from bot.store.moments import micros
from bot.store.session import Session

Leavers = Mapping[UUID, tuple[int, tuple[Address, ...]]]
"""Participants with their bucket and the addresses concerned."""
Focus = Mapping[UUID, tuple[int, UUID]]
"""By participant: their bucket, and the conversation that typed words go to."""


async def insert_people(session: Session, people: Sequence[PersonRow], focus: Focus) -> None:
    """New participants, their addresses where these are new, and what joins the two."""
    people = sorted(people, key=lambda row: row.participant.bucket)
    await session.bulk.insert(tables.participant, [_participant(session, row) for row in people])
    joined = [
        (row.participant.id, row.participant.bucket, address)
        for row in people
        for address in row.addresses
    ]
    await link(session, joined, focus)


async def link(
    session: Session,
    links: Sequence[tuple[UUID, int, Address]],
    focus: Focus,
) -> None:
    """Addresses that lead to a participant from now on, and perhaps to a conversation of theirs.
    In the order of the tables, so that a page of many touches each of theirs once."""
    links = sorted(links, key=lambda each: session.place(each[2]))
    addresses = dict.fromkeys(address for _, _, address in links)
    await session.bulk.insert_absent(
        tables.address, [_address(session, address) for address in addresses]
    )
    await session.bulk.insert_absent(
        tables.address_participant,
        [{**_link(session, *each), "focus": _talk_of(each[0], focus)} for each in links],
    )


async def unlink(session: Session, links: Sequence[tuple[UUID, int, Address]]) -> None:
    """Addresses that lead to a participant no more."""
    gone = [_link(session, participant, bucket, address) for participant, bucket, address in links]
    await session.bulk.delete(tables.address_participant, gone)


def _details(session: Session, who: Participant) -> Row:
    sealed = session.seal.seal(who.name, f"participant.sealed.{who.id.hex}") if who.name else ""
    return {
        "bucket": who.bucket,
        "id": who.id.hex,
        "sealed": sealed,
        "language": who.language,
        "segment": who.segment,
        "area": who.area,
        "link_worker": who.link_worker,
        "source": who.source,
        "hours": who.hours,
        "timezone": who.timezone,
    }


def _participant(session: Session, row: PersonRow) -> Row:
    who = row.participant
    return {
        **_details(session, who),
        "token": session.seal.index("token", row.token) if row.token else None,
        "stopped": int(who.stopped),
    }


def _address(session: Session, address: Address) -> Row:
    bucket, key = session.place(address)
    return {
        "bucket": bucket,
        "id": key,
        "channel": address.channel,
        "sealed": session.seal.seal(address.value, f"address.sealed.{key}"),
    }


def _link(session: Session, participant: UUID, bucket: int, address: Address) -> Row:
    address_bucket, key = session.place(address)
    return {
        "address_bucket": address_bucket,
        "address": key,
        "bucket": bucket,
        "participant": participant.hex,
    }


def _talk_of(participant: UUID, focus: Focus) -> str | None:
    found = focus.get(participant)
    return found[1].hex if found else None


async def set_details(session: Session, people: Mapping[UUID, Participant]) -> None:
    """What a list now tells of people we know."""
    rows = [_details(session, who) for _, who in sorted(people.items())]
    await session.bulk.update(tables.participant, ("bucket", "id"), rows)


async def set_languages(session: Session, languages: Mapping[UUID, tuple[int, str]]) -> None:
    """The language each person now wants."""
    await session.bulk.update(
        tables.participant,
        ("bucket", "id"),
        [
            {"bucket": bucket, "id": participant.hex, "language": tag}
            for participant, (bucket, tag) in languages.items()
        ],
    )


async def set_focus(session: Session, focus: Focus) -> None:
    """The conversation that typed words now go to, on every address of the person."""
    await session.bulk.update(
        tables.address_participant,
        ("bucket", "participant"),
        [
            {"bucket": bucket, "participant": participant.hex, "focus": conversation.hex}
            for participant, (bucket, conversation) in focus.items()
        ],
    )


async def set_reachable(session: Session, reachable: Mapping[Address, bool]) -> None:
    """Whether each address can still be written to."""
    rows: list[Row] = []
    for address, is_active in reachable.items():
        bucket, key = session.place(address)
        rows.append({"bucket": bucket, "id": key, "is_active": int(is_active)})
    await session.bulk.update(tables.address, ("bucket", "id"), rows)


async def forget(session: Session, leavers: Leavers) -> None:
    """Stop people, remember their addresses as not to be contacted, cancel what is queued."""
    if not leavers:
        return
    now = session.clock.now()
    await _mark(session, leavers, stopped_at=now)
    addresses = [seen for _, places in leavers.values() for seen in places]
    await block(session, (session.place(address) for address in addresses), now)
    await cancel_queued(session, {who.hex: bucket for who, (bucket, _) in leavers.items()})


async def block(session: Session, keys: Iterable[tuple[int, str]], now: datetime) -> None:
    """Addresses (bucket, id) not to be contacted."""
    await session.bulk.insert_absent(
        tables.do_not_contact,
        [{"bucket": b, "address": key, "since": micros(now)} for b, key in dict.fromkeys(keys)],
    )


async def cancel_queued(session: Session, participants: Mapping[str, int]) -> None:
    """Cancel what waits to be sent to these people, but the one word that outlives STOP.

    Taking the senders' rows first makes any claim under way finish before STOP commits, and any
    later one see it: so nothing starts to be sent after.
    """
    if session.bulk.is_postgres:
        rate = tables.sender_rate
        await session.bulk.all(select(rate.c.channel).order_by(rate.c.channel).with_for_update())
    box = tables.outbox.c
    theirs = in_keys(tables.outbox, session.bulk.keyed(), "participant")
    statement = (
        update(tables.outbox)
        .where(theirs, tables.UNSETTLED, box.status == "queued", box.outlives_stop == 0)
        .values(status="cancelled", code="stopped", changed_at=micros(session.clock.now()))
    )
    await session.bulk.run(statement, **{BATCH: keys_json(participants)})


async def welcome(session: Session, returners: Leavers) -> None:
    """People who came back: they may be contacted again, at these addresses."""
    if not returners:
        return
    await _mark(session, returners, stopped_at=None)
    keys = [session.place(a) for _, places in returners.values() for a in places]
    await session.bulk.delete(
        tables.do_not_contact, [{"bucket": bucket, "address": key} for bucket, key in keys]
    )


async def _mark(session: Session, people: Leavers, *, stopped_at: datetime | None) -> None:
    await session.bulk.update(
        tables.participant,
        ("bucket", "id"),
        [
            {
                "bucket": bucket,
                "id": who.hex,
                "stopped": int(stopped_at is not None),
                "stopped_at": micros(stopped_at),
            }
            for who, (bucket, _) in people.items()
        ],
    )

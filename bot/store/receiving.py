"""What arrives: noted once, tried again, set aside; and whom it came from.

Rule: the row that drops repeats commits with all that the message did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from msgspec.structs import asdict
from sqlalchemy import FromClause, Select, and_, case, or_, select

from bot.model import Address, InboundMessage
from bot.ports import InboundKey, Person
from bot.store import tables
from bot.store.bulk import BATCH, inserting_into, keys_json
from bot.store.loading import by_address, by_participant, load
from bot.store.moments import micros
from bot.store.session import Session

TAKEN, FAILING, QUARANTINED = "taken", "failing", "quarantined"
KEY = [part.name for part in tables.inbound.primary_key]


def key_of(message: InboundMessage) -> InboundKey:
    """What makes a message unique."""
    return message.channel, message.account, message.provider_id


async def note(
    session: Session,
    messages: Sequence[InboundMessage],
    participants: Mapping[InboundKey, UUID],
) -> set[InboundKey]:
    """Insert what arrived; the keys that were new, or had only failed until now."""
    unique = {key_of(message): message for message in messages}
    rows = [
        {
            **_row(session, unique[key], TAKEN, unique[key].raw),
            "participant": participants[key].hex if key in participants else None,
        }
        for key in sorted(unique)
    ]
    if not rows:
        return set()
    session.has_written = True
    taken = await session.bulk.put(
        _take(is_postgres=session.bulk.is_postgres, names=tuple(rows[0])), rows
    )
    return {(channel, account, provider_id) for channel, account, provider_id in taken}


@lru_cache
def _take(*, is_postgres: bool, names: tuple[str, ...]) -> Any:  # Any: either dialect's insert
    stored = tables.inbound.c
    inserting = inserting_into(tables.inbound, names, is_postgres=is_postgres)
    fresh = {name: inserting.excluded[name] for name in ("state", "sealed", "participant")}
    return inserting.on_conflict_do_update(
        index_elements=KEY, set_=fresh, where=stored.state == FAILING
    ).returning(stored.channel, stored.account, stored.provider_id)


@lru_cache
def _count(*, is_postgres: bool, names: tuple[str, ...]) -> Any:  # Any: either dialect's insert
    stored = tables.inbound.c
    inserting = inserting_into(tables.inbound, names, is_postgres=is_postgres)
    return inserting.on_conflict_do_update(
        index_elements=KEY, set_={"tries": stored.tries + 1}
    ).returning(stored.tries)


def _row(
    session: Session, message: InboundMessage, state: str, words: str
) -> dict[str, str | int | None]:
    place = "inbound.sealed." + ".".join(key_of(message))
    return {
        "bucket": session.place(message.address)[0],
        "channel": message.channel,
        "account": message.account,
        "provider_id": message.provider_id,
        "received_at": micros(message.received_at),
        "sealed": session.seal.seal(words, place) if words else "",
        "state": state,
    }


async def attempted(session: Session, message: InboundMessage) -> int:
    """Count one more failed try; the tries so far. The message may still be taken."""
    row = {**_row(session, message, FAILING, ""), "tries": 1}
    statement = _count(is_postgres=session.bulk.is_postgres, names=tuple(row))
    tries: int = (await session.bulk.put(statement, [row]))[0][0]
    return tries


async def quarantine(session: Session, message: InboundMessage, reason: str) -> None:
    """Set a message aside, whole and sealed, so that somebody can look; it is never taken."""
    content = {"is": type(message.content).__name__, **asdict(message.content)}
    words = json.dumps({"raw": message.raw, "sender": message.sender, "content": content})
    row = {**_row(session, message, QUARANTINED, words), "reason": reason}
    session.has_written = True
    await session.bulk.upsert(tables.inbound, [row])


async def people(
    session: Session, addresses: Sequence[Address]
) -> Mapping[Address, Sequence[Person]]:
    """Everyone these addresses lead to, locked; addresses that lead nowhere are absent."""
    asked = {session.place(address): address for address in dict.fromkeys(addresses)}
    keys = {key: bucket for bucket, key in asked}
    named = {key: address for (_, key), address in asked.items()}
    found: dict[Address, list[Person]] = {}
    for led, loaded in await load(session, by_address(session.bulk.keyed()), keys):
        found.setdefault(named[led], []).append(loaded.seen_from(led))
    return found


async def by_token(session: Session, token: str) -> Person | None:
    """The person a personal join link belongs to."""
    stored = tables.participant.c
    statement = select(stored.id, stored.bucket).where(
        stored.token == session.seal.index("token", token)
    )
    keys = {row.id: row.bucket for row in await session.bulk.all(statement)}
    loaded = await load(session, by_participant(session.bulk.keyed()), keys)
    return loaded[0][1].person if loaded else None


async def answered_by(
    session: Session, address: Address, message_id: str
) -> tuple[UUID, str] | None:
    """The conversation and step that a message of this address answered last."""
    bucket, key = session.place(address)
    link, talk, said = (
        tables.address_participant.c,
        tables.conversation.c,
        tables.answer.c,
    )
    statement = (
        select(said.conversation, said.step)
        .select_from(tables.address_participant)
        .join(
            tables.conversation,
            and_(talk.bucket == link.bucket, talk.participant == link.participant),
        )
        .join(tables.answer, and_(said.bucket == talk.bucket, said.conversation == talk.id))
        .where(link.address_bucket == bucket, link.address == key)
        .where(said.channel == address.channel, said.message_id == message_id)
        .order_by(said.n.desc())
        .limit(1)
    )
    rows = await session.bulk.all(statement) if message_id else []
    return (UUID(rows[0].conversation), rows[0].step) if rows else None


async def addresses_known(session: Session, addresses: Sequence[Address]) -> Mapping[Address, str]:
    """Of these, those known (`known`), not to be contacted (`do_not_contact`), or erased at
    their wish (`erased`)."""
    asked = {session.place(address): address for address in dict.fromkeys(addresses)}
    if not asked:
        return {}
    named = {key: address for (_, key), address in asked.items()}
    rows = await session.bulk.all(
        _known(session.bulk.keyed()), **{BATCH: keys_json({key: b for b, key in asked})}
    )
    return {named[key]: state for key, state in rows}


@lru_cache
def _known(given: FromClause) -> Select[Any]:
    a, no = tables.address.c, tables.do_not_contact.c
    state = case(
        (no.reason == "erased", "erased"), (no.address.is_not(None), "do_not_contact"),
        else_="known",
    )  # fmt: skip
    return (
        select(given.c.key, state)
        .select_from(given)
        .outerjoin(tables.address, and_(a.bucket == given.c.value, a.id == given.c.key))
        .outerjoin(
            tables.do_not_contact, and_(no.bucket == given.c.value, no.address == given.c.key)
        )
        .where(or_(a.id.is_not(None), no.address.is_not(None)))
    )

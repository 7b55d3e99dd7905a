"""Telling everyone who took part, once each.

Rule: a page of people is one transaction, and commits how far it got; each message has an id made
of what is told and of the person. So neither a crash nor a second command sends anything twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from bot.effects import TurnContext, reach, speak_to
from bot.flow.structure import Step
from bot.model import Address, Conversation, MessageKind, Say, Status
from bot.ports import Person, Rows
from bot.render import Scene
from bot.shelf import Running
from bot.shelf.office import Office

LIMIT_PAGE = 1000
ACTIVE_WITHIN = timedelta(days=90)
"""Whoever has not written from an address for so long may not be there any more."""

_TURNS = uuid.UUID("d0a1b3f4-9df5-5c66-8f0a-2f1f5b4a6c31")
_TOOK_PART = (Status.COMPLETED, Status.EXPIRED, Status.ACTIVE, Status.WAITING, Status.PARKED)
"""Who may have answered something and did not ask to be left alone."""

LastUsed: TypeAlias = Mapping[UUID, tuple[str, datetime]]
"""By conversation, the channel by which the person answered last, and when."""


class Hearer(Struct, frozen=True):
    """Somebody who took part, as what is told of them may know them."""

    person: Person
    conversation: Conversation
    address: Address
    is_active: bool
    """They wrote from there of late, so what they said may be named."""


class Telling(Struct, frozen=True):
    """One thing that everyone who took part is told."""

    name: str
    """Makes the ids: `heard`, `decided.1`, …"""
    say: Callable[[Hearer, Scene], tuple[str, Say] | None]
    """The message for somebody, and its language; `None`: it cannot be said."""


async def tell_everyone(office: Office, running: Running, telling: Telling) -> int:
    """Queue it for each; how many people. Whoever was queued before a crash counts again only if
    their page had not been committed."""
    note = f"telling.{telling.name}.{running.slug}"
    async with office.store.read() as reader:
        kept = await reader.kept(note)
    told, after = 0, UUID(kept) if kept else None
    while True:
        page, after = await _page(office, running, telling, after)
        told += page
        if after is None:
            return told


async def _page(
    office: Office, running: Running, telling: Telling, after: UUID | None
) -> tuple[int, UUID | None]:
    """One page: how many were told, and its last person (`None`: there are no more)."""
    rows, told = Rows(), 0
    async with office.store.begin() as transaction:
        people = await transaction.participants(running.slug, after, LIMIT_PAGE, _TOOK_PART)
        talks = {c.id: c.bucket for person in people for c in person.conversations}
        used = await transaction.last_used(talks)
        for person in people:
            hearer = hearer_of(person, running, used, office.clock.now())
            if hearer is not None and _queue(office, running, (telling, hearer), rows):
                told += 1
        await transaction.write(rows)
        last = people[-1].participant.id if people else None
        note = f"telling.{telling.name}.{running.slug}"
        await transaction.keep(note, last.hex if last else "")
    return told, last


def hearer_of(person: Person, running: Running, used: LastUsed, now: datetime) -> Hearer | None:
    """Somebody who took part, did not stop, and can be reached; by the channel that they used
    last, if it still leads to them. `None`: they are not to be told."""
    if person.is_do_not_contact or person.participant.stopped or not person.conversations:
        return None
    conversation = person.conversations[0]
    flow = running.compiled.flow
    if all(_is_consent(flow.step(step)) for step in conversation.answers):
        return None
    channel, at = used.get(conversation.id, ("", None))
    address = next((a for a in person.addresses if a.channel == channel), reach(person))
    if address is None:
        return None
    is_theirs = address.channel == channel and at is not None and now - at <= ACTIVE_WITHIN
    return Hearer(person, conversation, address, is_theirs)


def _is_consent(step: Step | None) -> bool:
    """Consent alone is not an answer."""
    return step is not None and step.question.type == "consent"


def _queue(office: Office, running: Running, told: tuple[Telling, Hearer], rows: Rows) -> bool:
    telling, hearer = told
    scene = running.scene(office.limits[hearer.address.channel])
    said = telling.say(hearer, scene)
    if said is None:
        return False
    tag, say = said
    key = f"{telling.name}.{running.slug}.{hearer.person.participant.id}"
    context = TurnContext(
        person=hearer.person,
        address=hearer.address,
        scene=scene,
        now=office.clock.now(),
        turn=uuid.uuid5(_TURNS, key),
        kind=MessageKind.BROADCAST,
        is_owed=True,
    )
    speak_to(say, replace(hearer.conversation, language=tag), context, rows)
    return True

"""Telling everyone who took part, once each.

Rule: a page of people is one transaction, and commits how far it got; each message has an id made
of what is told and of the person. So neither a crash nor a second command sends anything twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Mapping, Set
from datetime import datetime, timedelta
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from bot.effects import TurnContext, reach, speak_to
from bot.flow.structure import Step
from bot.model import Address, Conversation, MessageKind, Say, Status
from bot.ports import Person, Rows
from bot.render import Rendered, Scene, reader_of, render, spoken
from bot.service.feedback.spoken import remember
from bot.shelf import Running
from bot.shelf.office import Office

Who = TypeVar("Who", bound=Hashable)

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
    is_shared: bool = False
    """Somebody else reads there, too: nothing may depend on what this person said, or who they
    are."""


def language_of(hearer: Hearer, _: Scene) -> str:
    """That in which somebody is told, where nothing else makes a difference."""
    return hearer.conversation.language


class Telling(Struct, Generic[Who], frozen=True):
    """One thing that everyone who took part is told."""

    name: str
    """Makes the ids: `heard`, `decided.1`, …"""
    who: Callable[[Hearer, Scene], Who]
    """All of somebody on which their words depend."""
    say: Callable[[Who, Scene], tuple[str, Say] | None]
    """The message for such a one, and its language; `None`: it cannot be said."""
    plain: Callable[[str], Who]
    """Somebody who reads a language, and of whom nothing else is known."""


class _Words(Struct, frozen=True):
    """A message for everybody of a kind."""

    tag: str
    say: Say
    bodies: tuple[Rendered, ...]
    """Empty: it is rendered for each, because it has buttons, or is heard."""


class _Round(Struct):
    """One telling under way: what is the same for many is worded once."""

    office: Office
    running: Running
    telling: Telling[Any]
    words: dict[tuple[Scene, Hashable], _Words | None] = field(default_factory=dict)

    @property
    def note(self) -> str:
        """Where it is kept how far it got."""
        return f"telling.{self.telling.name}.{self.running.slug}"


async def tell_everyone(office: Office, running: Running, telling: Telling[Any]) -> int:
    """Queue it for each; how many people. Whoever was queued before a crash counts again only if
    their page had not been committed."""
    this = _Round(office, running, telling)
    await remember(
        office,
        running,
        telling.name,
        lambda scene, tag: telling.say(telling.plain(tag), scene),
    )
    async with office.store.read() as reader:
        kept = await reader.kept(this.note)
    told, after = 0, UUID(kept) if kept else None
    while True:
        page, after = await _page(this, after)
        told += page
        if after is None:
            return told


async def _page(this: _Round, after: UUID | None) -> tuple[int, UUID | None]:
    """One page: how many were told, and its last person (`None`: there are no more)."""
    rows, told, running = Rows(), 0, this.running
    async with this.office.store.begin() as transaction:
        people = await transaction.participants(running.slug, after, LIMIT_PAGE, _TOOK_PART)
        talks = {c.id: c.bucket for person in people for c in person.conversations}
        used = await transaction.last_used(talks)
        shared = await transaction.shared({a for person in people for a in person.addresses})
        now = this.office.clock.now()
        for person in people:
            hearer = hearer_of(person, running, used, shared, now)
            if hearer is not None and _queue(this, hearer, rows):
                told += 1
        await transaction.write(rows)
        last = people[-1].participant.id if people else None
        await transaction.keep(this.note, last.hex if last else "")
    return told, last


def hearer_of(
    person: Person, running: Running, used: LastUsed, shared: Set[Address], now: datetime
) -> Hearer | None:
    """Somebody who took part, did not stop, and can be reached; by the channel that they used
    last, if it still leads to them. `None`: they are not to be told.

    Args:
        person: with their conversation in this consultation alone.
        running: the consultation.
        used: when, and by which channel, each answered last.
        shared: addresses that lead to others as well.
        now: what the last use is held against.
    """
    if person.has_left or not person.conversations:
        return None
    conversation = person.conversations[0]
    flow = running.compiled.flow
    # Answers may be deleted before the last promise is due; what they were asked is still known.
    steps = conversation.answers or conversation.visited
    if all(_is_consent(flow.step(step)) for step in steps):
        return None
    channel, at = used.get(conversation.id, ("", None))
    address = next((a for a in person.addresses if a.channel == channel), reach(person))
    if address is None:
        return None
    is_theirs = address.channel == channel and at is not None and now - at <= ACTIVE_WITHIN
    return Hearer(person, conversation, address, is_theirs, address in shared)


def _is_consent(step: Step | None) -> bool:
    """Consent alone is not an answer."""
    return step is not None and step.question.type == "consent"


def _queue(this: _Round, hearer: Hearer, rows: Rows) -> bool:
    scene = this.running.scene(this.office.limits[hearer.address.channel])
    words = _worded(this, hearer, scene)
    if words is None:
        return False
    key = f"{this.telling.name}.{this.running.slug}.{hearer.person.participant.id}"
    context = TurnContext(
        person=hearer.person,
        address=hearer.address,
        scene=scene,
        now=this.office.clock.now(),
        turn=uuid.uuid5(_TURNS, key),
        kind=MessageKind.BROADCAST,
        is_owed=True,
    )
    conversation = replace(hearer.conversation, language=words.tag)
    speak_to(words.say, conversation, context, rows, words.bodies)
    return True


def _worded(this: _Round, hearer: Hearer, scene: Scene) -> _Words | None:
    who = this.telling.who(hearer, scene)
    key = (scene, who)
    if key not in this.words:
        said = this.telling.say(who, scene)
        this.words[key] = _rendered(*said, scene) if said is not None else None
    return this.words[key]


def _rendered(tag: str, say: Say, scene: Scene) -> _Words:
    """Nothing in it is of one person: what is depends on `who`."""
    reader = reader_of(tag, scene.flow.flow.slug)
    bodies = render(say, reader, scene, with_buttons=scene.limits.has_buttons)
    is_alike = not any(each.buttons for each in bodies) and not spoken(say, reader, scene)
    return _Words(tag, say, bodies if is_alike else ())

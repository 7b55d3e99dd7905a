"""People, where they are reached, and where their conversations stand.

Rule: frozen values; no behaviour beyond what a value says of itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct, field

from bot.model.answers import Answer, Pending
from bot.model.states import Status


class Address(Struct, frozen=True, cache_hash=True):
    """Where a person can be reached: E.164 for `sms`, the chat id for `telegram`."""

    channel: str
    value: str


def one_of(address: Address, name: str) -> Address:
    """Stands for one of those who share a phone, as a list tells of them by name."""
    return Address(address.channel, f"{address.value}\x1f{' '.join(name.casefold().split())}")


class Participant(Struct, frozen=True):
    """One person; several addresses may lead to them and they still count once."""

    id: UUID
    bucket: int
    language: str
    """Empty: not chosen yet, so the picker comes first."""
    name: str = ""
    segment: str = ""
    area: str = ""
    link_worker: str = ""
    source: str = ""
    stopped: bool = False
    hours: str = ""
    """When they want to be written to, such as `17:00-20:00`; empty: whenever we are awake."""
    timezone: str = ""
    """IANA name of where they live; empty: where the consultation is."""


class Conversation(Struct, frozen=True):
    """One participant in one consultation: all that `advance` needs to go on."""

    id: UUID
    bucket: int
    participant: UUID
    consultation: str
    """Slug."""
    version: str
    """Hash of the flow that this person began with."""
    language: str
    status: Status = Status.INVITED
    step: str | None = None
    """The step whose question is outstanding, or the ending reached."""
    visited: tuple[str, ...] = ()
    """Steps asked before this one, oldest first; BACK pops it."""
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    misses: int = 0
    order: tuple[str, ...] = ()
    """Option ids of the outstanding question, as numbered on this person's screen."""
    pending: Pending | None = None
    revision: int = 0
    """Rises by one with every turn; the optimistic lock."""
    wording: str = ""
    """Hash of the words in which the outstanding question was put."""
    reminded: int = 0
    """Reminders sent since the last question."""
    asked_at: datetime | None = None
    heard_at: datetime | None = None
    """When the person last wrote to us here."""
    changing: bool = False
    """Amending after the end: go back to the ending once the changed answer allows it."""
    offered: tuple[str, ...] = ()
    """Languages that were offered to this person here: each only once."""
    with_staff: bool = False
    """One of our staff is talking to them: what they write goes to the case, not to the flow."""
    source: str = ""
    """The venue, or the bare joining word, by which they came in without an invitation; empty:
    they were invited. Never changes."""
    wave: int = 0
    """Which launch invited them, counted from 1; 0: none, they came by themselves."""

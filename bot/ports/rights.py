"""What is erased of a person, and what was.

Rule: names and counts; what is erased is never in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct

from bot.model import Address
from bot.ports.rows import OutboxRow


class Erase(Struct, frozen=True):
    """An order to erase somebody."""

    participant: UUID
    bucket: int
    published: tuple[str, ...] = ()
    """Consultations whose totals are out: coded answers stay there, led to by nobody."""
    private: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Of these, the questions whose coded answers say where somebody lives."""
    farewell: OutboxRow | None = None
    """The last message, which outlives the number it goes to."""


class Forgetting(StrEnum):
    """What a line of the log of erasures is about."""

    PERSON = ""
    """Somebody was erased whole, or (with a bucket) an address is not to be contacted."""
    ABOUT = "about"
    """Somebody's equality answers were erased."""
    PURGE = "purge"
    """What was kept no longer was deleted."""


class Entry(Struct, frozen=True, omit_defaults=True):
    """Somebody was erased, or in part, or asked for no more texts; or a purge."""

    at: int
    key: str
    """Blind index: of a participant who was erased, or of an address."""
    bucket: int = -1
    """Of an address; of a participant -1."""
    reason: str = ""
    kept: str = ""
    """Consultations in which coded answers of an erased participant stayed, as JSON; of a purge
    its `Retention`."""
    what: Forgetting = Forgetting.PERSON

    @property
    def is_person(self) -> bool:
        """Whether it is a participant who was erased."""
        return self.bucket < 0 and self.what is Forgetting.PERSON


class Replayed(Struct, frozen=True):
    """What an old copy was told."""

    made_at: datetime | None
    """When it was made: its newest moment."""
    erased: int
    stopped: int
    forgotten: int = 0
    """People whose equality answers it held although they had them erased."""
    purged: int = 0
    """Rows that it held beyond their date."""


class Parting(Struct, frozen=True):
    """Where somebody stands whom a command means, before anything is erased."""

    addresses: tuple[Address, ...]
    """Theirs, whether they can be reached there or not."""
    shared: frozenset[Address]
    """Of these, those that lead to somebody else as well."""


class Held(Struct, frozen=True):
    """What a table holds of somebody, in plain words."""

    table: str
    rows: tuple[Mapping[str, str], ...]


class PurgeKind(StrEnum):
    """What is kept for a time of its own."""

    IDENTITY = "identity"
    ANSWERS = "answers"
    EQUALITY = "equality"
    MESSAGES = "messages"
    MEDIA = "media"
    CASES = "cases"
    AUDIT = "audit"


class Retention(Struct, frozen=True):
    """What is kept no longer at a moment."""

    now: datetime
    identity_of: tuple[str, ...]
    """Consultations whose people need not be known any more."""
    answers_of: tuple[str, ...]
    """Consultations whose answers need not be kept any more."""
    messages_before: datetime
    cases_before: datetime
    audit_before: datetime


class Purged(Struct, frozen=True):
    """What was found of a kind, deleted, and found after that by a fresh query."""

    kind: PurgeKind
    before: int
    deleted: int
    left: int

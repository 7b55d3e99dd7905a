"""What is erased of a person, and what was.

Rule: names and counts; what is erased is never in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
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


class Erasure(Struct, frozen=True):
    """Somebody was erased, as told outside the database too."""

    mark: str
    """Blind index of the participant."""
    at: datetime
    kept: tuple[str, ...] = ()
    """Consultations in which coded answers stayed."""


class Tombstone(Struct, frozen=True):
    """An address that is not to be contacted, by its blind index."""

    bucket: int
    key: str
    since: datetime
    reason: str = ""
    """`erased`, or empty: they said STOP."""


class Parting(Struct, frozen=True):
    """Where somebody stands whom a command means, before anything is erased."""

    addresses: tuple[Address, ...]
    """Theirs, whether they can be reached there or not."""
    shared: frozenset[Address]
    """Of these, those that lead to somebody else as well."""

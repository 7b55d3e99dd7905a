"""What every statement of one transaction needs.

Rule: holds things, does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct, field

from bot.model import Address
from bot.ports import Clock
from bot.store.bulk import Bulk
from bot.store.sealing import Seal

LATENESS = timedelta(milliseconds=20)
"""By which a sender may miss its moment and still keep its pace."""


class Rate(Struct, frozen=True):
    """How fast one sender may send."""

    per_second: float
    """Tokens that come back a second; a message takes its `units`."""
    burst: float = 1
    """Tokens at rest, at least one."""
    per_chat_seconds: float = 0
    """Least time between two messages to one address; 0: no such limit."""

    @classmethod
    def at_most(cls, units: float, per_chat: timedelta = timedelta()) -> Rate:
        """No second sees more than so many units. What a loop that wakes late makes up for is
        taken off the pace."""
        slack = units * LATENESS.total_seconds()
        return cls(units - slack, 1 + slack, per_chat.total_seconds())


class Sending(Struct, frozen=True):
    """How fast we may send, and how much to one person."""

    rates: Mapping[str, Rate]
    weekly_cap: int = 0


class Session(Struct):
    """One transaction: its statements, the seal, and whether it changed anything."""

    bulk: Bulk
    seal: Seal
    clock: Clock
    rates: Mapping[str, Rate] = field(default_factory=dict)
    weekly_cap: int = 0
    """The most unprompted messages for one person in a week; 0: nobody counts."""
    has_written: bool = False
    """Set by whatever another loop may want to act on."""
    _places: dict[Address, tuple[int, str]] = field(default_factory=dict)
    _known: dict[str, Address] = field(default_factory=dict)

    def place(self, address: Address) -> tuple[int, str]:
        """Bucket and id of an address; each is asked for several times in a transaction."""
        found = self._places.get(address)
        if found is None:
            found = self._places[address] = self.seal.address(address)
            self._known[found[1]] = address
        return found

    def address(self, key: str, channel: str, sealed: str) -> Address:
        """The address sealed in the row *key*, unless this transaction knows it already."""
        known = self._known.get(key)
        if known is None:
            known = Address(channel, self.seal.open(sealed, f"address.sealed.{key}"))
        return known

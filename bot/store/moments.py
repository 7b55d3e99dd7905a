"""Moments and ids as they are stored.

Rule: a moment is a whole number of microseconds since 1970 in UTC, an id is 32 hexadecimal
digits; both engines then hold, compare and sort the same thing.
"""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import overload
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@overload
def micros(moment: datetime) -> int: ...
@overload
def micros(moment: None) -> None: ...
def micros(moment: datetime | None) -> int | None:
    """Microseconds since 1970 of an aware moment."""
    return None if moment is None else (moment - _EPOCH) // _MICROSECOND


@overload
def moment(stored: int) -> datetime: ...
@overload
def moment(stored: None) -> None: ...
def moment(stored: int | None) -> datetime | None:
    """The aware moment in UTC that `micros` stored."""
    return None if stored is None else _EPOCH + timedelta(microseconds=stored)


@lru_cache(maxsize=16_384)
def stored_id(stored: str) -> UUID:
    """The id that these hexadecimal digits are. Who talks to us does so again and again, and
    their focus is one of their conversations, so most are known already."""
    return UUID(stored)


_order = itertools.count()


def new_id(now: datetime) -> UUID:
    """A fresh UUIDv7: sorts by time, then (within a process) by when it was made.

    Source: RFC 9562 section 5.7, the counter of section 6.2 in its twelve bits.
    """
    milliseconds = micros(now) // 1000
    noise = int.from_bytes(os.urandom(8), "big") & (2**62 - 1)
    counter = next(_order) & 0xFFF
    return UUID(int=milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | noise)

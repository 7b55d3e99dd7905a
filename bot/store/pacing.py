"""A sender's pace: one row of tokens per channel, taken in the claim's transaction.

Rule: the row is locked while a claim lasts, so the rate holds across processes, and nothing is
sent on tokens that were not taken. A provider that asks to be left alone is owed them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from msgspec import Struct
from sqlalchemy import select

from bot.store import tables
from bot.store.bulk import Row
from bot.store.moments import micros, moment
from bot.store.session import Rate, Session

_MILLION = 1_000_000
"""Tokens are stored in millionths."""


class Purse(Struct):
    """The tokens of one channel at one moment."""

    rate: Rate
    tokens: float
    at: datetime

    def take(self, units: int) -> bool:
        """Take a message's tokens. A text of several segments goes when one token is there, and
        leaves a debt, as it keeps its sender busy: the next waits until that is paid."""
        if self.is_empty:
            return False
        self.tokens -= units
        return True

    def rest(self, until: datetime) -> None:
        """Owe so much that nothing leaves before *until*."""
        seconds = (until - self.at).total_seconds()
        self.tokens = min(self.tokens, 1 - seconds * self.rate.per_second)

    @property
    def is_empty(self) -> bool:
        """Whether nothing can leave now."""
        return self.tokens < 1 - 1 / _MILLION

    @property
    def ready_at(self) -> datetime:
        """When the next single token is there."""
        missing = max(0.0, 1 - self.tokens)
        return self.at + timedelta(microseconds=ceil(missing / self.rate.per_second * _MILLION))


async def look(session: Session, channel: str, now: datetime) -> Purse | None:
    """The purse as it stands, for reading; `None` where the channel has no rate."""
    rate = session.rates.get(channel)
    if rate is None:
        return None
    stored = tables.sender_rate.c
    found = await session.bulk.all(
        select(stored.tokens, stored.at).where(stored.channel == channel)
    )
    return _purse(rate, found[0] if found else None, now)


async def take_purse(session: Session, channel: str, now: datetime) -> Purse | None:
    """The purse, locked until the transaction ends; `None` where the channel has no rate.

    On PostgreSQL every channel has a row to lock, for STOP to wait on (`people.cancel_queued`).
    """
    rate = session.rates.get(channel)
    if rate is None and not session.bulk.is_postgres:
        return None
    stored = tables.sender_rate.c
    lock = select(stored.tokens, stored.at).where(stored.channel == channel).with_for_update()
    found = await session.bulk.all(lock)
    if not found:
        full = int((rate.burst if rate else 0) * _MILLION)
        fresh: Row = {"channel": channel, "tokens": full, "at": micros(now)}
        await session.bulk.insert_absent(tables.sender_rate, [fresh])
        found = await session.bulk.all(lock)
    return _purse(rate, found[0], now) if rate else None


def _purse(rate: Rate, row: tuple[int, int] | None, now: datetime) -> Purse:
    if row is None:
        return Purse(rate, rate.burst, now)
    tokens, at = row
    elapsed = max(0.0, (now - moment(at)).total_seconds())  # a clock may be set back
    return Purse(rate, min(rate.burst, tokens / _MILLION + elapsed * rate.per_second), now)


async def rest(session: Session, channel: str, now: datetime, length: timedelta) -> None:
    """Let nothing leave on a channel for so long."""
    purse = await take_purse(session, channel, now)
    if purse is not None:
        purse.rest(now + length)
        await keep_purse(session, channel, purse)


async def keep_purse(session: Session, channel: str, purse: Purse) -> None:
    """Write back what is left."""
    row: Row = {"channel": channel, "tokens": int(purse.tokens * _MILLION), "at": micros(purse.at)}
    await session.bulk.update(tables.sender_rate, ("channel",), [row])

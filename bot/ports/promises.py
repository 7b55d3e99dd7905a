"""The store, as whoever answers back sees it.

Rule: as in `stores`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.model import Address, Decision, Kept, Ledger, News, Slip


class LedgerReader(Protocol):
    """Questions about what was promised and told."""

    async def ledger(self, slug: str) -> Ledger:
        """What a consultation has recorded of decisions, updates, promises kept and slips."""
        ...

    async def deed_at(self, action: str, subject: str) -> datetime | None:
        """When the audit last tells of a deed, such as `report.opened`; `None`: never."""
        ...

    async def last_used(self, talks: Mapping[UUID, int]) -> Mapping[UUID, tuple[str, datetime]]:
        """By conversation (given with its bucket), the channel by which the person answered
        last themselves, and when."""
        ...

    async def shared(self, addresses: Collection[Address]) -> Set[Address]:
        """Those of them that lead to more than one person."""
        ...


class LedgerKeeper(LedgerReader, Protocol):
    """Writing in it."""

    async def save_decision(self, slug: str, given: Decision) -> None:
        """Keep a decision, in place of the one of its number."""
        ...

    async def save_news(self, slug: str, given: News) -> None:
        """Keep an update, in place of the one of its number."""
        ...

    async def keep_promise(self, slug: str, kept: Kept) -> None:
        """Note that everybody was told; the first moment stands."""
        ...

    async def save_slip(self, slug: str, given: Slip) -> None:
        """Keep a slip, in place of the one of its number."""
        ...

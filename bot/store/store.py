"""The store as the services know it.

Rule: nothing but the way from the ports to the nouns: each method is one call.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StaleConversation
from bot.model import (
    Address,
    DeliveryReport,
    OutboundMessage,
)
from bot.ports import (
    Clock,
    Entry,
    Replayed,
    Settled,
)
from bot.store import (
    backups,
    claiming,
    files,
    ledger,
    restoring,
    settling,
    transcribing,
)
from bot.store.bulk import Bulk
from bot.store.engine import Database
from bot.store.ledger import Ledger
from bot.store.reader import SqlReader
from bot.store.sealing import Seal
from bot.store.session import Sending, Session
from bot.store.transaction import SqlTransaction
from bot.store.wake import Listener, Wake

TRIES = 5
"""Of the sender's own statements, when PostgreSQL asks for a replay."""
_TOUCH = text("UPDATE alembic_version SET version_num = version_num")

Result = TypeVar("Result")


class SqlStore:
    """`ports.Store` on SQLite or PostgreSQL; `opening.open_store` makes it."""

    def __init__(self, database: Database, seal: Seal, clock: Clock, sending: Sending) -> None:
        self.database = database
        self._seal = seal
        self._clock = clock
        self._sending = sending
        self._wake = Wake()
        self._listener: Listener | None = None
        self._ledger: Ledger | None = None

    def bucket_of(self, address: Address) -> int:
        """First byte of the address's blind index."""
        return self._seal.address(address)[0]

    def log_to(self, path: Path) -> None:
        """Repeat erasures and stops in this file."""
        self._ledger = Ledger(path)

    async def listen(self) -> None:
        """On PostgreSQL, hear of what other processes commit."""
        if self.database.is_postgres:
            self._listener = Listener(self.database.url, self._wake)
            await self._listener.start()

    def _session(self, connection: AsyncConnection) -> Session:
        bulk = Bulk(connection, is_postgres=self.database.is_postgres)
        sending = self._sending
        return Session(bulk, self._seal, self._clock, sending.rates, sending.weekly_cap)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Session]:
        async with self.database.write() as connection:
            session = self._session(connection)
            yield session
        if session.has_written:
            self._wake.call()
            if self._listener is not None:
                self._listener.tell()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlTransaction]:
        """A write transaction: committed when its block ends, rolled back when it fails."""
        async with self._writing() as session:
            yield SqlTransaction(session)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlReader]:
        """A consistent view; changes nothing."""
        async with self.database.read() as connection:
            yield SqlReader(self._session(connection))

    async def _replayed(self, work: Callable[[Session], Awaitable[Result]]) -> Result:
        """The sender's own statements hold no state to go stale: they are simply run again."""
        for _ in range(TRIES - 1):
            with suppress(StaleConversation):
                async with self._writing() as session:
                    return await work(session)
        async with self._writing() as session:
            return await work(session)

    async def claim(
        self, channel: str, now: datetime, lease: timedelta, limit: int
    ) -> Sequence[OutboundMessage]:
        """Rows that may leave now; their lease is committed."""
        asked = claiming.Asked(channel, now, lease, limit)
        return await self._replayed(lambda session: claiming.claim(session, asked))

    async def settle(self, results: Sequence[Settled]) -> None:
        """Write what became of them. An `opted_out` also stops the person."""
        await self._replayed(lambda session: settling.settle(session, results))

    async def report(self, reports: Sequence[DeliveryReport], now: datetime) -> None:
        """Note delivery reports; a row only rises."""
        await self._replayed(lambda session: settling.report(session, reports, now))

    async def unknown(self, channel: str, before: datetime) -> Sequence[OutboundMessage]:
        """Rows whose fate is unknown since `before`."""
        async with self.database.read() as connection:
            return await settling.unknown(self._session(connection), channel, before)

    async def next_due(self, channel: str) -> datetime | None:
        """When a claim may next find something."""
        async with self.database.read() as connection:
            return await claiming.next_due(self._session(connection), channel)

    async def save_media(self, media_id: UUID, body: bytes) -> None:
        """Keep a fetched file, sealed."""
        await self._replayed(lambda session: files.keep(session, media_id, body))

    async def load_media(self, media_id: UUID) -> bytes | None:
        """A fetched file; `None` where there is none yet."""
        async with self.database.read() as connection:
            return await files.fetched(self._session(connection), media_id)

    async def delete_media(self, now: datetime) -> int:
        """Delete the recordings whose date has come; how many."""
        return await self._replayed(lambda session: transcribing.outdated(session, now))

    async def journal(self) -> int:
        """Repeat erasures and stops in the log outside the database; how many were new."""
        if self._ledger is None:
            return 0
        since = ledger.back_from(await asyncio.to_thread(self._ledger.latest))
        async with self.database.read() as connection:
            found = await ledger.entries(self._session(connection), since)
        return await asyncio.to_thread(self._ledger.add, found)

    async def replay(self, log: Sequence[Entry]) -> Replayed:
        """Erase and stop again whom a log names."""
        async with self._writing() as session:
            return await restoring.replay(session, log)

    async def scrub(self) -> bool:
        """Leave nothing of what was erased in the write-ahead log."""
        return await backups.scrub(self.database)

    async def is_writable(self) -> bool:
        """Whether a commit would succeed now: one that changes nothing is tried."""
        try:
            async with self.database.write() as connection:
                await connection.execute(_TOUCH)
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    async def wait(self, seconds: float) -> None:
        """Until something was committed that a loop may act on, or `timeout` seconds."""
        await self._wake.wait(seconds)

    async def backup(self, path: str) -> None:
        """A whole, consistent copy while writers go on (SQLite only)."""
        await backups.copy(self.database, path)

    async def aclose(self) -> None:
        """Finish what is under way and close."""
        if self._listener is not None:
            await self._listener.aclose()
        await self.database.aclose()

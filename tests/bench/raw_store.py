"""The floor of the store: the same tables, statements and seals, by hand on bare aiosqlite.

Rule: it does what the store does to a batch of ordinary replies and nothing else: no SQLAlchemy,
no domain values, no generality. It reads what it writes with the store's own seal, so that the
two differ in the way, not in the work.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiosqlite

from bot.model import Address, InboundMessage
from bot.ports import Rows
from bot.store.engine import PRAGMAS
from bot.store.moments import micros
from bot.store.sealing import Seal

_PEOPLE = """
SELECT each.key, p.bucket, p.id, p.language, p.sealed, p.stopped, a.sealed, a.is_active,
       l.focus, n.address, c.id, c.consultation, c.version, c.language, c.status, c.step,
       c.visited, c.misses, c.shown, c.pending, c.revision, c.wording, c.reminded, c.asked_at,
       c.heard_at, c.changing
FROM json_each(?) AS each
JOIN address_participant l ON l.address_bucket = each.value AND l.address = each.key
JOIN address a ON a.bucket = each.value AND a.id = each.key
JOIN participant p ON p.bucket = l.bucket AND p.id = l.participant
LEFT JOIN do_not_contact n ON n.bucket = a.bucket AND n.address = a.id
LEFT JOIN conversation c ON c.bucket = p.bucket AND c.participant = p.id
"""
_ANSWERS = """
SELECT a.conversation, a.step, a.n, a.outcome, a.value, a.sealed
FROM json_each(?) AS each
JOIN answer a ON a.bucket = each.value AND a.conversation = each.key ORDER BY a.n
"""
_NOTE = """
INSERT INTO inbound (bucket, channel, account, provider_id, participant, received_at, sealed,
                     state)
SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, 'taken'
FROM json_each(?) WHERE true ON CONFLICT DO NOTHING RETURNING provider_id
"""
_TALK = """
UPDATE conversation SET version = ?, language = ?, status = ?, step = ?, visited = ?, misses = ?,
    shown = ?, pending = ?, revision = ?, wording = ?, reminded = ?, asked_at = ?, heard_at = ?,
    changing = ?
WHERE bucket = ? AND id = ? AND revision = ?
"""
_ANSWER = f"INSERT INTO answer VALUES ({', '.join('?' * 17)})"
_DUE = """
INSERT INTO due (bucket, conversation, kind, consultation, at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET at = excluded.at
"""
_OUTBOX = f"""
INSERT INTO outbox (id, bucket, turn, part, participant, conversation, consultation, channel,
    address_bucket, address, sealed, kind, units, due, seq, not_before, send_before,
    outlives_stop, status, changed_at) VALUES ({", ".join("?" * 20)})
"""


class RawStore:
    """One connection, six statements, one commit."""

    def __init__(self, connection: aiosqlite.Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal

    @classmethod
    async def open(cls, path: Path, seal: Seal) -> RawStore:
        """On a file whose schema stands."""
        connection = await aiosqlite.connect(path, isolation_level=None)
        for pragma in PRAGMAS:
            await connection.execute_fetchall(pragma)
        return cls(connection, seal)

    async def take(self, messages: Sequence[InboundMessage], rows: Rows) -> int:
        """One batch, as `store.take` of the tests does it; how many were new."""
        run = self._connection.execute_fetchall
        await run("BEGIN IMMEDIATE")
        places = {message.address: self._seal.address(message.address) for message in messages}
        keys = json.dumps({key: bucket for bucket, key in places.values()})
        found = await run(_PEOPLE, (keys,))
        people = {row[0]: self._person(row) for row in found}
        await self._answers({row[10]: row[1] for row in found})
        noted = [self._inbound(message, places, people) for message in messages]
        fresh = list(await run(_NOTE, (json.dumps(noted),)))
        await self._write(rows, places)
        await self._connection.commit()
        return len(fresh)

    async def aclose(self) -> None:
        """Let go of the file."""
        await self._connection.close()

    def _person(self, row: Any) -> tuple[Any, ...]:
        key, _, person = row[:3]
        name = self._seal.open(row[4], f"participant.sealed.{person}")
        value = self._seal.open(row[6], f"address.sealed.{key}")
        return person, name, value, json.loads(row[16]), json.loads(row[18])

    async def _answers(self, talks: dict[str, int]) -> dict[tuple[str, str], Any]:
        rows = await self._connection.execute_fetchall(_ANSWERS, (json.dumps(talks),))
        return {(row[0], row[1]): json.loads(row[4]) for row in rows}

    def _inbound(
        self,
        message: InboundMessage,
        places: dict[Address, tuple[int, str]],
        people: dict[str, tuple[Any, ...]],
    ) -> tuple[Any, ...]:
        bucket, key = places[message.address]
        at = micros(message.received_at)
        unique = (message.channel, message.account, message.provider_id)
        sealed = self._seal.seal(message.raw, "inbound.sealed." + ".".join(unique))
        return bucket, *unique, people[key][0], at, sealed

    async def _write(self, rows: Rows, places: dict[Address, tuple[int, str]]) -> None:
        many = self._connection.executemany
        talks = [
            (
                c.version, c.language, c.status, c.step, json.dumps(c.visited), c.misses,
                json.dumps(c.order), None, c.revision, c.wording, c.reminded, micros(c.asked_at),
                micros(c.heard_at), c.changing, c.bucket, c.id.hex, rows.read_revisions[c.id],
            )
            for c in rows.conversations.values()
        ]  # fmt: skip
        assert (await many(_TALK, talks)).rowcount == len(talks)
        answers = [
            (
                a.bucket, a.conversation.hex, a.step, a.n, a.participant.hex, a.consultation,
                a.answer.outcome, json.dumps(a.answer.value), "", a.language, a.channel,
                a.version, a.wording, micros(a.at), "", 0, "",
            )
            for a in rows.answers
        ]  # fmt: skip
        await many(_ANSWER, answers)
        dues = [
            (d.bucket, d.conversation.hex, d.kind, d.consultation, d.at and micros(d.at))
            for d in rows.dues
        ]
        await many(_DUE, dues)
        await many(_OUTBOX, [self._out(o, places) for o in rows.outbox])

    def _out(self, o: Any, places: dict[Address, tuple[int, str]]) -> tuple[Any, ...]:
        key = o.id.hex
        words = json.dumps([o.address.value, o.body, [], False, ""])
        return (
            key, o.bucket, o.turn.hex, o.part, o.participant.hex, o.conversation.hex,
            o.consultation, o.address.channel, *places[o.address],
            self._seal.seal(words, f"outbox.sealed.{key}"), int(o.kind), o.units, micros(o.due),
            0, micros(o.not_before), None, 0, "queued", micros(o.due),
        )  # fmt: skip

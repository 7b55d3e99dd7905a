"""One provider message as a row: sealed as it is queued, opened as it is claimed.

Rule: the words, the buttons and the number stand under one seal, bound to the row's id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

import msgspec

from bot.model import Button, MessageKind, OutboundMessage
from bot.ports import OutboxRow
from bot.store import tables
from bot.store.bulk import Row
from bot.store.moments import micros, moment
from bot.store.session import Session

_o = tables.outbox.c
MESSAGE_COLUMNS = (
    _o.id, _o.bucket, _o.channel, _o.sealed, _o.kind, _o.attempts, _o.participant, _o.send_before,
)  # fmt: skip
"""What `opened` reads, in its order."""


async def insert_outbox(session: Session, rows: Sequence[OutboxRow]) -> None:
    """Queue messages, each part of a turn once; `seq` keeps the order of deciding."""
    stored = [_row(session, row, seq) for seq, row in enumerate(rows)]
    stored.sort(
        key=itemgetter("bucket")
    )  # as its indexes are: a page of many touches less of them
    await session.bulk.insert_absent(tables.outbox, stored)


def _row(session: Session, row: OutboxRow, seq: int) -> Row:
    key = row.id.hex
    bucket, address = session.place(row.address)
    buttons = [[button.data, button.label] for button in row.buttons]
    words = msgspec.json.encode(
        [row.address.value, row.body, buttons, row.request_contact, row.edits, row.media]
    ).decode()
    return {
        "id": key,
        "bucket": row.bucket,
        "turn": row.turn.hex,
        "part": row.part,
        "participant": row.participant.hex,
        "conversation": row.conversation.hex if row.conversation else None,
        "consultation": row.consultation,
        "channel": row.address.channel,
        "address_bucket": bucket,
        "address": address,
        "sealed": session.seal.seal(words, f"outbox.sealed.{key}"),
        "kind": int(row.kind),
        "units": row.units,
        "due": micros(row.due),
        "seq": seq,
        "not_before": micros(row.not_before),
        "awake_until": micros(row.awake_until),
        "send_before": micros(row.send_before),
        "is_owed": int(row.is_owed),
        "outlives_stop": int(row.outlives_stop),
        "status": "queued",
        "changed_at": micros(row.due),
    }


def opened(
    session: Session, row: Sequence[Any], *, leased_until: datetime | None = None
) -> OutboundMessage:
    """The message in a row of `MESSAGE_COLUMNS`; one that is just being leased is one attempt
    further than its row."""
    key, bucket, channel, sealed, kind, tried, participant, send_before = row[:8]
    words = msgspec.json.decode(session.seal.open(sealed, f"outbox.sealed.{key}"))
    to, body, buttons, request_contact, edits, media = words
    return OutboundMessage(
        id=UUID(key),
        bucket=bucket,
        channel=channel,
        to=to,
        body=body,
        kind=MessageKind(kind),
        buttons=tuple(Button(data, label) for data, label in buttons),
        request_contact=request_contact,
        edits=edits,
        media=media,
        attempts=tried + (leased_until is not None),
        participant=UUID(participant),
        send_before=moment(send_before),
        leased_until=leased_until,
    )

"""What was sent and what was done, counted and listed, for whoever must prove it.

Rule: messages as counts, deeds as they were noted; nobody's name, number or words.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import json
from sqlalchemy import and_, func, select

from bot.model import MessageKind, OutboxStatus
from bot.ports import AuditRow, Cited, Sent
from bot.store import tables
from bot.store.moments import moment
from bot.store.session import Session

_o, _t, _a = tables.outbox.c, tables.conversation.c, tables.audit.c


async def sent(session: Session, slug: str) -> Sequence[Sent]:
    """Messages of a consultation by kind, language, channel and what became of them."""
    keys = (_o.kind, _t.language, _o.channel, _o.status)
    asked = (
        select(*keys, func.count(), func.min(_o.changed_at), func.max(_o.changed_at))
        .select_from(tables.outbox)
        .join(
            tables.conversation,
            and_(_t.bucket == _o.bucket, _t.id == _o.conversation),
        )
        .where(_o.consultation == slug)
        .group_by(*keys)
        .order_by(*keys)
    )
    return [
        Sent(
            kind=MessageKind(kind),
            language=language,
            channel=channel,
            status=OutboxStatus(status),
            messages=n,
            first=moment(first),
            last=moment(last),
        )
        for kind, language, channel, status, n, first, last in await session.bulk.all(asked)
    ]


async def wordings(session: Session, slug: str) -> Sequence[Cited]:
    """The wordings that answers were given to, by question and language."""
    a = tables.answer.c
    columns = (a.step, a.language, a.version, a.wording)
    asked = select(*columns).distinct().where(a.consultation == slug, a.wording != "")
    rows = await session.bulk.all(asked.order_by(*columns))
    return [Cited(row.step, row.language, row.version, row.wording) for row in rows]


async def deeds(session: Session, slug: str) -> Sequence[AuditRow]:
    """Everything on record about a consultation, in order."""
    columns = (_a.at, _a.actor, _a.action, _a.subject, _a.detail)
    asked = select(*columns).where(_a.subject == slug).order_by(_a.at, _a.id)
    return [
        AuditRow(moment(row.at), row.actor, row.action, row.subject, json.decode(row.detail))
        for row in await session.bulk.all(asked)
    ]

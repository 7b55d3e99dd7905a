"""What was sent and done, out of both databases."""

from __future__ import annotations

from bot.model import MessageKind, OutboxStatus
from bot.ports import AuditRow, Rows
from bot.store import SqlStore
from tests.store.makers import NOON, SLUG, join, text_to


async def test_messages_are_counted_by_kind_and_language(store: SqlStore) -> None:
    people = await join(store, 3)
    rows = Rows(outbox=[text_to(who, kind=MessageKind.BROADCAST) for who in people])
    async with store.begin() as transaction:
        await transaction.write(rows)

    async with store.read() as reader:
        (sent,) = await reader.sent(SLUG)
        elsewhere = await reader.sent("roads")

    assert (sent.kind, sent.language, sent.channel) == (MessageKind.BROADCAST, "en", "sms")
    assert (sent.status, sent.messages) == (OutboxStatus.QUEUED, 3)
    assert elsewhere == []


async def test_deeds_stand_in_order_with_what_was_noted(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.audit(AuditRow(NOON, "officer", "consultation.closed", SLUG))
        await transaction.audit(AuditRow(NOON, "officer", "report.opened", SLUG, {"by": "A"}))
        await transaction.audit(AuditRow(NOON, "officer", "report.opened", "roads"))

    async with store.read() as reader:
        deeds = await reader.deeds_on(SLUG)

    assert sorted(each.action for each in deeds) == ["consultation.closed", "report.opened"]
    assert {"by": "A"} in [each.detail for each in deeds]

"""Fields that Twilio signed, or a record of its list → our messages and reports.

Rule: pure, and both ways give the same provider id, so that whichever comes second is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from bot.channels.phones import e164
from bot.channels.sms.errors import DEAD_NUMBER, OPTED_OUT
from bot.errors import WebhookRejected
from bot.model import (
    Command,
    Content,
    DeliveryReport,
    InboundMessage,
    OptOut,
    OutboxStatus,
    Text,
    Unsupported,
)

MESSAGE_FIELDS = frozenset(
    {
        "MessageSid",
        "AccountSid",
        "From",
        "To",
        "Body",
        "NumMedia",
        "OptOutType",
    }
)
_REQUIRED = ("MessageSid", "From", "To", "Body")
REPORT_FIELDS = frozenset({"MessageSid", "AccountSid", "MessageStatus", "ErrorCode"})
_SID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)

_OPT_OUTS: Mapping[str, Command] = MappingProxyType(
    {
        "STOP": Command.STOP,
        "START": Command.START,
        "HELP": Command.HELP,
    }
)
_STATUSES: Mapping[str, OutboxStatus] = MappingProxyType(
    {
        # Twilio has it, which is what an `unknown` row waits to hear.
        "accepted": OutboxStatus.SENT,
        "scheduled": OutboxStatus.SENT,
        "queued": OutboxStatus.SENT,
        "sending": OutboxStatus.SENT,
        "sent": OutboxStatus.SENT,
        "partially_delivered": OutboxStatus.SENT,
        "delivered": OutboxStatus.DELIVERED,
        "read": OutboxStatus.DELIVERED,
        "undelivered": OutboxStatus.FAILED,
        "failed": OutboxStatus.FAILED,
        "canceled": OutboxStatus.FAILED,
    }
)


def read_message(fields: Mapping[str, str], now: datetime, raw: str) -> InboundMessage | None:
    """One received message; `None` where its sender is nobody who could be answered: a short
    code, a name, an address of another product.

    Raises:
        WebhookRejected: 400; a required field is missing.
    """
    if any(name not in fields for name in _REQUIRED) or not _SID.fullmatch(fields["MessageSid"]):
        raise WebhookRejected(400)
    sender = e164(fields["From"])
    if sender is None:
        return None
    return InboundMessage(
        channel="sms",
        account=fields["AccountSid"],
        provider_id=fields["MessageSid"],
        sender=sender,
        content=_content(fields),
        received_at=now,
        raw=raw,
    )


def read_report(fields: Mapping[str, str], outbox_id: UUID) -> DeliveryReport | None:
    """What became of the message of *outbox_id*; `None` for a status we do not know.

    Raises:
        WebhookRejected: 400; a required field is missing.
    """
    sid, word = fields.get("MessageSid", ""), fields.get("MessageStatus", "")
    if not word or not _SID.fullmatch(sid):
        raise WebhookRejected(400)
    status = _STATUSES.get(word)
    if status is None:
        return None
    code = fields.get("ErrorCode", "") if status is OutboxStatus.FAILED else ""
    return DeliveryReport(
        channel="sms",
        outbox_id=outbox_id,
        status=status,
        provider_id=sid,
        code=code if code.isascii() and code.isdigit() else "",
        is_unreachable=code in DEAD_NUMBER,
        is_opted_out=code in OPTED_OUT,
    )


def _content(fields: Mapping[str, str]) -> Content:
    body = fields["Body"]
    handled = _OPT_OUTS.get(fields.get("OptOutType", "").upper())
    if handled is not None:
        return OptOut(handled, body)
    has_media = fields.get("NumMedia", "0") not in {"", "0"}
    return Unsupported("media") if has_media and not body.strip() else Text(body)

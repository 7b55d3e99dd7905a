"""One rig per channel: a provider's fake, the real channel before it, and requests as signed.

Rule: an entry of `CHANNELS` without a rig fails the contract.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from pydantic import SecretStr

from bot.channels import CHANNELS
from bot.channels.sms.settings import SmsSettings
from bot.channels.telegram.settings import TelegramSettings
from bot.model import MessageKind, OutboundMessage
from bot.ports import Channel, WebhookRequest
from tests.fakes.telegram import SECRET, TOKEN, TelegramFake
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, TwilioFake

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PUBLIC = "https://kotha.example"
OUTBOX_ID = UUID("01939f00-0000-7000-8000-000000000001")
PHONE = "+447700900001"
CHAT = "4001"
PAYLOADS = Path(__file__).parent / "payloads"


def sms_settings(api_url: str = "https://api.twilio.com", **changed: Any) -> SmsSettings:
    """An account with one number."""
    given: dict[str, Any] = {
        "account_sid": ACCOUNT_SID,
        "auth_token": SecretStr(AUTH_TOKEN),
        "from_": NUMBER,
        "api_url": api_url,
        "public_url": PUBLIC,
    }
    return SmsSettings(**(given | changed))


def telegram_settings(
    api_url: str = "https://api.telegram.org", **changed: Any
) -> TelegramSettings:
    """A bot that is reached by webhook."""
    given: dict[str, Any] = {
        "token": SecretStr(TOKEN),
        "webhook_secret": SecretStr(SECRET),
        "mode": "webhook",
        "api_url": api_url,
        "public_url": PUBLIC,
    }
    return TelegramSettings(**(given | changed))


def signed(fields: Mapping[str, str], path: str = "/webhooks/sms") -> WebhookRequest:
    """A form as Twilio posts it, signed by Twilio's own library."""
    form = TwilioFake().sign(PUBLIC + path, fields)
    return WebhookRequest(path=path, query="", headers=form.headers, body=form.body)


def told(update: object) -> WebhookRequest:
    """An update as Telegram posts it."""
    body = json.dumps(update, ensure_ascii=False).encode()
    headers = {"x-telegram-bot-api-secret-token": SECRET, "content-type": "application/json"}
    return WebhookRequest(path="/webhooks/telegram", query="", headers=headers, body=body)


def outbound(channel: str, to: str, body: str = "Which park?", **changed: Any) -> OutboundMessage:
    """A message of ours, ready to go."""
    message = OutboundMessage(
        id=OUTBOX_ID, bucket=0, channel=channel, to=to, body=body, kind=MessageKind.REPLY
    )
    return replace(message, **changed)


TEXT_FORM: Mapping[str, str] = {
    "AccountSid": ACCOUNT_SID,
    "Body": "yes",
    "From": PHONE,
    "MessageSid": "SM" + "0" * 31 + "7",
    "NumMedia": "0",
    "To": NUMBER,
    "ToCity": "",
}
TEXT_UPDATE: Mapping[str, Any] = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1763776800,
        "chat": {"id": 4001, "type": "private"},
        "from": {"id": 4001, "is_bot": False, "first_name": "A"},
        "text": "yes",
    },
}


@dataclass(frozen=True)
class Rig:
    """What the contract needs of one channel."""

    fake: Callable[[], AbstractContextManager[Any]]
    """Has `.url` and `.faults`."""
    settings: Callable[[str], Any]
    """From the API's address."""
    request: WebhookRequest
    """A good one, which says "yes"."""
    message: OutboundMessage
    """A good one."""


RIGS: Mapping[str, Rig] = {
    "sms": Rig(TwilioFake, sms_settings, signed(TEXT_FORM), outbound("sms", PHONE)),
    "telegram": Rig(
        TelegramFake, telegram_settings, told(TEXT_UPDATE), outbound("telegram", CHAT)
    ),
}


@cache
def offline(name: str) -> Channel:
    """A channel that only reads requests: it connects to nothing, so it needs no closing."""
    return CHANNELS[name](RIGS[name].settings("http://127.0.0.1:9"))

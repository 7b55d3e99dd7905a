"""The SMS channel: signed webhooks in, texts out by REST.

Rule: nothing of a request is used before its signature is checked; nothing is sent twice here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.channels.sms.arrivals import MESSAGE_FIELDS, REPORT_FIELDS, read_message, read_report
from bot.channels.sms.client import Twilio
from bot.channels.sms.form import Fields, read_form, take
from bot.channels.sms.limits import LIMITS
from bot.channels.sms.settings import SmsSettings
from bot.channels.sms.signature import HEADER, Signature
from bot.channels.texts import is_sendable
from bot.errors import Undeliverable, WebhookRejected
from bot.logs import get_logger
from bot.model import DeliveryReport, InboundMessage, Limits, OutboundMessage, Receipt
from bot.ports import WebhookRequest

log = get_logger()

INBOUND = "/webhooks/sms"
_STATUS = re.compile(r"/webhooks/sms/status/([0-9a-fA-F-]{32,36})", re.ASCII)
_SKEW = timedelta(seconds=5)
"""Between Twilio's clock, which tells whole seconds, and ours."""
_TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


class Sms:
    """SMS by Twilio, as one account and one sender (or pool) sees it."""

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings
        self._signature = Signature(settings.auth_token.get_secret_value(), settings.public_url)
        self._twilio = Twilio(settings)

    @property
    def name(self) -> str:
        """`sms`."""
        return "sms"

    @property
    def limits(self) -> Limits:
        """Ten segments of text, and no buttons."""
        return LIMITS

    def receive(
        self, request: WebhookRequest, now: datetime
    ) -> Sequence[InboundMessage | DeliveryReport]:
        """A received text, or what became of one of ours. Empty: ignored on purpose.

        Raises:
            WebhookRejected: 403 unsigned or forged, 400 malformed, 404 another path.
        """
        fields = self._verified(request)
        report = _STATUS.fullmatch(request.path)
        if report is not None:
            found = read_report(take(fields, REPORT_FIELDS), _uuid(report[1]))
            return (found,) if found else ()
        if request.path != INBOUND:
            raise WebhookRejected(404)
        raw = request.body.decode("ascii")
        message = read_message(take(fields, MESSAGE_FIELDS), now, raw)
        if message is None:
            log.info("message.ignored", channel=self.name, reason="sender")
            return ()
        return (message,)

    async def send(self, message: OutboundMessage) -> Receipt:
        """Hand one text to Twilio.

        Raises:
            SendFailed: its subclass says what to do.
        """
        if not is_sendable(message.body):
            raise Undeliverable("encoding")
        sid = await self._twilio.create(message.to, message.body, str(message.id))
        return Receipt(sid)

    async def find(self, message: OutboundMessage, since: datetime) -> Receipt | None:
        """Whether Twilio lists this text to this person since then.

        Raises:
            SendFailed: the list could not be had.
        """
        wanted = _comparable(message.body)
        async for record in self._twilio.sent_to(message.to, since - _SKEW):
            is_out = (record.direction or "").startswith("outbound")
            if is_out and _comparable(record.body or "") == wanted:
                return Receipt(str(record.sid))
        return None

    async def missed(self, since: datetime, now: datetime) -> Sequence[InboundMessage]:
        """Every text received since then, oldest first, under the id its webhook would have.

        Raises:
            SendFailed: the list could not be had.
        """
        found = []
        async for record in self._twilio.received(since - _SKEW):
            fields = self._fields(record)
            arrived = min(record.date_sent or record.date_created or now, now)
            message = read_message(fields, arrived, json.dumps(fields, ensure_ascii=False))
            if message is not None:
                found.append(message)
        return tuple(reversed(found))

    async def download(self, file_id: str) -> bytes:
        """Nothing: nobody can send us a file by SMS.

        Raises:
            Undeliverable: always.
        """
        del file_id
        raise Undeliverable("no media")

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._twilio.aclose()

    def _verified(self, request: WebhookRequest) -> Fields:
        """The fields of a request that our account sent.

        Raises:
            WebhookRejected: it did not, or nobody can tell.
        """
        given = request.headers.get(HEADER, "")
        if not given:
            raise WebhookRejected(403)
        fields = read_form(request.body)
        target = f"{request.path}?{request.query}" if request.query else request.path
        if not self._signature.is_of(target, fields, given):
            raise WebhookRejected(403)
        if take(fields, ("AccountSid",)).get("AccountSid") != self._settings.account_sid:
            raise WebhookRejected(403)
        return fields

    def _fields(self, record: Any) -> Mapping[str, str]:
        """A record of Twilio's list in the names of its webhook."""
        return {
            "MessageSid": record.sid or "",
            "AccountSid": self._settings.account_sid,
            "From": record.from_ or "",
            "To": record.to or "",
            "Body": record.body or "",
            "NumMedia": str(record.num_media or "0"),
        }


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise WebhookRejected(404) from None


def _comparable(body: str) -> str:
    """*body* as it compares with what Twilio kept, whose smart encoding turns typographic
    signs into plain ones and whose trimming takes blanks at the ends."""
    return " ".join(unicodedata.normalize("NFKC", body).translate(_TYPOGRAPHY).split())

"""Recorded forms → messages and reports."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

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
from tests.channels.rigs import NOW, OUTBOX_ID, PAYLOADS, PHONE, offline, signed
from tests.fakes.twilio import ACCOUNT_SID

FORMS = PAYLOADS / "sms"
STATUS = f"/webhooks/sms/status/{OUTBOX_ID}"

MESSAGES: dict[str, Content] = {
    "text": Text("2"),
    "text_bengali": Text("হ্যাঁ, আমি আসব 😀"),
    "text_lines": Text("1\r\nand 3 "),
    "text_blank": Text(""),
    "text_by_service": Text("yes"),
    "text_new_field": Text("yes"),
    "opt_out_stop": OptOut(Command.STOP, "Stop"),
    "opt_out_start": OptOut(Command.START, "START"),
    "opt_out_help": OptOut(Command.HELP, "help"),
    "opt_out_unheard_of": Text("hm"),
    "picture_alone": Unsupported("media"),
    "picture_with_words": Text("3"),
}
IGNORED = ("from_short_code", "from_name", "from_whatsapp", "from_too_long")
REFUSED = ("without_sid", "without_body", "without_sender")
REPORTS: dict[str, tuple[OutboxStatus, str, bool, bool]] = {
    "status_accepted": (OutboxStatus.SENT, "", False, False),
    "status_queued": (OutboxStatus.SENT, "", False, False),
    "status_sending": (OutboxStatus.SENT, "", False, False),
    "status_sent": (OutboxStatus.SENT, "", False, False),
    "status_delivered": (OutboxStatus.DELIVERED, "", False, False),
    "status_read": (OutboxStatus.DELIVERED, "", False, False),
    "status_failed": (OutboxStatus.FAILED, "", False, False),
    "status_undelivered": (OutboxStatus.FAILED, "", False, False),
    "status_dead_number": (OutboxStatus.FAILED, "30005", True, False),
    "status_landline": (OutboxStatus.FAILED, "30006", True, False),
    "status_opted_out": (OutboxStatus.FAILED, "21610", False, True),
    "status_filtered": (OutboxStatus.FAILED, "30007", False, False),
}
OTHERS = ("status_unheard_of", "status_without_status")


def arrived(name: str, path: str = "/webhooks/sms") -> list[InboundMessage | DeliveryReport]:
    body = (FORMS / f"{name}.form").read_text(encoding="ascii").strip()
    fields = dict(parse_qsl(body, keep_blank_values=True))
    return list(offline("sms").receive(signed(fields, path), NOW))


def test_every_recorded_form_is_in_a_table() -> None:
    told = {*MESSAGES, *IGNORED, *REFUSED, *REPORTS, *OTHERS}

    assert {path.stem for path in FORMS.iterdir()} == told


@pytest.mark.parametrize(("name", "content"), MESSAGES.items(), ids=MESSAGES)
def test_a_text_becomes_its_message(name: str, content: Content) -> None:
    (message,) = arrived(name)

    assert isinstance(message, InboundMessage)
    assert message.content == content
    assert message.sender == PHONE
    assert message.account == ACCOUNT_SID
    assert message.provider_id == "SM" + "0" * 31 + "7"


@pytest.mark.parametrize("name", IGNORED)
def test_who_cannot_be_answered_is_ignored(name: str) -> None:
    assert arrived(name) == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_form_without_what_we_need_is_refused(name: str) -> None:
    with pytest.raises(WebhookRejected) as refused:
        arrived(name)

    assert refused.value.status == 400


@pytest.mark.parametrize(("name", "told"), REPORTS.items(), ids=REPORTS)
def test_a_status_becomes_its_report(
    name: str, told: tuple[OutboxStatus, str, bool, bool]
) -> None:
    (report,) = arrived(name, STATUS)

    assert isinstance(report, DeliveryReport)
    assert report.outbox_id == OUTBOX_ID
    assert report.provider_id == "SM" + "0" * 31 + "9"
    assert (report.status, report.code, report.is_unreachable, report.is_opted_out) == told


def test_a_status_nobody_knows_is_ignored() -> None:
    assert arrived("status_unheard_of", STATUS) == []


def test_a_report_without_status_is_refused() -> None:
    with pytest.raises(WebhookRejected):
        arrived("status_without_status", STATUS)


def test_a_report_on_no_message_is_not_found() -> None:
    with pytest.raises(WebhookRejected) as refused:
        arrived("status_sent", "/webhooks/sms/status/" + "-" * 36)

    assert refused.value.status == 404

"""The SMS channel before Twilio's fake, through Twilio's real library."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.sms.channel import Sms
from bot.channels.sms.client import PAGE
from bot.errors import Unknown
from bot.model import Receipt, Text
from tests.channels.rigs import NOW, OUTBOX_ID, PHONE, PUBLIC, outbound, sms_settings
from tests.fakes.twilio import TwilioFake

OTHER = "+447700900002"


# ── Sending ───────────────────────────────────────────────────────────────────────────────────


async def test_a_text_leaves_with_its_callback_and_its_end(sms: Sms, twilio: TwilioFake) -> None:
    receipt = await sms.send(outbound("sms", PHONE, "কোন পার্ক?"))

    (record,) = twilio.sent
    assert receipt == Receipt(record.sid)
    assert (record.to, record.body, record.from_) == (PHONE, "কোন পার্ক?", twilio.number)
    assert record.status_callback == f"{PUBLIC}/webhooks/sms/status/{OUTBOX_ID}"
    assert record.validity_seconds == 4 * 60 * 60


async def test_a_messaging_service_chooses_the_sender(twilio: TwilioFake) -> None:
    twilio.service_sid = "MG" + "b" * 32
    channel = Sms(sms_settings(twilio.url, messaging_service_sid=twilio.service_sid))

    await channel.send(outbound("sms", PHONE))
    await channel.aclose()

    assert twilio.sent[0].form["MessagingServiceSid"] == twilio.service_sid
    assert "From" not in twilio.sent[0].form


# ── Finding what became unknown ───────────────────────────────────────────────────────────────


async def test_a_text_whose_answer_was_lost_is_found(sms: Sms, twilio: TwilioFake) -> None:
    message = outbound("sms", PHONE, "Which park? 1 Weavers 2 Mile End")
    twilio.faults.next("drop")
    with pytest.raises(Unknown):
        await sms.send(message)

    found = await sms.find(message, NOW)

    assert found == Receipt(twilio.sent[0].sid)


async def test_a_text_that_never_left_is_not_found(sms: Sms, twilio: TwilioFake) -> None:
    twilio.faults.next("cut")
    with pytest.raises(Unknown):
        await sms.send(outbound("sms", PHONE))

    assert await sms.find(outbound("sms", PHONE), NOW) is None


async def test_one_still_queued_is_found(sms: Sms, twilio: TwilioFake) -> None:
    """It has no date of sending yet, which the list's own date filter would want."""
    await sms.send(outbound("sms", PHONE))
    twilio.records[0].is_left = False

    assert await sms.find(outbound("sms", PHONE), NOW) is not None


async def test_another_text_is_not_taken_for_it(sms: Sms, twilio: TwilioFake) -> None:
    await sms.send(outbound("sms", PHONE, "Which bus?"))
    await sms.send(outbound("sms", OTHER, "Which park?"))
    twilio.text(PHONE, "Which park?", is_posted=False)  # the person's own words
    twilio.now = lambda: NOW - timedelta(hours=1)
    await sms.send(outbound("sms", PHONE, "Which park?"))  # an hour ago

    assert await sms.find(outbound("sms", PHONE, "Which park?"), NOW) is None


async def test_what_smart_encoding_changed_is_still_known(sms: Sms, twilio: TwilioFake) -> None:
    await sms.send(outbound("sms", PHONE, 'It\'s "yes" - or no'))

    assert await sms.find(outbound("sms", PHONE, "It’s “yes” – or no "), NOW) is not None


async def test_a_list_that_cannot_be_had_is_no_absence(sms: Sms, twilio: TwilioFake) -> None:
    twilio.faults.next("500")

    with pytest.raises(Unknown):
        await sms.find(outbound("sms", PHONE), NOW)


# ── Fetching what no webhook brought ──────────────────────────────────────────────────────────


async def test_missed_texts_come_in_order_under_their_own_ids(
    sms: Sms, twilio: TwilioFake
) -> None:
    forms = [twilio.sign_text(PHONE, words) for words in ("1", "হ্যাঁ")]

    missed = await sms.missed(NOW - timedelta(hours=1), NOW)

    assert [m.content for m in missed] == [Text("1"), Text("হ্যাঁ")]
    assert [m.provider_id for m in missed] == [r.sid for r in twilio.records]
    assert all(m.account == twilio.account_sid and m.sender == PHONE for m in missed)
    assert len(forms) == 2


async def test_missed_pages_through_the_list(sms: Sms, twilio: TwilioFake) -> None:
    count = 2 * PAGE + 3
    for number in range(count):
        twilio.text(PHONE, str(number), is_posted=False)

    missed = await sms.missed(NOW - timedelta(hours=1), NOW)

    assert [m.content for m in missed] == [Text(str(number)) for number in range(count)]


async def test_what_was_before_is_left_alone(sms: Sms, twilio: TwilioFake) -> None:
    twilio.now = lambda: NOW - timedelta(hours=2)
    twilio.text(PHONE, "old", is_posted=False)
    twilio.now = lambda: NOW - timedelta(minutes=30)
    twilio.text(PHONE, "new", is_posted=False)

    missed = await sms.missed(NOW - timedelta(hours=1), NOW)

    assert [(m.content, m.received_at) for m in missed] == [
        (Text("new"), NOW - timedelta(minutes=30))
    ]


async def test_senders_nobody_can_answer_are_left_out(sms: Sms, twilio: TwilioFake) -> None:
    twilio.text("60777", "Your code", is_posted=False)

    assert await sms.missed(NOW - timedelta(hours=1), NOW) == ()


async def test_a_broken_list_fails_aloud(sms: Sms, twilio: TwilioFake) -> None:
    twilio.faults.next("502_html")

    with pytest.raises(Unknown):
        await sms.missed(NOW - timedelta(hours=1), NOW)

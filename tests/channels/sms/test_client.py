"""The library where we rely on what it does not document."""

from __future__ import annotations

import httpx
import pytest

from bot.channels.sms.client import Twilio
from bot.errors import Unknown
from tests.channels.rigs import OUTBOX_ID, PHONE, sms_settings
from tests.fakes.twilio import TwilioFake


async def test_the_configured_address_is_the_one_reached(twilio: TwilioFake) -> None:
    """The library has no documented setting for it; should it lose ours, this fails."""
    client = Twilio(sms_settings(twilio.url))

    await client.create(PHONE, "x", str(OUTBOX_ID))
    await client.aclose()

    assert len(twilio.sent) == 1


async def test_an_answer_that_never_comes_is_unknown(twilio: TwilioFake) -> None:
    """Our own timeout holds, where the library's client would wait five minutes."""
    client = Twilio(sms_settings(twilio.url), httpx.Timeout(0.2))
    twilio.faults.next("slow")

    with pytest.raises(Unknown):
        await client.create(PHONE, "x", str(OUTBOX_ID))
    await client.aclose()

    assert len(twilio.sent) == 1

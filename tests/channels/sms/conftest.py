"""Twilio's fake, and the channel before it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.channels.sms.channel import Sms
from tests.channels.rigs import NOW, PUBLIC, sms_settings
from tests.fakes.twilio import TwilioFake


@pytest.fixture
def twilio() -> Iterator[TwilioFake]:
    with TwilioFake(
        webhook_url=f"{PUBLIC}/webhooks/sms", does_report=False, now=lambda: NOW
    ) as fake:
        yield fake


@pytest.fixture
async def sms(twilio: TwilioFake) -> AsyncIterator[Sms]:
    channel = Sms(sms_settings(twilio.url))
    yield channel
    await channel.aclose()

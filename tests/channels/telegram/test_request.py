from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from telegram.error import TelegramError

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.request import QuietRequest
from bot.errors import Retry
from tests.channels.rigs import CHAT, outbound
from tests.fakes.telegram import TelegramFake


async def test_a_429_without_a_time_is_a_429(channel: Telegram, telegram: TelegramFake) -> None:
    """The library takes it for a lost connection, after which nobody may repeat."""
    telegram.faults.next("429_bare")

    with pytest.raises(Retry) as failed:
        await channel.send(outbound("telegram", CHAT))

    assert failed.value.after == timedelta(seconds=1)


@pytest.mark.parametrize("payload", [b"<html>", b"\xff", b"[" * 100_000])
def test_an_answer_that_is_no_json_is_not_quoted(
    payload: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The library's own reading logs the whole of it, which may be a person's words."""
    with caplog.at_level(logging.DEBUG), pytest.raises(TelegramError) as failed:
        QuietRequest.parse_json_payload(payload)

    assert caplog.records == []
    assert str(failed.value) == "Invalid server response"

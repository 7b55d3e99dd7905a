"""Files come from the provider's host alone (trust.md F27)."""

from __future__ import annotations

import pytest

from bot.channels.telegram.channel import Telegram
from bot.errors import Retry, SendFailed, Undeliverable
from tests.channels.rigs import telegram_settings
from tests.fakes.telegram import TelegramFake


async def test_a_file_is_fetched(channel: Telegram, telegram: TelegramFake) -> None:
    note = telegram.keep(b"OggS" * 100, "oga")

    assert await channel.download(note["file_id"]) == b"OggS" * 100


TRICKS = [
    "../../etc/passwd",
    "..",
    "a/../../b",
    "a/..",
    "./a",
    ".hidden",
    "/etc/passwd",
    "//evil.example/a",
    "\\\\evil.example\\a",
    "a\\b",
    "http://127.0.0.1/a",
    "https://evil.example/a",
    "file:///etc/passwd",
    "a?x=1",
    "a#x",
    "a%2e%2e/b",
    "%2e%2e/%2e%2e/b",
    "a b",
    "a\nb",
    "a\r\nHost: evil.example",
    "a\0b",
    "@evil.example/a",
    ":80/a",
    "a//b",
    "a/",
    "ফাইল",
    "a\u2025b",
    "a;b",
    "a&b",
    "",
]


@pytest.mark.parametrize("path", TRICKS)
async def test_a_path_that_leads_elsewhere_is_not_followed(
    channel: Telegram, telegram: TelegramFake, path: str
) -> None:
    note = telegram.keep(b"x")
    telegram._files[note["file_id"]] = (path, b"x")

    with pytest.raises(Undeliverable):
        await channel.download(note["file_id"])

    assert telegram.fetched == []


async def test_a_redirect_is_not_followed(channel: Telegram, telegram: TelegramFake) -> None:
    note = telegram.keep(b"x")
    telegram.redirect_files_to = f"{telegram.url}/livez"

    with pytest.raises(Undeliverable):
        await channel.download(note["file_id"])

    assert len(telegram.fetched) == 1


@pytest.mark.parametrize("does_tell_size", [True, False])
async def test_a_file_above_the_limit_is_not_read(
    channel: Telegram, telegram: TelegramFake, does_tell_size: bool
) -> None:
    note = telegram.keep(bytes(20 * 1024 * 1024 + 1))
    telegram.does_tell_size = does_tell_size

    with pytest.raises(Undeliverable):
        await channel.download(note["file_id"])

    assert len(telegram.fetched) == (0 if does_tell_size else 1)


async def test_a_file_can_be_asked_for_again_later() -> None:
    channel = Telegram(telegram_settings("http://127.0.0.1:9"))

    with pytest.raises(SendFailed) as failed:
        await channel.download("AwAC")
    await channel.aclose()

    assert isinstance(failed.value, Retry)

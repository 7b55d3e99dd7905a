"""A join link opens the bot in Telegram, and does nothing else."""

from __future__ import annotations

import httpx
import pytest
from pydantic import SecretStr

from bot.channels import telegram
from bot.channels.telegram.settings import TelegramSettings
from bot.web.server import asgi
from tests.fakes.telegram import TOKEN, TelegramFake
from tests.web.fakes import SmallApp


async def opened(app: SmallApp, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=asgi(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        return await http.get(path)


async def test_the_link_leads_to_the_bot_with_its_token() -> None:
    with TelegramFake() as fake:
        channel = telegram(TelegramSettings(token=SecretStr(TOKEN), api_url=fake.url))
        answer = await opened(SmallApp(channels={"telegram": channel}), "/l/abc-DEF_123")
        await channel.aclose()

    assert answer.status_code == 303
    assert answer.headers["location"] == "https://t.me/kotha_bot?start=abc-DEF_123"
    assert not fake.sent


@pytest.mark.parametrize("token", ["a b", "a" * 65, "a%2Fb"])
async def test_what_cannot_be_a_token_is_not_found(token: str) -> None:
    with TelegramFake() as fake:
        channel = telegram(TelegramSettings(token=SecretStr(TOKEN), api_url=fake.url))
        answer = await opened(SmallApp(channels={"telegram": channel}), f"/l/{token}")
        await channel.aclose()

    assert answer.status_code == 404


async def test_without_telegram_there_is_nothing_to_join() -> None:
    assert (await opened(SmallApp(), "/l/abc")).status_code == 404

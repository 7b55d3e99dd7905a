"""What a launch is foretold to cost is what the providers are then handed, by their own record."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.app import WoundClock, build
from bot.channels import LIMITS
from bot.language import segments
from bot.service.launch import (
    Desk,
    Entry,
    Forecast,
    Order,
    Tariff,
    choose,
    forecast,
    go_live,
    open_and_invite,
    refuse_what_cannot_open,
)
from bot.settings import load, make_keys
from tests.fakes.telegram import TelegramFake
from tests.fakes.twilio import TwilioFake
from tests.service.stage import NOON, ROOT, SLUG, chat, entry, phone, running

LANGUAGES = ("en", "bn", "ur", "so")
TELEGRAM = range(1, 9)
SMS = range(11, 31)
TOLERANCE = 0.05


def people() -> Sequence[Entry]:
    """Eight chats and twenty phones, in four languages by turns."""
    tags = {n: LANGUAGES[n % len(LANGUAGES)] for n in (*TELEGRAM, *SMS)}
    return [
        *(entry(n, chat(n), language=tags[n]) for n in TELEGRAM),
        *(entry(n, phone(n), language=tags[n]) for n in SMS),
    ]


async def launched(folder: Path, telegram: TelegramFake, twilio: TwilioFake) -> Forecast:
    """Forecast, launch, and let everything leave."""
    environ = {
        **make_keys(),
        **telegram.environment,
        **twilio.environment,
        "KOTHA_PUBLIC_URL": "https://kotha.example.org",
        "KOTHA_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'kotha.db'}",
        "KOTHA_RATES": '{"sms": {"GB": 500}, "telegram": {"*": 500}}',
        "KOTHA_FLOWS_DIR": str(ROOT / "flows"),
        "KOTHA_LOCALES_DIR": str(ROOT / "locales"),
    }
    settings = load(environ, folder / "kotha.toml")
    async with build(settings, clock=WoundClock(NOON)) as app:
        await go_live(app.office("officer"), by="officer")
        desk = Desk(app.store, app.clock, LIMITS, settings.rate, b"k" * 32, lambda _: None)
        choice = await choose(app.store, SLUG, people(), None)
        invited = tuple(chosen.entry for chosen in choice.chosen)
        tariff = Tariff(settings.price, settings.rate, LIMITS)
        foretold = forecast(running(), invited, {}, tariff, app.clock.now())
        order = Order(running(), invited, "officer")
        await open_and_invite(order, desk, await refuse_what_cannot_open(order, desk))
        app.poke()
        await asyncio.to_thread(telegram.wait, lambda: len(telegram.sent) >= len(TELEGRAM), 30)
        await asyncio.to_thread(twilio.wait, lambda: len(twilio.sent) >= len(SMS), 30)
        return foretold


async def test_the_forecast_is_what_the_providers_bill(tmp_path: Path) -> None:
    with TelegramFake() as telegram, TwilioFake(does_report=False) as twilio:
        for n in TELEGRAM:
            telegram.person(int(chat(n).value))
        foretold = await launched(tmp_path, telegram, twilio)

        tongue = {each.addresses[0].value: each.language for each in people()}
        billed = Counter(
            {(tag, "telegram"): 0 for tag in LANGUAGES} | {(tag, "sms"): 0 for tag in LANGUAGES}
        )
        for text in twilio.sent:
            billed[tongue[text.to], "sms"] += segments.count(text.body).segments
        for to, _ in telegram.sent:
            billed[tongue[str(to)], "telegram"] += 1

    for line in foretold.lines:
        units = line.people * line.invitation_units
        assert abs(units - billed[line.language, line.channel]) <= TOLERANCE * units
    pence = sum(n * (4.0 if channel == "sms" else 0.0) for (_, channel), n in billed.items())
    assert abs(foretold.invitation_pence - pence) <= TOLERANCE * pence
    assert sum(line.people for line in foretold.lines) == len(tongue)

"""A question spoken by a link worker is heard by a resident, and an answer spoken by a resident is
written down by an officer: on the Bot API, through the whole program."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.app import App, WoundClock, build
from bot.channels import LIMITS
from bot.model import Role
from bot.service import staff, transcribe
from bot.service.launch import (
    Desk,
    Order,
    go_live,
    open_and_invite,
    refuse_what_cannot_open,
)
from bot.service.launch.choosing import choose
from bot.settings import load, make_keys
from tests.fakes.chats import Person
from tests.fakes.telegram import TelegramFake
from tests.service.receive.test_recording import heard
from tests.service.stage import FAST, NOON, ROOT, SLUG, chat, entry, running

QUESTION, ANSWER = b"OggS question", b"OggS answer"
RAHIMA, SALMA = 4077, 4001


@asynccontextmanager
async def installation(folder: Path, telegram: TelegramFake) -> AsyncIterator[App]:
    """Kotha with one resident who listens to Sylheti."""
    environ = {
        **make_keys(),
        **telegram.environment,
        "KOTHA_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'kotha.db'}",
        "KOTHA_FLOWS_DIR": str(ROOT / "flows"),
        "KOTHA_LOCALES_DIR": str(ROOT / "locales"),
    }
    async with build(load(environ, folder / "kotha.toml"), clock=WoundClock(NOON)) as app:
        desk = Desk(app.store, app.clock, LIMITS, lambda _: FAST, b"k" * 32, lambda _: None)
        await go_live(app.office("officer"), by="officer")
        people = [entry(1, chat(1), language="syl")]
        choice = await choose(app.store, SLUG, people, None)
        order = Order(running(heard()), tuple(c.entry for c in choice.chosen), "officer")
        await open_and_invite(order, desk, await refuse_what_cannot_open(order, desk))
        await app.shelf.refresh()
        yield app


async def sends(app: App, person: Person, *messages: str | bytes) -> list[str]:
    """They type these, tap a button (`[…]`) or speak; what has come by the last."""
    for message in messages:
        before = len(person.inbox)
        if isinstance(message, bytes):
            person.voice(message)
        elif message.startswith("["):
            person.tap(message.strip("[]"))
        else:
            person.say(message)
        assert isinstance(app.clock, WoundClock)
        app.clock.wind(timedelta(minutes=1))
        await asyncio.to_thread(person.wait, before + 1)
    return [each.text for each in person.inbox]


async def test_a_question_is_spoken_heard_and_answered_by_voice(tmp_path: Path) -> None:
    with TelegramFake() as telegram:
        async with installation(tmp_path, telegram) as app:
            rahima, salma = telegram.person(RAHIMA), telegram.person(SALMA)
            await asyncio.to_thread(salma.wait, 1)
            made = await staff.add(app.office("tester"), "Rahima", Role.LINK_WORKER, "syl")
            await sends(app, rahima, f"/start {made.code}", f"/record {SLUG}.last_visit")
            await sends(app, rahima, QUESTION, "[record.next]")
            await app.shelf.refresh()

            before = len(salma.inbox)
            await sends(app, salma, "yes")
            voice, words = (await asyncio.to_thread(salma.wait, before + 2))[before:]
            assert (voice.file, voice.text) == (QUESTION, "")
            assert words.text.splitlines()[1].startswith("১")

            await sends(app, salma, "1", "5", "312", "E1", ANSWER)
            desk = app.office("Rehana")
            (waiting,) = await transcribe.waiting(desk)
            await app_fetches(app)
            assert (await transcribe.listen(desk, str(waiting.id)))[1] == ANSWER


async def app_fetches(app: App) -> None:
    """The worker's loop fetches what people sent; its period is over."""
    assert isinstance(app.clock, WoundClock)
    while True:
        app.clock.wind(timedelta(seconds=20))
        app.poke()
        async with app.store.read() as reader:
            if not await reader.media(9):
                return
        await app.store.wait(0.05)

"""Somebody asks for a person: staff are told, answer from Telegram, and the questions go on."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.app import App
from bot.model import Role
from bot.service import staff
from tests.e2e.test_voice import RAHIMA, SALMA, installation, sends
from tests.fakes.chats import Person
from tests.fakes.telegram import TelegramFake


async def newest(app: App, person: Person, seen: int) -> str:
    """The message after so many, once it has come."""
    inbox = await asyncio.to_thread(person.wait, seen + 1)
    return inbox[seen].text


async def test_a_call_is_told_answered_and_done_and_the_flow_goes_on(tmp_path: Path) -> None:
    with TelegramFake() as telegram:
        async with installation(tmp_path, telegram) as app:
            rahima, salma = telegram.person(RAHIMA), telegram.person(SALMA)
            await asyncio.to_thread(salma.wait, 1)
            desk = app.office("tester")
            made = await staff.add(desk, "Rahima Begum", Role.LINK_WORKER, "syl")
            await sends(app, rahima, f"/start {made.code}")

            question = (await sends(app, salma, "yes"))[-1]
            await sends(app, salma, "CALL")
            told = await newest(app, rahima, 1)
            assert told.startswith("#")
            await asyncio.to_thread(salma.wait, 3)
            salma.say("May my daughter come?")
            assert (await newest(app, rahima, 2)).endswith("May my daughter come?")

            reply = next(data for _, data in rahima.inbox[-1].buttons if "reply" in data)
            await sends(app, rahima, f"[{reply}]", "Yes, bring her.")
            assert await newest(app, salma, 3) == "Yes, bring her.\n- Rahima"

            await sends(app, rahima, "/done")
            answered = next(data for _, data in rahima.inbox[-1].buttons if "answered" in data)
            await sends(app, rahima, f"[{answered}]")
            assert (await newest(app, salma, 4)).endswith(question)
            assert (await sends(app, salma, "1"))[-1] != question

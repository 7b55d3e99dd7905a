"""`kotha status`: what it says besides the figures."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from uuid import UUID

from bot import settings
from bot.app import opened
from bot.model import Address, CaseKind, InboundMessage, Text
from bot.ports import CaseRow, Rows, Traffic
from tests.cli.house import DRAFTS, SMS, House

NUMBER = "+447700900321"


async def _flag(house: House) -> None:
    """A number that was found to flood us an hour ago."""
    where = Address("sms", NUMBER)
    async with opened(settings.load(house.env)) as app, app.store.begin() as transaction:
        at = app.clock.now() - timedelta(hours=1)
        heard = InboundMessage("sms", "AC", "SM", NUMBER, Text("hello"), at)
        await transaction.traffic([heard] * 1000)
        flood = Traffic(at, flag="flood", flagged_at=at)
        await transaction.write(Rows(traffic={where: flood}))


def test_a_number_that_floods_us_is_shown_without_the_number(house: House) -> None:
    asyncio.run(_flag(house))

    shown = house.run("status").out
    (flag,) = json.loads(house.run("status", "--json").out)["flagged"]

    assert "FLAGGED" in shown
    assert "a number on sms (somebody we do not know) sends too much" in shown
    assert NUMBER[1:] not in shown
    assert flag["heard"] == 1000
    assert (flag["reason"], flag["participant"]) == ("flood", None)


async def _wish(house: House) -> None:
    """Somebody has asked to be erased."""
    async with opened(settings.load(house.env)) as app, app.store.begin() as transaction:
        (who,) = (await transaction.people([Address("sms", "+447700900001")])).values()
        talk, at = who[0].conversations[0], app.clock.now()
        key = (talk.bucket, talk.participant, talk.id, talk.consultation)
        case = CaseRow(
            UUID(int=7), *key, CaseKind.REQUEST, at, wish="erasure", deadline=at + timedelta(31)
        )
        await transaction.write(Rows(cases=[case]))


def test_a_request_says_what_it_is_for_and_by_when(house: House) -> None:
    house.list.write_text("phone,language\n07700 900001,en\n", encoding="utf-8")
    assert house.launch(*DRAFTS, "--send", "--confirm", "1", **SMS).code == 0
    asyncio.run(_wish(house))

    shown = house.run("status").out
    told = json.loads(house.run("status", "--json").out)

    assert "request for erasure" in shown
    assert "due by" in shown
    assert '"wish": "erasure"' in json.dumps(told)

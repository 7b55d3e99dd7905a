"""`kotha status`: what it says besides the figures."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

from bot import settings
from bot.app import opened
from bot.model import Address, InboundMessage, Text
from bot.ports import Rows, Traffic
from tests.cli.house import House

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

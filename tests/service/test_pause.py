"""The pause button: everything unprompted stops at once, and it is on record who pressed it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import Refused
from bot.service import pause, status
from bot.service.pause import EVERYTHING
from bot.shelf.office import Office
from bot.store import tables
from tests.service.feedback.told import (
    DAY,
    DECIDED,
    HEARD,
    WAITS,
    answered,
    at,
    decide,
    opened,
)
from tests.service.stage import SLUG, Stage, entries, phone

pytestmark = pytest.mark.asyncio

NEXT = DECIDED + WAITS[0]


def desk(house: Stage) -> Office:
    return house.office("officer")


async def deeds(house: Stage) -> list[tuple[str, str, str]]:
    a = tables.audit.c
    async with house.store.database.read() as connection:
        rows = await connection.execute(select(a.actor, a.action, a.subject).order_by(a.id))
        return [(row.actor, row.action, row.subject) for row in rows]


@pytest.mark.parametrize("slug", [SLUG, EVERYTHING], ids=["one", "everything"])
async def test_a_pause_holds_invitations_and_not_an_answer(house: Stage, slug: str) -> None:
    await house.launch(entries(3))
    assert await pause.pause(desk(house), slug) is True
    await house.hear(phone(1), "HELP")

    assert [message.to for message in await house.sent()] == [phone(1).value]
    assert await pause.resume(desk(house), slug) is True
    assert {message.to for message in await house.sent()} >= {phone(2).value, phone(3).value}


@pytest.mark.parametrize("slug", [SLUG, EVERYTHING], ids=["one", "everything"])
async def test_what_was_promised_leaves_however_long_sending_was_paused(
    house: Stage, slug: str
) -> None:
    """Heard, decided and an apology all come due meanwhile: each leaves afterwards, in order."""
    await reported_in_silence(house, slug)
    await decide(house)
    assert await at(house, DECIDED + 9 * DAY) == []
    assert await at(house, NEXT + 9 * DAY) == []
    assert await pause.resume(desk(house), slug) is True

    left = [m for day in range(4) for m in await at(house, NEXT + (30 + day) * DAY)]

    mine = [m.body for m in left if m.to == phone(3).value]
    assert [message.to for message in left].count(phone(12).value) == len(mine) == 3
    heard, decided, sorry = mine
    assert "what we heard" in heard
    assert "has decided" in decided
    assert "late" in sorry


async def reported_in_silence(house: Stage, slug: str) -> None:
    """It closes and is reported while sending is paused."""
    await answered(house)
    await pause.pause(desk(house), slug)
    assert await at(house, HEARD) == []
    assert await at(house, HEARD + 8 * DAY) == []
    await opened(house)


async def test_pausing_twice_changes_nothing_and_who_did_it_is_on_record(house: Stage) -> None:
    await house.launch(entries(1))
    changed = [
        await pause.pause(desk(house), SLUG),
        await pause.pause(desk(house), SLUG),
        await pause.resume(desk(house), SLUG),
        await pause.resume(desk(house), SLUG),
    ]

    assert changed == [True, False, True, False]
    assert (await deeds(house))[-2:] == [
        ("officer", "sending.paused", SLUG),
        ("officer", "sending.resumed", SLUG),
    ]


async def test_the_pause_of_a_consultation_nobody_knows_is_refused(house: Stage) -> None:
    for press in (pause.pause, pause.resume):
        with pytest.raises(Refused, match="No consultation called parks"):
            await press(desk(house), "parks")


async def test_the_status_says_since_when(house: Stage) -> None:
    await house.launch(entries(1))
    await pause.pause(desk(house), EVERYTHING)
    at = house.clock.at
    house.clock.at += timedelta(hours=1)

    (report,) = await status.reports(house.store, SLUG, house.clock.at)

    assert report.paused_since == at

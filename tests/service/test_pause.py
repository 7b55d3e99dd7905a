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
from tests.service.stage import SLUG, Stage, entries, phone

pytestmark = pytest.mark.asyncio


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

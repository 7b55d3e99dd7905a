"""What people were told is kept no longer than they were told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.model import Lifecycle
from bot.ports import Purged, PurgeKind
from bot.service.rights.purging import purge, purge_due
from bot.shelf.office import Office
from bot.store import tables
from tests.service.rights.conftest import NAME, who_is_at
from tests.service.stage import SLUG, Stage, entry, eye_screening, phone

DAYS = timedelta(days=1)


async def closed(house: Stage) -> None:
    async with house.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, house.clock.at)


def by_kind(report: object) -> dict[PurgeKind, Purged]:
    assert isinstance(report, list)
    return {each.kind: each for each in report}


async def test_nothing_goes_before_its_date(house: Stage, office: Office) -> None:
    await closed(house)
    house.clock.at += 30 * DAYS

    report = by_kind(await purge(office, send=True))

    assert {kind: each.deleted for kind, each in report.items()} == dict.fromkeys(PurgeKind, 0)


async def test_numbers_and_names_go_and_answers_stay_until_their_own_date(
    house: Stage, office: Office
) -> None:
    await closed(house)
    async with house.store.read() as reader:
        before = await reader.bases(SLUG)
    house.clock.at += 3 * 366 * DAYS  # beyond the last promise, and whatever was still owed
    dry = by_kind(await purge(office, send=False))

    report = by_kind(await purge(office, send=True))

    identity = report[PurgeKind.IDENTITY]
    assert (dry[PurgeKind.IDENTITY].before, identity.deleted, identity.left) == (40, 40, 0)
    assert all(each.left == 0 for each in report.values())
    assert report[PurgeKind.ANSWERS].deleted > 40
    assert report[PurgeKind.EQUALITY].deleted == 1
    async with house.store.begin() as transaction:
        assert await transaction.people([phone(n) for n in range(1, 41)]) == {}
        assert sum((await transaction.bases(SLUG)).values()) == sum(before.values())
    async with house.store.database.read() as connection:
        addresses = (await connection.execute(select(tables.address.c.id))).all()
        deeds = select(tables.audit.c.detail).where(tables.audit.c.action == "retention.purged")
        (deed,) = (await connection.execute(deeds)).scalars()
    assert addresses == []
    assert '"identity.left":0' in deed


async def test_the_second_time_there_is_nothing_left_to_do(house: Stage, office: Office) -> None:
    await closed(house)
    house.clock.at += 3 * 366 * DAYS

    assert await purge_due(office) > 0
    assert await purge_due(office) == 0


async def test_bodies_of_messages_go_after_a_quarter_of_a_year(
    house: Stage, office: Office
) -> None:
    house.clock.at += 91 * DAYS

    report = by_kind(await purge(office, send=True))

    assert report[PurgeKind.MESSAGES].deleted > 0
    assert report[PurgeKind.IDENTITY].before == 0
    assert (await who_is_at(house, 1)).participant.name == NAME


async def test_whoever_is_in_an_open_consultation_stays_known(
    house: Stage, office: Office
) -> None:
    house.clock.at += 3 * 366 * DAYS

    report = by_kind(await purge(office, send=True))

    assert report[PurgeKind.IDENTITY].before == 0


@pytest.mark.parametrize("days", [89, 91])
async def test_a_number_goes_ninety_days_after_the_last_promise(
    house: Stage, office: Office, days: int
) -> None:
    """Every promise kept on its day, the last a year after the decision."""
    from bot.flow.promises import promises
    from bot.model import Kept

    await closed(house)
    async with house.store.begin() as transaction:
        owed = promises(eye_screening().plan, await transaction.ledger(SLUG))
        for each in owed:
            await transaction.keep_promise(SLUG, Kept(each.kind, each.number, each.due))
    house.clock.at = max(each.due for each in owed) + days * DAYS

    report = by_kind(await purge(office, send=True))

    assert report[PurgeKind.IDENTITY].deleted == (40 if days > 90 else 0)
    assert await house.choose([entry(1)]) is not None

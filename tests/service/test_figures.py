"""Figures are counted at set times, and everybody is shown the same ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.model import Lifecycle
from bot.ports import Snapshot, SnapshotKind
from bot.results.tables import SmallNumbers
from bot.service import close
from bot.shelf.figures import count_due, latest
from tests.service.stage import SLUG, Stage, entries, eye_screening, phone

pytestmark = pytest.mark.asyncio

DAILY = replace(eye_screening(), plan=replace(eye_screening().plan, results="daily_snapshot"))


async def kept(house: Stage) -> list[Snapshot]:
    async with house.store.read() as reader:
        return list(await reader.snapshots(SLUG))


async def answer(house: Stage, people: range) -> None:
    for n in people:
        await house.hear(phone(n), "yes", "2")


async def close_now(house: Stage) -> None:
    await house.shelf.refresh()
    await close.close(house.office(), SLUG)


async def morning(house: Stage, hour: int, days: int = 1) -> int:
    house.clock.at = (house.clock.at + timedelta(days=days)).replace(hour=hour, minute=0)
    await house.shelf.refresh()
    return await count_due(house.office())


async def test_closing_counts_once_and_whoever_asks_is_shown_that(house: Stage) -> None:
    await house.launch(entries(12))
    await answer(house, range(1, 13))
    await close_now(house)
    (taken,) = await kept(house)

    house.clock.at += timedelta(days=3)
    await close.close_due(house.office())
    shown = await latest(house.office(), SLUG)

    assert shown == taken
    assert (taken.kind, taken.figures.people) == (SnapshotKind.CLOSING, 10)
    assert len(await kept(house)) == 1


async def test_what_was_once_counted_more_strictly_is_not_counted_more_laxly_later(
    house: Stage,
) -> None:
    strict = SmallNumbers(base=20, star=14, to=10)
    await house.launch(entries(30), document=DAILY)
    await answer(house, range(1, 31))
    house.clock.at += timedelta(days=1)
    await house.shelf.refresh()
    await count_due(replace(house.office(), small=strict))
    await close_now(house)

    daily, closing = await kept(house)
    assert daily.figures.limits == closing.figures.limits == strict


async def test_while_it_is_open_there_is_nothing_to_show(house: Stage) -> None:
    await house.launch(entries(12))
    await answer(house, range(1, 13))

    assert await morning(house, 12) == 0
    with pytest.raises(Refused, match="figures are shown once it has closed"):
        await latest(house.office(), SLUG)
    with pytest.raises(Refused, match="No consultation called parks"):
        await latest(house.office(), "parks")


async def test_a_daily_snapshot_is_counted_each_morning_and_stands_all_day(house: Stage) -> None:
    await house.launch(entries(30), document=DAILY)
    await answer(house, range(1, 13))
    with pytest.raises(Refused, match="every morning at 04:00"):
        await latest(house.office(), SLUG)

    assert await morning(house, 3) == 0
    assert await morning(house, 5, days=0) == 1
    assert await morning(house, 6, days=0) == 0
    before = await latest(house.office(), SLUG)
    await answer(house, range(13, 31))
    same = await latest(house.office(), SLUG)
    assert await morning(house, 4) == 1
    after = await latest(house.office(), SLUG)

    assert same == before
    assert (before.figures.people, after.figures.people) == (10, 30)
    assert after.kind is SnapshotKind.DAILY


async def test_a_crash_before_the_count_is_made_good(house: Stage) -> None:
    """Closed, its conversations half expired: what is asked for meanwhile is not kept."""
    await house.launch(entries(12))
    await answer(house, range(1, 13))
    async with house.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.CLOSED, house.clock.at)

    meanwhile = await latest(house.office(), SLUG)
    assert await kept(house) == []
    await close.close_due(house.office())
    counted = await latest(house.office(), SLUG)

    assert [cell.id for cell in meanwhile.figures.funnel if cell.n] == ["partial"]
    assert [cell.id for cell in counted.figures.funnel if cell.n] == ["expired"]
    assert await kept(house) == [counted]


async def test_each_launch_is_a_wave_and_the_figures_split_by_it(house: Stage) -> None:
    await house.launch(entries(12))
    await house.launch(entries(36))  # the twelve are invited already
    await answer(house, range(1, 37))
    await close_now(house)

    shown = await latest(house.office(), SLUG)
    by = {facet.by: facet for facet in shown.figures.facets}

    assert {group.value: group.people for group in by["wave"].groups} == {"1": 10, "2": 25}

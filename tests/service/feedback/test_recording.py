"""Putting a decision on record: when it may be, what is corrected, and what is added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.model import Decision, Lifecycle, PromiseKind
from bot.service import feedback
from bot.service.feedback import recording
from tests.service.feedback.told import (
    DAY,
    DECIDED,
    EVENINGS,
    HEARD,
    answered,
    at,
    decide,
    decision,
    news,
    opened,
    said,
)
from tests.service.stage import SLUG, Stage, entries

pytestmark = pytest.mark.asyncio


async def decisions(house: Stage) -> Sequence[Decision]:
    async with house.store.read() as reader:
        return (await reader.ledger(SLUG)).decisions


async def deeds(house: Stage, action: str) -> bool:
    async with house.store.read() as reader:
        return await reader.deed_at(action, SLUG) is not None


async def test_nothing_is_decided_while_people_still_answer(house: Stage) -> None:
    await house.launch(entries(1))
    await opened(house)

    with pytest.raises(Refused, match="still open: a decision follows what people said"):
        await decide(house)


async def test_nothing_is_decided_before_the_report_was_opened(house: Stage) -> None:
    await answered(house)
    house.clock.at = HEARD + DAY

    with pytest.raises(Refused, match=r"Nobody has opened the report .* `kotha export report"):
        await decide(house)
    await opened(house)
    assert (await decide(house)).number == 1


async def test_a_report_opened_before_closing_does_not_count(house: Stage) -> None:
    await house.launch(entries(1))
    await opened(house)
    house.clock.at += timedelta(hours=1)
    from bot.service import close

    await close.close(house.office(), SLUG)
    house.clock.at = HEARD + DAY

    with pytest.raises(Refused, match="since it closed"):
        await decide(house)


DAYS = {
    "before_closing": (date(2027, 3, 30), "before people had been heard. Put decided_on right"),
    "to_come": (date(2027, 4, 30), "still to come"),
}


@pytest.mark.parametrize(("day", "why"), DAYS.values(), ids=DAYS)
async def test_a_decision_of_another_day_is_refused(reported: Stage, day: date, why: str) -> None:
    given = replace(decision(), decided_on=day)

    for keep in (recording.weigh, recording.record):
        with pytest.raises(Refused, match=why):
            await keep(reported.office(), SLUG, given)
    assert await decisions(reported) == ()


async def test_until_people_are_told_it_is_corrected_and_both_are_on_record(
    reported: Stage,
) -> None:
    await decide(reported)
    assert not await deeds(reported, "decision.corrected")

    mended = await decide(reported, replace(EVENINGS, because=said("Mended.")))

    assert await decisions(reported) == (mended,)
    assert await deeds(reported, "decision.recorded")
    assert await deeds(reported, "decision.corrected")


async def test_what_was_told_stands_and_another_decision_adds_to_it(reported: Stage) -> None:
    await decide(reported)
    await at(reported, DECIDED)

    second = await decide(reported, EVENINGS)

    first, found = await decisions(reported)
    assert first.published_at == DECIDED
    assert (second.number, found) == (2, second)


async def test_a_dry_run_keeps_nothing(reported: Stage) -> None:
    assert (await recording.weigh(reported.office(), SLUG, decision())).number == 1
    assert await decisions(reported) == ()


async def test_news_waits_for_the_decision_and_comes_in_turn(reported: Stage) -> None:
    with pytest.raises(Refused, match="before that, people are owed what was decided"):
        await recording.wanted_news(reported.office(), SLUG)
    await decide(reported)
    await at(reported, DECIDED)

    assert (await recording.wanted_news(reported.office(), SLUG)).number == 1
    with pytest.raises(Refused, match=r"form is for update 2, and the next .* is 1"):
        await recording.record_news(reported.office(), SLUG, news(2, DECIDED))


async def test_a_new_date_must_be_later_than_what_people_expect(reported: Stage) -> None:
    with pytest.raises(Refused, match="People expect it by 05 May 2027; give a later date"):
        await recording.postpone(reported.office(), SLUG, DECIDED.date(), {})


async def test_an_unknown_consultation_is_named(house: Stage) -> None:
    for kind in PromiseKind:
        with pytest.raises(Refused, match="No consultation called parks"):
            await feedback.tell_now(house.office(), "parks", kind)
    with pytest.raises(Refused, match="No consultation called parks"):
        await recording.record(house.office(), "parks", decision())


async def test_an_archived_consultation_takes_no_decision(reported: Stage) -> None:
    async with reported.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.ARCHIVED, reported.clock.at)

    with pytest.raises(Refused, match="is archived"):
        await decide(reported)

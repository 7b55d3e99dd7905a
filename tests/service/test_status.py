"""Status: the funnel sums to the invited, and what needs a person is there to be seen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.model import Lifecycle, OutboxStatus
from bot.service import status
from tests.service.stage import SLUG, Stage, entries, eye_screening, phone

pytestmark = pytest.mark.asyncio


async def test_nothing_launched_is_an_empty_list(house: Stage) -> None:
    assert list(await status.reports(house.store, None, house.clock.at)) == []


async def test_an_unknown_name_is_said_to_be_unknown(house: Stage) -> None:
    with pytest.raises(Refused, match="No consultation called parks"):
        await status.reports(house.store, "parks", house.clock.at)


async def test_each_person_stands_at_their_furthest_state(house: Stage) -> None:
    await house.launch(entries(5))
    await house.sent()
    await house.hear(phone(1), "yes", "3")
    await house.hear(phone(2), "no")
    await house.hear(phone(3), "STOP")

    (report,) = await status.reports(house.store, SLUG, house.clock.at)

    assert report.lifecycle is Lifecycle.OPEN
    assert report.invited == sum(report.funnel.values()) == 5
    counted = {word: n for word, n in report.funnel.items() if n}
    assert counted == {"partial": 1, "declined": 1, "stopped": 1, "invited": 2}


async def test_what_waits_to_be_sent_is_counted(house: Stage) -> None:
    house.clock.at += timedelta(hours=10)  # at night
    await house.launch(entries(3))

    (report,) = await status.reports(house.store, SLUG, house.clock.at)

    assert report.outbox.get(OutboxStatus.QUEUED) == 3


async def test_a_handover_is_a_case(house: Stage) -> None:
    await house.launch(entries(1))
    await house.hear(phone(1), "yes", "purple", "monkey", "dishwasher")

    (report,) = await status.reports(house.store, SLUG, house.clock.at)

    assert [(case.kind.value, case.step) for case in report.cases] == [("handover", "last_visit")]


async def test_late_promises_are_overdue(house: Stage) -> None:
    await house.launch(entries(1))
    feedback = eye_screening().plan.feedback
    assert feedback is not None

    (report,) = await status.reports(house.store, SLUG, feedback.heard + timedelta(days=1))

    assert report.overdue == ("closing", "heard")

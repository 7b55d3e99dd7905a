"""Staff hear of a promise before it is broken, and again when it is; each stage once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from bot.model import Promise, PromiseKind, Role, Slip
from bot.ports import StaffMember
from bot.service.feedback.warning import Stage, stage_of
from tests.service.feedback.told import DAY, DECIDED, HEARD, at, decide
from tests.service.stage import Stage as House

OFFICER, SPONSOR, WORKER = "9001", "9002", "9003"


async def take_on(house: House) -> None:
    """One of each, all but one of whom read Bengali."""
    staff = (
        (1, Role.OFFICER, "bn", OFFICER),
        (2, Role.APPROVER, "en", SPONSOR),
        (3, Role.LINK_WORKER, "bn", WORKER),
    )
    async with house.store.begin() as transaction:
        for n, role, tag, telegram in staff:
            member = StaffMember(UUID(int=n), f"Staff {n}", role, tag)
            await transaction.add_staff(member, f"code{n}", house.clock.at + DAY)
            await transaction.bind_staff(f"code{n}", telegram, house.clock.at)


async def heard(house: House, after: timedelta) -> Mapping[str, str]:
    """Who of the staff hears what by then."""
    await at(house, DECIDED + after)
    return {each.to: each.body for each in await house.sent("telegram")}


async def test_first_the_officer_then_the_sponsor_each_once(reported: House) -> None:
    await take_on(reported)

    story = [await heard(reported, days * DAY) for days in (-8, -7, -6, 0, 29, 30, 31, 37, 38, 90)]

    # A week before the day, a week before the new one, then thirty days after the first.
    assert [sorted(each) for each in story] == [
        [], [OFFICER], [], [], [OFFICER], [OFFICER], [], [OFFICER, SPONSOR], [], [],
    ]  # fmt: skip
    assert "৫ মে, ২০২৭ তারিখে সিদ্ধান্ত জানানোর কথা" in story[1][OFFICER]
    assert "people were promised an answer for 5 May 2027 and have none" in story[7][SPONSOR]
    assert "kotha status eye-screening-access" in story[7][SPONSOR]


async def test_what_is_recorded_needs_no_warning(reported: House) -> None:
    await take_on(reported)
    await decide(reported)

    assert await heard(reported, -DAY) == {}


def promise(*days: int) -> Promise:
    """The decision, given another date so many days after the first, and another…"""
    slips = tuple(
        Slip(PromiseKind.DECIDED, 0, n, DECIDED + each * DAY, {}, "o", HEARD)
        for n, each in enumerate(days, start=1)
    )
    due = slips[-1].until if slips else DECIDED
    return Promise(PromiseKind.DECIDED, 0, DECIDED, due, None, slips)


STAGES = {
    "long before": (promise(), -20, None),
    "a week before": (promise(), -7, Stage.SOON),
    "a month after": (promise(), 30, Stage.OVERDUE),
    "and a week more": (promise(), 37, Stage.SPONSOR),
    "given another date": (promise(60), 40, None),
    "a week before that": (promise(60), 53, Stage.SOON),
    "that passed too": (promise(60), 60, Stage.OVERDUE),
    "a month after, though a later date was near": (promise(10), 29, Stage.SOON),
}


@pytest.mark.parametrize(("given", "days", "stage"), STAGES.values(), ids=STAGES)
def test_what_staff_should_have_heard(given: Promise, days: int, stage: Stage | None) -> None:
    assert stage_of(given, DECIDED + days * DAY) is stage

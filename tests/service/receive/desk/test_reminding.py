"""Nobody is pestered: once a day, in waking hours, and only whoever is silent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model import DueKind
from bot.ports import DueRow, Rows
from tests.service.messages import talk_at
from tests.service.receive.desk.street import Street
from tests.service.stage import phone

NONE = "Nobody can be reminded now: they have answered, left, or had a reminder today."


async def ask(street: Street, *taps: str) -> str:
    """Rahima goes by her menu to Amina; what she is told in the end."""
    for label in ("/desk", "[My people]", "[Stuck: 1]", "[Amina]", "[Remind]", *taps):
        await street.say("Rahima", label)
    return street.inboxes["Rahima"][-1].body


@pytest.fixture
async def stuck(street: Street) -> Street:
    """Amina has begun and said nothing for two hours."""
    await street.say("Amina", "yes")
    await street.wait("~ 2 hours")
    return street


async def test_what_was_shown_is_what_leaves(stuck: Street) -> None:
    await ask(stuck)
    shown = stuck.inboxes["Rahima"][-2].body
    await stuck.say("Rahima", "[Send now]")

    assert stuck.inboxes["Amina"][-1].body == shown


async def test_it_waits_for_the_waking_hours(stuck: Street) -> None:
    await stuck.wait("~ 10 hours")
    before = len(stuck.inboxes["Amina"])
    assert await ask(stuck, "[Send now]") == "Set. People: 1."
    assert len(stuck.inboxes["Amina"]) == before
    await stuck.wait("~ 9 hours")

    assert len(stuck.inboxes["Amina"]) == before + 1


async def test_whoever_leaves_meanwhile_is_not_reminded(stuck: Street) -> None:
    await ask(stuck, "[Tomorrow at 10]")
    await stuck.say("Amina", "STOP")
    before = len(stuck.inboxes["Amina"])
    await stuck.wait("~ 1 day")

    assert len(stuck.inboxes["Amina"]) == before


async def test_an_automatic_reminder_counts_as_the_one_of_the_day(stuck: Street) -> None:
    await ask(stuck, "[Tomorrow at 10]")
    house = stuck.house
    talk = await talk_at(house, phone(1))
    soon = house.clock.at + timedelta(minutes=1)
    due = DueRow(talk.bucket, talk.id, talk.consultation, DueKind.REMINDER, soon)
    async with house.store.begin() as transaction:
        await transaction.write(Rows(dues=[due]))
    before = len(stuck.inboxes["Amina"])
    await stuck.wait("~ 2 minutes")
    await stuck.wait("~ 19 hours")

    assert len(stuck.inboxes["Amina"]) == before + 1


async def test_a_second_tap_on_send_sends_nothing_more(stuck: Street) -> None:
    await ask(stuck, "[Send now]")
    before = len(stuck.inboxes["Amina"])
    await stuck.say("Rahima", "[Send now]")

    assert stuck.inboxes["Rahima"][-1].body == "That is not on your list."
    assert len(stuck.inboxes["Amina"]) == before


async def test_nobody_who_talks_to_staff_is_reminded(stuck: Street) -> None:
    await stuck.say("Amina", "CALL")

    assert await ask(stuck) == NONE

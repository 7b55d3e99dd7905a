"""A link worker sees how their own people stand, and nothing of anybody else's."""

from __future__ import annotations

import pytest

from bot.model import Tap
from bot.service.receive.desk.people import LIMIT_NUMBERS, REVEALED
from tests.service.messages import arrives, take, talk_at
from tests.service.receive.desk.street import PLACES, Street

REFUSED = "That is not on your list."


async def tap(street: Street, who: str, data: str) -> str:
    """They tap a button with this, made up or not; what they are told."""
    await take(street.house, arrives(street.house, PLACES[who], Tap(data)))
    await street.hear()
    return street.inboxes[who][-1].body


async def talk_of(street: Street, who: str) -> str:
    return (await talk_at(street.house, PLACES[who])).id.hex


async def test_lists_hold_their_own_people_alone(street: Street) -> None:
    await street.say("Rahima", "/desk")
    await street.say("Rahima", "[My people]")
    await street.say("Rahima", "[Not started: 2]")

    assert [b.label for b in street.inboxes["Rahima"][-1].buttons] == ["Amina", "Selim"]


async def test_no_answer_is_ever_shown(street: Street) -> None:
    for said in ("yes", "never", "1", "30"):
        await street.say("Amina", said)
    told = await tap(street, "Rahima", f"desk.person.{await talk_of(street, 'Amina')}")

    assert told.splitlines()[0] == "Amina, English"
    assert "ever" not in told.partition("Reminders")[0].splitlines()[2:]
    assert "30" not in told.splitlines()[1]


@pytest.mark.parametrize("what", ["person", "number", "remind", "assist"])
async def test_anothers_person_is_refused(street: Street, what: str) -> None:
    theirs = await talk_of(street, "Bashir")

    said = await tap(street, "Rahima", f"desk.{what}.{theirs}")
    assert said.startswith("Nobody can be reminded") if what == "remind" else said == REFUSED
    assert PLACES["Bashir"].value not in str(street.inboxes["Rahima"])


async def test_whoever_asked_for_a_person_is_on_the_call_list(street: Street) -> None:
    await street.say("Amina", "CALL")
    await street.say("Rahima", "/desk")
    await street.say("Rahima", "[Call list]")

    assert [b.label for b in street.inboxes["Rahima"][-1].buttons] == ["Amina"]


async def test_each_number_shown_is_on_record_and_there_is_an_end(street: Street) -> None:
    amina = await talk_of(street, "Amina")
    house = street.house
    told = [await tap(street, "Rahima", f"desk.number.{amina}") for _ in range(LIMIT_NUMBERS + 1)]

    assert told[0] == f"Amina: {PLACES['Amina'].value}"
    assert told[-1] == f"You have looked at {LIMIT_NUMBERS} numbers today. Ask the officer."
    async with house.store.read() as reader:
        (rahima, *_) = [m for m in await reader.staff() if m.name == "Rahima Begum"]
        since = house.clock.at.replace(hour=0)
        assert await reader.deeds(str(rahima.id), REVEALED, since) == LIMIT_NUMBERS


async def test_whoever_was_rung_leaves_the_call_list(street: Street) -> None:
    for _ in range(4):  # two reminders, and then the call list
        await street.wait("~ 8 days")
    for said in ("/desk", "[Call list]", "[Amina]", "[Show the number]", "[Done]", "[Answered]"):
        await street.say("Rahima", said)
    await street.say("Rahima", "[Call list]")

    assert [b.label for b in street.inboxes["Rahima"][-1].buttons] == ["Selim"]


async def test_whoever_left_is_on_no_list(street: Street) -> None:
    await street.say("Amina", "STOP")
    await street.say("Selim", "STOP")
    await street.say("Rahima", "/desk")
    await street.say("Rahima", "[My people]")

    assert street.inboxes["Rahima"][-1].body == "Nobody."


@pytest.mark.parametrize("data", ["desk.list.bad.0", "desk.list.new.x", "desk.person.zz", "desk."])
async def test_a_button_that_was_made_up_does_no_harm(street: Street, data: str) -> None:
    assert PLACES["Bashir"].value not in await tap(street, "Rahima", data)

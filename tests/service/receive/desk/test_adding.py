"""Whoever is added has agreed, is nobody's yet, and can be texted."""

from __future__ import annotations

import pytest

from tests.service.messages import people_at, person_at
from tests.service.receive.desk.street import PLACES, Street

NADIA = PLACES["Nadia"]


async def add(street: Street, *said: str) -> str:
    for line in ("/desk", "[Add a person]", *said):
        await street.say("Karim", line)
    return street.inboxes["Karim"][-1].body


async def test_they_are_the_link_workers_and_counted_to_them(street: Street) -> None:
    await add(street, "07700 900123", "[বাংলা]", "[Yes]")

    who = (await person_at(street.house, NADIA)).participant
    assert (who.link_worker, who.language, who.source) == ("Karim Ali", "bn", "link_worker")


async def test_a_text_at_night_waits(street: Street) -> None:
    await street.wait("~ 10 hours")
    await add(street, "07700 900123", "[English]", "[Yes]")
    assert street.inboxes["Nadia"] == []
    await street.wait("~ 11 hours")

    assert len(street.inboxes["Nadia"]) == 1


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("+447700900001", id="on_anothers_list"),
        pytest.param("020 7946 0018", id="a_landline"),
        pytest.param("Nadia", id="a_name"),
        pytest.param("=1+1", id="a_formula"),
        pytest.param("7" * 40, id="too_long"),
        pytest.param("12", id="too_short"),
    ],
)
async def test_every_number_that_cannot_be_is_refused_alike(street: Street, number: str) -> None:
    assert await add(street, number) == "That number cannot be added."


async def test_who_asked_for_no_messages_is_refused_alike(street: Street) -> None:
    await street.say("Nadia", "STOP")  # a stranger, whose STOP counts

    assert await add(street, "07700 900123") == "That number cannot be added."


async def test_without_consent_nobody_is_added(street: Street) -> None:
    assert await add(street, "07700 900123", "[English]", "[No]") == "Nothing was done."
    assert await people_at(street.house, NADIA) == ()


async def test_an_old_button_adds_nobody(street: Street) -> None:
    await add(street, "07700 900123", "[English]", "/desk")
    await street.say("Karim", "[Yes]")

    assert street.inboxes["Karim"][-1].body == "That number cannot be added."
    assert await people_at(street.house, NADIA) == ()


async def test_in_a_trial_only_guests_are_added(street: Street) -> None:
    async with street.house.store.begin() as transaction:
        await transaction.keep("live", "")
    assert await add(street, "07700 900123") == "That number cannot be added."
    async with street.house.store.begin() as transaction:
        await transaction.add_guest(NADIA, street.house.clock.at)

    assert await add(street, "07700 900123") == "Which language do they read?"

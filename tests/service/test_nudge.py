"""By command, too, nobody is reminded twice a day, at night, or after leaving."""

from __future__ import annotations

import pytest

from bot.channels import LIMITS
from bot.errors import Refused
from bot.service import nudge
from bot.service.nudge import Wanted
from bot.service.remind import Reminder
from bot.shelf.office import Office
from tests.service.messages import person_at
from tests.service.stage import SLUG, Stage, entry, phone

STUCK = Wanted(SLUG, ("stuck",), name="Rehana Begum")


@pytest.fixture
async def office(house: Stage) -> Office:
    """One has begun, one has not, one has left."""
    await house.launch([entry(1), entry(2, language="bn"), entry(3)])
    await house.hear(phone(1), "yes")
    await house.hear(phone(3), "yes", "STOP")
    await house.sent()
    return house.office("Rehana")


async def arrived(house: Stage) -> dict[str, str]:
    """Who got what, once the loop has gone round."""
    house.clock.at = house.clock.at.replace(hour=15)
    await Reminder(house.store, house.shelf, house.clock, LIMITS).once()
    return {message.to: message.body.splitlines()[0] for message in await house.sent()}


async def test_a_dry_run_shows_and_sends_nothing(house: Stage, office: Office) -> None:
    found = await nudge.remind(office, STUCK)

    assert (found.people, dict(found.languages)) == (1, {"en": 1})
    assert found.samples[0].startswith("This is Rehana.\n")
    assert await arrived(house) == {}


async def test_the_stuck_are_reminded_once(house: Stage, office: Office) -> None:
    await nudge.remind(office, STUCK, send=True)
    assert await arrived(house) == {phone(1).value: "This is Rehana."}

    again = await nudge.remind(office, STUCK, send=True)
    assert (again.people, again.held_back) == (0, 1)
    assert await arrived(house) == {}


async def test_each_is_reminded_in_their_language(house: Stage, office: Office) -> None:
    found = await nudge.remind(office, Wanted(SLUG, ("new", "stuck"), name="Rehana"), send=True)

    assert dict(found.languages) == {"en": 1, "bn": 1}
    assert (await arrived(house))[phone(2).value] == "আমি Rehana।"


async def test_one_person_is_named_by_id(house: Stage, office: Office) -> None:
    who = (await person_at(house, phone(2))).participant.id

    found = await nudge.remind(office, Wanted(SLUG, person=str(who)), send=True)
    assert found.people == 1
    assert list(await arrived(house)) == [phone(2).value]


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(Wanted("nothing", ("stuck",)), id="no_such_consultation"),
        pytest.param(Wanted(SLUG, person="00000000"), id="nobody"),
        pytest.param(Wanted(SLUG, person="0"), id="too_short_an_id"),
    ],
)
async def test_what_means_nobody_is_refused(office: Office, wanted: Wanted) -> None:
    with pytest.raises(Refused):
        await nudge.remind(office, wanted, send=True)

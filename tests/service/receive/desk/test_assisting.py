"""Answers entered for somebody are theirs, say who entered them, and come after their consent."""

from __future__ import annotations

from sqlalchemy import text

from bot.model import Outcome, Role, Status
from bot.service import staff
from tests.service.messages import person_at, talk_at
from tests.service.receive.desk.street import PLACES, Street
from tests.service.stage import Stage

AMINA = PLACES["Amina"]


async def together(street: Street, *answers: str, leave_out: str = "[Yes]") -> None:
    """Rahima answers with Amina."""
    way = ("/desk", "[My people]", "[Not started: 2]", "[Amina]", "[Answer together]")
    for said in (*way, "[Yes]", leave_out, *answers):
        await street.say("Rahima", said)


async def column(house: Stage, query: str) -> list[object]:
    async with house.store.database.read() as connection:
        return [row[0] for row in (await connection.execute(text(query))).all()]


async def test_each_answer_says_who_entered_it(street: Street) -> None:
    await together(street, "yes", "1", "4")
    house = street.house
    (rahima,) = [m for m in await staff.everyone(house.store) if m.name == "Rahima Begum"]

    assert set(await column(house, "SELECT by FROM answer")) == {str(rahima.id)}
    assert (await talk_at(house, AMINA)).answers["ease"].value == 4


async def test_consent_is_on_record_before_anything_is_asked(street: Street) -> None:
    await together(street)

    query = "SELECT subject FROM audit WHERE action = 'assist.consented'"
    assert await column(street.house, query) == [(await talk_at(street.house, AMINA)).id.hex]


async def test_questions_about_the_person_are_left_out_where_they_prefer_it(
    street: Street,
) -> None:
    await together(street, "yes", "1", "4", "2 1 3", "E1", "skip")

    assert (await talk_at(street.house, AMINA)).status is Status.COMPLETED
    assert await column(street.house, "SELECT count(*) FROM about") == [7]
    told = street.inboxes["Rahima"][-1].body
    assert told.startswith("Thank you")


async def test_they_are_asked_where_the_person_does_not_mind(street: Street) -> None:
    await together(street, "yes", "1", "4", "2 1 3", "E1", "skip", leave_out="[No]")

    talk = await talk_at(street.house, AMINA)
    assert (talk.status, talk.step) == (Status.ACTIVE, "about-you__age_band")


async def test_nothing_of_it_reaches_the_persons_own_phone(street: Street) -> None:
    before = len(street.inboxes["Amina"])
    await together(street, "yes", "1")

    assert len(street.inboxes["Amina"]) == before
    assert (await person_at(street.house, AMINA)).addresses == (AMINA,)


async def test_the_person_goes_on_alone_from_there(street: Street) -> None:
    await together(street, "yes", "1")
    await street.say("Amina", "5")

    assert (await talk_at(street.house, AMINA)).answers["ease"].outcome is Outcome.ANSWERED


async def test_a_stop_is_the_persons_and_not_the_link_workers(street: Street) -> None:
    await together(street, "yes", "STOP")
    await street.say("Rahima", "/desk")

    assert (await person_at(street.house, AMINA)).participant.stopped
    assert street.inboxes["Rahima"][-1].body == "What would you like to do?"


async def test_whoever_leaves_our_staff_cannot_go_on(street: Street) -> None:
    await together(street, "yes")
    await staff.remove(street.house.office("t"), "Rahima Begum")
    await street.say("Rahima", "1")

    assert (await talk_at(street.house, AMINA)).step == "last_visit"


async def test_another_role_cannot_begin(street: Street) -> None:
    await street.take_on("Selim", "Ana Lyst", Role.ANALYST, "en")
    await street.say("Selim", "/desk")

    assert street.inboxes["Selim"][-1].buttons == ()

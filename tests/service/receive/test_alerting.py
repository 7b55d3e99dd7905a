"""Whoever asks for a person has one owner on our side, who is told at once and told no more than
they need."""

from __future__ import annotations

from bot.model import CaseKind, Role
from bot.ports import Case, Rows
from bot.service import staff
from tests.service.messages import standing
from tests.service.receive.desk.street import PLACES, Street
from tests.service.stage import Stage


async def opened(house: Stage, **languages: str) -> Street:
    street = Street(house)
    await street.open(None, **languages)
    return street


async def cases(house: Stage) -> list[Case]:
    async with house.store.read() as reader:
        found = [await reader.case_named(c.id.hex) for c in (await standing(house)).cases]
    return [case for (case,) in found]


async def owners(house: Stage) -> list[str]:
    async with house.store.read() as reader:
        names = {str(member.id): member.name for member in await reader.staff()}
    return [names.get(case.owner, case.owner) for case in await cases(house)]


async def test_ones_own_link_worker_is_told_and_nobody_else(house: Stage) -> None:
    street = await opened(house)
    await street.say("Selim", "CALL")

    assert await owners(house) == ["Rahima Begum"]
    assert len(street.inboxes["Rahima"]) == 2
    assert len(street.inboxes["Karim"]) == len(street.inboxes["Olive"]) == 1


async def test_one_of_their_language_stands_in(house: Stage) -> None:
    street = await opened(house, Karim="pl")
    await street.say("Joan", "CALL")

    assert await owners(house) == ["Karim Ali"]


async def test_what_nobody_can_be_told_everybody_hears(house: Stage) -> None:
    street = await opened(house)
    desk = house.office("tester")
    await staff.add(desk, "Ewa Nowak", Role.LINK_WORKER, "pl")  # her account is not bound
    await street.say("Joan", "CALL")

    assert await owners(house) == ["Ewa Nowak"]
    assert [len(street.inboxes[name]) for name in ("Rahima", "Karim", "Olive")] == [2, 2, 2]


async def test_a_notice_holds_no_number_no_name_and_no_answer(house: Stage) -> None:
    street = await opened(house)
    await street.say("Amina", "yes")
    await street.say("Amina", "CALL")

    told = street.inboxes["Rahima"][-1].body
    assert "Amina" not in told
    assert PLACES["Amina"].value[-6:] not in told
    assert told.endswith("Language: English.")


async def test_words_reach_their_owner_alone(house: Stage) -> None:
    street = await opened(house)
    await street.say("Amina", "CALL")
    await street.say("Amina", "I have a secret")

    assert street.inboxes["Rahima"][-1].body.endswith("I have a secret")
    assert not any("secret" in m.body for name in ("Karim", "Olive") for m in street.inboxes[name])
    async with house.store.read() as reader:
        (case,) = await cases(house)
        assert [line.text for line in await reader.thread(case)] == ["I have a secret"]


async def test_a_voice_note_is_passed_on(house: Stage) -> None:
    street = await opened(house)
    await street.say("Selim", "CALL")
    await street.say("Selim", "[voice]")

    assert street.inboxes["Rahima"][-1].media == "voice:note-1"


async def test_whoever_asks_again_after_going_on_has_one_case(house: Stage) -> None:
    street = await opened(house)
    for said in ("yes", "CALL", "START", "CALL"):
        await street.say("Amina", said)

    assert len(await cases(house)) == 1
    assert len(street.inboxes["Rahima"]) == 3


async def test_urgent_words_have_a_case_beside_the_talk_and_close_apart(house: Stage) -> None:
    street = await opened(house)
    for said in ("yes", "CALL", "suddenly I cannot see"):
        await street.say("Amina", said)

    assert [case.kind for case in await cases(house)] == [CaseKind.HANDOVER, CaseKind.URGENT]
    assert len(street.inboxes["Olive"]) == 2


async def test_words_after_the_case_was_closed_elsewhere_open_another(house: Stage) -> None:
    street = await opened(house)
    await street.say("Amina", "CALL")
    (case,) = await cases(house)
    async with house.store.begin() as transaction:
        await transaction.write(Rows(closed={case.id: (house.clock.at, "answered")}))
    await street.say("Amina", "Are you there?")

    (again,) = await cases(house)
    assert again.id != case.id
    assert await owners(house) == ["Rahima Begum"]

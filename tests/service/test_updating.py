"""A list given a second time: corrected, completed, and nobody brought back who had left."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from bot.errors import Refused
from bot.model import Role, Status
from bot.service import staff
from bot.service.launch import Choice, Entry, Order, open_and_invite, refuse_clinical
from bot.service.launch.choosing import STOPPED, choose_page
from bot.store import SqlStore
from tests.service.messages import person_at, standing, talk_at
from tests.service.stage import Stage, chat, entry, phone, running

TOLD = {
    "name": "Amina Begum",
    "segment": "women",
    "area": "E1",
    "link_worker": "Rahima",
    "source": "mosque",
    "hours": "17:00-20:00",
    "timezone": "Asia/Dhaka",
}


def corrected(n: int, **told: str) -> Entry:
    return replace(entry(n), **told)


async def test_a_second_list_corrects_the_first_and_adds_to_it(house: Stage) -> None:
    await house.launch([entry(1), entry(2)])

    done = await house.launch([corrected(1, **TOLD), entry(2), entry(3)])

    who = (await person_at(house, phone(1))).participant
    assert {name: getattr(who, name) for name in TOLD} == TOLD
    assert (done.invited, done.updated) == (1, 1)
    assert len(await house.sent()) == 3


async def test_an_empty_cell_changes_nothing(house: Stage) -> None:
    await house.launch([corrected(1, **TOLD)])
    before = await person_at(house, phone(1))

    await house.launch([entry(1), entry(2)])

    assert (await person_at(house, phone(1))).participant == before.participant


async def test_the_language_of_whoever_has_not_written_is_corrected(house: Stage) -> None:
    await house.launch([entry(1)])

    await house.launch([entry(1, language="bn"), entry(2)])
    await house.sent()
    await house.hear(phone(1), "হ্যাঁ")

    assert (await person_at(house, phone(1))).participant.language == "bn"
    assert [m.body for m in await house.sent()][-1].startswith("ডায়াবেটিসের জন্য")


async def test_the_language_that_somebody_writes_in_stands(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.hear(phone(1), "yes")

    await house.launch([entry(1, language="bn"), entry(2)])

    assert (await person_at(house, phone(1))).participant.language == "en"
    assert (await talk_at(house, phone(1))).language == "en"


async def test_a_list_that_only_corrects_may_be_given_again_and_again(house: Stage) -> None:
    await house.launch([entry(1)])

    areas = []
    for area in ("E1", "E2", "E1"):
        await house.launch([corrected(1, area=area)])
        areas.append((await person_at(house, phone(1))).participant.area)

    assert areas == ["E1", "E2", "E1"]
    assert len(await house.sent()) == 1


async def test_a_second_address_leads_to_the_same_person(house: Stage) -> None:
    await house.launch([entry(1)])

    await house.launch([entry(1, chat(1), phone(1))])

    found = await person_at(house, chat(1))
    assert found.participant == (await person_at(house, phone(1))).participant
    assert sum((await standing(house)).funnel.values()) == 1


async def test_addresses_of_two_people_make_them_no_one(house: Stage) -> None:
    await house.launch([entry(1), entry(2)])

    done = await house.launch([replace(entry(1, phone(1), phone(2)), name="Amina")])

    assert done.updated == 0
    assert (await person_at(house, phone(1))).participant.name == ""


async def test_whoever_left_is_neither_corrected_nor_brought_back(house: Stage) -> None:
    await house.launch([entry(1), entry(2)])
    await house.hear(phone(1), "STOP")
    await house.sent()
    before = await person_at(house, phone(1))

    done = await house.launch([corrected(1, **TOLD), corrected(2, **TOLD)])

    after = await person_at(house, phone(1))
    assert (after.participant, after.is_do_not_contact) == (before.participant, True)
    assert (await talk_at(house, phone(1))).status is Status.STOPPED
    assert done.updated == 1
    assert await house.sent() == []


async def test_a_left_persons_other_address_is_no_way_in(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.hear(phone(1), "STOP")

    choice = await house.choose([entry(1, chat(1), phone(1)), entry(2, phone(1), chat(2))])

    assert (choice.chosen, choice.only_known) == ([], ())
    assert choice.left_out == {STOPPED: 2}


async def test_do_not_contact_outlives_whoever_it_was(house: Stage) -> None:
    """All that is left of somebody who was erased is the keyed mark of their number."""
    await house.launch([entry(1)])
    await house.hear(phone(1), "STOP")
    await _erase_everybody(house.store)

    choice = await house.choose([entry(1)])

    assert (choice.chosen, choice.left_out) == ([], {STOPPED: 1})


async def _erase_everybody(store: SqlStore) -> None:
    tables = ("outbox", "inbound", "due", "answer", "conversation", "address_participant")
    async with store.database.write() as connection:
        for table in (*tables, "address", "participant", "traffic"):
            await connection.execute(text(f"DELETE FROM {table}"))


async def test_the_invited_once_more_read_the_corrected_language(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.sent()
    found = Choice(is_again=True)
    async with house.store.begin() as transaction:
        await choose_page(transaction, running().slug, [entry(1, language="bn")], found)
    again = tuple(chosen.entry for chosen in found.chosen)

    await open_and_invite(Order(running(), again, "officer", again="English"), house.desk, "d")

    (sent,) = await house.sent()
    assert "ডায়াবেটিস" in sent.body or "চোখ" in sent.body


# ── Where a list comes from ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("origin", "source", "lead", "says"),
    [
        pytest.param("clinical-record", "", "", "S-344", id="the_list_is_one"),
        pytest.param("", "Clinical record", "", "S-344 .*row 2", id="a_row_says_so"),
        pytest.param("partner", "clinical_record", "", "S-344", id="a_row_says_otherwise"),
        pytest.param("clinical-record", "", "Kit", "S-345", id="no_colleague"),
        pytest.param("clinical-record", "", "Olive", "S-345", id="an_officer"),
        pytest.param("doorstep", "", "", "S-344 .*is not known", id="no_origin"),
    ],
)
async def test_a_clinical_record_is_refused_without_its_lead(
    house: Stage, origin: str, source: str, lead: str, says: str
) -> None:
    await _take_on(house, Olive=Role.OFFICER, Dee=Role.DATA_LEAD)

    with pytest.raises(Refused, match=says):
        await _refuse(house, origin, source, lead)


@pytest.mark.parametrize(
    ("origin", "source", "lead"),
    [
        pytest.param("clinical-record", "", "Dee", id="allowed"),
        pytest.param("", "clinical record", "Dee", id="allowed_by_the_row"),
        pytest.param("own-contacts", "mosque", "", id="another_origin"),
        pytest.param("", "", "", id="nobody_said"),
    ],
)
async def test_any_other_list_goes_on(house: Stage, origin: str, source: str, lead: str) -> None:
    await _take_on(house, Dee=Role.DATA_LEAD)

    await _refuse(house, origin, source, lead)


async def _take_on(house: Stage, **roles: Role) -> None:
    desk = house.office("root")
    for name, role in roles.items():
        await staff.add(desk, name, role, "en")


async def _refuse(house: Stage, origin: str, source: str, lead: str) -> None:
    async with house.store.read() as reader:
        await refuse_clinical(reader, origin, [replace(entry(1), source=source)], lead)

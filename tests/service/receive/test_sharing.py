"""Two people on one phone: each is asked, and counts, for themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.model import Conversation, Status
from tests.service.messages import arrives, people_at, standing, take
from tests.service.stage import Stage, entry, phone

PHONE = phone(1)
AMINA = replace(entry(1), name="Amina Begum", is_shared=True)
BASHIR = replace(entry(2, PHONE, language="bn"), name="Bashir", is_shared=True)


async def said(house: Stage) -> list[str]:
    return [m.body for m in await house.sent() if m.to == PHONE.value]


async def talk_of(house: Stage, name: str) -> Conversation:
    found = {p.participant.name: p for p in await people_at(house, PHONE)}
    return found[name].conversations[0]


async def invited(house: Stage) -> list[str]:
    await house.launch([AMINA, BASHIR])
    return await said(house)


async def number_of(house: Stage, name: str) -> str:
    """As the question shows them."""
    (told,) = await said(house)
    return next(line.split()[0] for line in told.splitlines() if line.endswith(name))


async def test_both_are_counted_and_the_phone_rings_once(house: Stage) -> None:
    told = await invited(house)

    assert len(told) == 1
    assert sum((await standing(house)).funnel.values()) == 2


async def test_the_first_words_are_asked_about(house: Stage) -> None:
    await invited(house)

    await house.hear(PHONE, "yes")

    assert await said(house) == ["Who is answering now? Send the number.\n1 Amina Begum\n2 Bashir"]


@pytest.mark.parametrize("way", ["number", "name", "first name"])
async def test_whoever_says_who_they_are_is_asked_their_own_questions(
    house: Stage, way: str
) -> None:
    await invited(house)
    await house.hear(PHONE, "yes")
    number = await number_of(house, "Amina Begum")
    names = {"number": number, "name": "amina begum", "first name": "Amina"}

    await house.hear(PHONE, names[way], "yes", "1")

    assert set((await talk_of(house, "Amina Begum")).answers) == {"consent__agree", "last_visit"}
    assert dict((await talk_of(house, "Bashir")).answers) == {}


async def test_within_the_hour_nobody_is_asked_again(house: Stage) -> None:
    await invited(house)
    await house.hear(PHONE, "yes", "Amina", "yes")
    await said(house)
    house.clock.at += timedelta(minutes=50)

    await house.hear(PHONE, "1")

    (told,) = await said(house)
    assert "How easy was it" in told


async def test_after_an_hour_it_may_be_the_other(house: Stage) -> None:
    await invited(house)
    await house.hear(PHONE, "yes", "Amina", "yes")
    await said(house)
    house.clock.at += timedelta(minutes=61)

    await house.hear(PHONE, "1", "Bashir", "হ্যাঁ", "১")

    assert set((await talk_of(house, "Bashir")).answers) == {"consent__agree", "last_visit"}
    assert set((await talk_of(house, "Amina Begum")).answers) == {"consent__agree"}


async def test_what_is_no_name_is_asked_once_more(house: Stage) -> None:
    await invited(house)

    await house.hear(PHONE, "yes", "somebody else")

    assert len(await said(house)) == 2
    assert dict((await talk_of(house, "Amina Begum")).answers) == {}


@pytest.mark.parametrize("after_question", [False, True])
async def test_stop_leaves_the_phone_alone_for_both(house: Stage, *, after_question: bool) -> None:
    await invited(house)
    if after_question:
        await house.hear(PHONE, "yes")
    await said(house)

    await house.hear(PHONE, "STOP")

    assert len(await said(house)) == 1
    people = await people_at(house, PHONE)
    assert [p.participant.stopped for p in people] == [True, True]
    assert {p.conversations[0].status for p in people} == {Status.STOPPED}


async def test_a_command_is_answered_without_asking(house: Stage) -> None:
    await invited(house)

    await house.hear(PHONE, "WHO")

    (told,) = await said(house)
    assert "Rehana Begum, engagement officer" in told


async def test_both_messages_in_one_batch_are_taken(house: Stage) -> None:
    await invited(house)

    await take(
        house, arrives(house, PHONE, "hello"), arrives(house, PHONE, "Bashir"),
        arrives(house, PHONE, "হ্যাঁ"),
    )  # fmt: skip

    assert set((await talk_of(house, "Bashir")).answers) == {"consent__agree"}


async def test_the_same_list_again_adds_nobody(house: Stage) -> None:
    await invited(house)

    await house.launch([AMINA, replace(BASHIR, area="E1"), entry(3)])

    people = await people_at(house, PHONE)
    assert sorted((p.participant.name, p.participant.area) for p in people) == [
        ("Amina Begum", ""),
        ("Bashir", "E1"),
    ]


async def test_a_second_person_is_added_to_a_phone_that_we_know(house: Stage) -> None:
    await house.launch([replace(AMINA, is_shared=False)])
    await said(house)

    await house.launch([AMINA, BASHIR])

    assert len(await people_at(house, PHONE)) == 2
    assert len(await said(house)) == 1


async def test_after_stop_nothing_is_confirmed_by_asking_again_as_either_may_have_written(
    house: Stage,
) -> None:
    await invited(house)
    await house.hear(PHONE, "STOP", "DELETE", "2")
    house.clock.at += timedelta(hours=2)
    await house.hear(PHONE, "DELETE", "2")

    (asked,) = [each for each in (await standing(house)).cases if each.wish == "erasure"]
    async with house.store.read() as reader:
        (case,) = await reader.case_named(asked.id.hex)
    assert not case.is_confirmed

"""A link, a word on a poster, a staff code, a shared number: each says who somebody is."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.model import Address, CaseKind, Joined, Role, SharedPhone, Status
from bot.service import staff
from bot.service.launch import Entry
from tests.exchange.talks import PARKS
from tests.service.messages import (
    arrives,
    launch_parks,
    people_at,
    person_at,
    standing,
    take,
    talk_at,
)
from tests.service.stage import SLUG, Stage, chat, entry, phone

PICKER = "Which language?"


async def said(house: Stage, address: Address) -> list[str]:
    """First lines of what reached an address just now."""
    sent = await house.sent(address.channel)
    return [m.body.splitlines()[0] for m in sent if m.to == address.value]


async def linked(house: Stage, language: str = "en") -> str:
    """The token of someone who is on the list without an address."""
    await house.launch([Entry(2, language, (), "GB", name="Salma")])
    (link,) = house.links
    return link.token


# ── By link ───────────────────────────────────────────────────────────────────────────────────


async def test_a_personal_link_leads_to_the_person_on_the_list(house: Stage) -> None:
    token = await linked(house, "bn")
    await house.hear(chat(1), f"/start {token}")

    person = await person_at(house, chat(1))
    assert (person.participant.name, person.participant.language) == ("Salma", "bn")
    assert (await talk_at(house, chat(1))).step == "consent__agree"
    assert "STOP" in (await said(house, chat(1)))[0]


async def test_opening_the_link_again_repeats_the_question(house: Stage) -> None:
    token = await linked(house)
    await house.hear(chat(1), f"/start {token}", "yes")
    await said(house, chat(1))
    await house.hear(chat(1), f"/start {token}")

    assert await said(house, chat(1)) == ["When was your last eye screening? (1 of about 6)"]
    assert len((await person_at(house, chat(1))).conversations) == 1
    assert sum((await standing(house)).funnel.values()) == 1


async def test_link_and_first_reply_in_one_batch_are_both_taken(house: Stage) -> None:
    token = await linked(house)
    await take(house, arrives(house, chat(1), Joined(token)), arrives(house, chat(1), "yes"))

    assert (await talk_at(house, chat(1))).step == "last_visit"


# ── By a word on a poster ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", [phone(50), chat(50)], ids=["sms", "telegram"])
async def test_a_joining_word_makes_a_participant_of_its_venue(
    house: Stage, address: Address
) -> None:
    await house.launch([entry(1)])
    word = "eyes2 " if address.channel == "sms" else "/start EYES2"
    await house.hear(address, word)

    person = await person_at(house, address)
    assert person.participant.source == "library"
    assert (await said(house, address))[0] == PICKER

    await house.hear(address, "2")
    assert (await talk_at(house, address)).language == "bn"
    assert "STOP" in (await said(house, address))[0]
    assert sum((await standing(house)).funnel.values()) == 2


async def test_joining_twice_makes_one_person(house: Stage) -> None:
    await house.launch([entry(1)])
    await take(house, arrives(house, phone(50), "EYES2"), arrives(house, phone(50), "EYES1"))
    await house.hear(phone(50), "EYES1", "EYES2")

    person = await person_at(house, phone(50))
    assert (person.participant.source, len(person.conversations)) == ("library", 1)
    assert sum((await standing(house)).funnel.values()) == 2


async def test_the_picker_shows_the_phones_language_first(house: Stage) -> None:
    await house.launch([entry(1)])
    start = arrives(house, chat(50), Joined("EYES2"))
    await take(house, replace(start, language_hint="bn"))

    (picker, *_) = await house.sent("telegram")
    assert [button.label for button in picker.buttons][:2] == ["বাংলা", "English"]


async def test_someone_we_know_joins_another_by_its_word_and_the_first_waits(
    house: Stage,
) -> None:
    await house.launch([entry(1)])
    await launch_parks(house, [entry(2)])
    await house.hear(phone(1), "yes", "bench")

    assert (await talk_at(house, phone(1), PARKS)).status is Status.INVITED
    assert (await talk_at(house, phone(1), SLUG)).status is Status.WAITING
    await said(house, phone(1))
    await house.hear(phone(1), "yes", "weekly", "skip")
    assert (await said(house, phone(1)))[-1] == "Now back to: Getting to diabetic eye screening."


async def test_the_word_of_what_one_is_in_is_an_answer_like_any_other(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.hear(phone(1), "yes", "EYES1")

    assert (await talk_at(house, phone(1))).step == "last_visit"
    assert len((await person_at(house, phone(1))).conversations) == 1


async def test_who_stopped_is_not_brought_back_by_a_word(house: Stage) -> None:
    await house.launch([entry(1)])
    await launch_parks(house, [entry(2)])
    await house.hear(phone(1), "STOP")
    await said(house, phone(1))
    await house.hear(phone(1), "BENCH")

    assert await said(house, phone(1)) == []
    assert (await person_at(house, phone(1))).participant.stopped


async def test_pressing_start_for_another_comes_back_for_it(house: Stage) -> None:
    await house.launch([entry(1, chat(1))])
    await launch_parks(house, [entry(2)])
    await house.hear(chat(1), "STOP")
    await said(house, chat(1))
    await house.hear(chat(1), "/start BENCH")

    assert not (await person_at(house, chat(1))).participant.stopped
    assert "Example Council" in (await said(house, chat(1)))[0]


# ── Staff ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_staff_code_binds_the_account_and_makes_no_participant(house: Stage) -> None:
    await house.launch([entry(1)])
    desk = house.office("tester")
    made = await staff.add(desk, "Rahima", Role.LINK_WORKER, "en")
    await house.hear(chat(77), f"/start {made.code}")

    (member,) = await staff.everyone(house.store)
    assert member.telegram == "4077"
    assert await people_at(house, chat(77)) == ()
    assert len(await said(house, chat(77))) == 1


# ── A shared number ───────────────────────────────────────────────────────────────────────────


async def test_sharing_ones_number_makes_both_channels_one_person(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.hear(chat(50), "/start EYES2", "1")
    await take(house, arrives(house, chat(50), SharedPhone(phone(50).value)))
    await house.hear(phone(50), "yes")

    here, there = await person_at(house, chat(50)), await person_at(house, phone(50))
    assert here.participant.id == there.participant.id
    assert (await talk_at(house, phone(50))).step == "last_visit"
    assert "Thank you, your number is linked." in await said(house, chat(50))


async def test_stop_on_one_channel_stops_the_other_and_is_confirmed_once(house: Stage) -> None:
    await house.launch([entry(1, chat(1), phone(1))])
    await launch_parks(house, [entry(1, chat(1), phone(1))])
    await house.hear(phone(1), "yes")
    await house.sent(), await house.sent("telegram")
    await house.hear(phone(1), "STOP")

    assert await said(house, chat(1)) == []
    assert len(await said(house, phone(1))) == 1
    person = await person_at(house, chat(1))
    assert person.participant.stopped
    assert person.is_do_not_contact
    assert {each.status for each in person.conversations} == {Status.STOPPED}

    await house.hear(chat(1), "yes")
    assert await said(house, chat(1)) == []
    await house.hear(chat(1), "START")
    assert (await said(house, chat(1)))[0] == "Welcome back."
    assert not (await person_at(house, phone(1))).is_do_not_contact


async def test_a_call_is_a_case_for_the_link_worker(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.hear(phone(1), "yes", "CALL")

    (case,) = (await standing(house)).cases
    assert (case.kind, case.step) == (CaseKind.HANDOVER, "last_visit")

"""One person at two addresses counts once, and nobody is linked on anyone's word."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from bot.channels import LIMITS
from bot.model import Address, CaseKind, Role, SharedPhone, Status
from bot.ports import Rows
from bot.service import staff
from bot.service.receive import Receiver, Terms
from bot.service.remind import Reminder
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

MOBILE, APP = phone(1), chat(50)
"""Amina's."""


async def said(house: Stage, address: Address) -> list[str]:
    return [m.body for m in await house.sent(address.channel) if m.to == address.value]


async def code_on(house: Stage, address: Address) -> str:
    await house.sent(), await house.sent("telegram")
    await house.hear(address, "LINK")
    found = re.search(r"\b\d{7}\b", (await said(house, address))[0])
    assert found is not None
    return found[0]


async def two(house: Stage) -> None:
    """She is on the list by phone, and came by a poster on Telegram."""
    await house.launch([entry(1), entry(2)])
    await house.hear(APP, "/start EYES2", "1")


async def funnel(house: Stage) -> dict[str, int]:
    return {word: n for word, n in (await standing(house)).funnel.items() if n}


async def are_one(house: Stage) -> bool:
    here, there = await people_at(house, APP), await people_at(house, MOBILE)
    return [p.participant.id for p in here] == [p.participant.id for p in there]


# ── By code ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("written", ["{}", "LINK {}", "link {}", " {} "])
async def test_a_code_from_the_other_channel_makes_them_one(house: Stage, written: str) -> None:
    await two(house)
    assert await funnel(house) == {"invited": 2, "started": 1}

    code = await code_on(house, MOBILE)
    await house.hear(APP, written.format(code))

    assert await are_one(house)
    assert await funnel(house) == {"invited": 1, "started": 1}
    (told,) = await said(house, APP)
    assert told.startswith("Your SMS and Telegram now count as one person.")
    assert await said(house, MOBILE) == ["Your SMS and Telegram now count as one person."]


async def test_digits_of_every_script_are_a_code(house: Stage) -> None:
    await two(house)
    code = await code_on(house, MOBILE)

    await house.hear(APP, code.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")))

    assert await are_one(house)


async def test_it_works_from_telegram_to_sms_too(house: Stage) -> None:
    await two(house)

    await house.hear(MOBILE, await code_on(house, APP))

    assert await are_one(house)


async def test_a_stranger_with_a_code_is_another_address_of_that_person(house: Stage) -> None:
    await house.launch([entry(1)])
    await house.hear(MOBILE, "yes")

    await house.hear(chat(99), await code_on(house, MOBILE))

    assert (await person_at(house, chat(99))).addresses == (chat(99), MOBILE)
    (told,) = await said(house, chat(99))
    assert "When was your last eye screening?" in told


@pytest.mark.parametrize("minutes", [14, 15], ids=["in_time", "too_late"])
async def test_a_code_lasts_a_quarter_of_an_hour(house: Stage, minutes: int) -> None:
    await two(house)
    code = await code_on(house, MOBILE)

    house.clock.at += timedelta(minutes=minutes - 1)
    await house.hear(APP, code)

    assert await are_one(house) == (minutes < 15)


async def test_a_code_works_once(house: Stage) -> None:
    await two(house)
    code = await code_on(house, MOBILE)
    await house.hear(APP, code)
    await house.sent("telegram")

    await house.hear(chat(99), code)

    assert await people_at(house, chat(99)) == ()
    (told,) = await said(house, chat(99))
    assert told.startswith("That code is wrong, used, or too old.")


async def test_a_new_code_ends_the_one_before(house: Stage) -> None:
    await two(house)
    first = await code_on(house, MOBILE)
    await code_on(house, MOBILE)

    await house.hear(APP, first)

    assert not await are_one(house)


async def test_a_code_sent_where_it_was_given_says_where_to_send_it(house: Stage) -> None:
    await two(house)
    code = await code_on(house, MOBILE)

    await house.hear(MOBILE, code)

    (told,) = await said(house, MOBILE)
    assert told == "That code is for your other channel: send it from there."


async def test_guesses_end_after_five_and_a_restart_forgets_none(house: Stage) -> None:
    await two(house)
    code = await code_on(house, MOBILE)
    guesses = [f"LINK {(int(code) + n) % 10**7:07}" for n in range(1, 6)]
    await house.hear(APP, *guesses)
    wrong = await said(house, APP)
    await house.receiver.stop()
    house.receiver = Receiver(house.store, house.shelf, house.clock, Terms(LIMITS))
    await house.receiver.start()

    await house.hear(APP, code)

    assert len(wrong) >= 1
    assert wrong[0].startswith("That code is wrong")
    assert await said(house, APP) == ["Too many wrong codes. Please try again in an hour."]
    assert not await are_one(house)


async def test_seven_digits_that_answer_a_question_are_an_answer(house: Stage) -> None:
    await house.launch([entry(1)])
    await launch_parks(house, [entry(3)])
    await house.hear(phone(3), "yes", "1", "1234567")

    answers = (await talk_at(house, phone(3), "parks")).answers

    assert answers["why"].value == "1234567"


async def test_no_code_stands_readable_in_the_database(house: Stage) -> None:
    await two(house)
    code = await code_on(house, MOBILE)

    async with house.store.database.read() as connection:
        rows = (await connection.execute(text("SELECT * FROM link_code"))).all()

    assert len(rows) == 1
    assert code not in str(rows)


# ── By the number that Telegram vouches for ───────────────────────────────────────────────────


async def test_a_shared_number_that_leads_to_somebody_makes_them_one(house: Stage) -> None:
    await two(house)
    await house.sent("telegram")

    await take(house, arrives(house, APP, SharedPhone(MOBILE.value)))

    assert await are_one(house)
    assert await funnel(house) == {"invited": 1, "started": 1}
    assert (await said(house, APP))[-1].startswith("Thank you, your number is linked.")


async def test_a_number_of_two_people_is_for_a_person_to_look_at(house: Stage) -> None:
    await two(house)
    await _share_the_phone(house)

    await take(house, arrives(house, APP, SharedPhone(MOBILE.value)))

    assert not await are_one(house)
    assert [case.kind for case in (await standing(house)).cases] == [CaseKind.REQUEST]


async def _share_the_phone(house: Stage) -> None:
    """The second person's phone is lost; they use Amina's."""
    other = (await person_at(house, phone(2))).participant
    async with house.store.begin() as transaction:
        await transaction.write(Rows(links=[(other.id, other.bucket, MOBILE)]))


@pytest.mark.parametrize("leaver", [MOBILE, APP], ids=["the_phone_left", "the_app_left"])
async def test_nobody_who_left_is_brought_back_by_linking(house: Stage, leaver: Address) -> None:
    await two(house)
    code = await code_on(house, MOBILE if leaver == APP else APP)
    await house.hear(leaver, "STOP")

    await house.hear(leaver, code)
    told = [*await said(house, MOBILE), *await said(house, APP)]
    assert not any("one person" in body for body in told)
    await take(house, arrives(house, APP, SharedPhone(MOBILE.value)))

    assert not await are_one(house)
    assert (await person_at(house, leaver)).participant.stopped


# ── What becomes of the two ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("further", [MOBILE, APP], ids=["the_phone", "the_app"])
async def test_what_got_furthest_goes_on(house: Stage, further: Address) -> None:
    await two(house)
    await house.hear(MOBILE, "yes")
    await house.hear(APP, "yes")
    await house.hear(further, "1", "5")
    other = APP if further == MOBILE else MOBILE
    survivor = await talk_at(house, further)

    await house.hear(other, await code_on(house, further))

    after = await talk_at(house, other)
    assert (after.id, dict(after.answers)) == (survivor.id, dict(survivor.answers))
    assert await _merged(house) == 1
    told = (await said(house, other))[-1]
    assert "Put these in order" in told

    await house.hear(other, "2 1 3")
    assert len((await talk_at(house, further)).answers) == len(survivor.answers) + 1
    assert await funnel(house) == {"invited": 1, "partial": 1}


async def _merged(house: Stage) -> int:
    async with house.store.begin() as transaction:
        found = await transaction.participants(SLUG, None, 100, (Status.MERGED,))
    return len(found)


async def test_answers_count_once(house: Stage) -> None:
    await two(house)
    await house.hear(MOBILE, "yes", "1")
    await house.hear(APP, "yes", "2", "5")

    await house.hear(APP, await code_on(house, MOBILE))

    async with house.store.read() as reader:
        tallies = [tally for tally in await reader.tallies(SLUG) if tally.step == "last_visit"]
    assert [tally.n for tally in tallies] == [1]


async def test_who_is_in_two_consultations_keeps_both(house: Stage) -> None:
    await house.launch([entry(1)])
    await launch_parks(house, [entry(9, APP)])
    await house.hear(MOBILE, "yes")
    await house.hear(APP, "yes")

    await house.hear(APP, await code_on(house, MOBILE))

    talks = (await person_at(house, APP)).conversations
    assert {talk.consultation for talk in talks} == {SLUG, "parks"}
    assert sorted(talk.status for talk in talks) == [Status.ACTIVE, Status.WAITING]
    await house.hear(APP, "1", "because")
    assert (await talk_at(house, APP, "parks")).status is Status.COMPLETED
    assert (await talk_at(house, APP)).status is Status.ACTIVE


async def test_reminders_ask_once(house: Stage) -> None:
    await two(house)
    await house.hear(APP, "yes")
    await house.hear(APP, await code_on(house, MOBILE))
    await house.sent(), await house.sent("telegram")

    reminded = 0
    for _ in range(12):
        house.clock.at += timedelta(days=1)
        await Reminder(house.store, house.shelf, house.clock, LIMITS).once()
        sent = [*await house.sent(), *await house.sent("telegram")]
        mine = [m for m in sent if m.to in {MOBILE.value, APP.value}]
        assert len(mine) <= 1
        reminded += len(mine)
    assert reminded >= 1


async def test_whoever_is_on_a_list_keeps_their_link_worker(house: Stage) -> None:
    listed = replace(entry(1), name="Amina", link_worker="Rahima", area="E1")
    await house.launch([listed])
    await house.hear(APP, "/start EYES2", "1")

    await house.hear(APP, await code_on(house, MOBILE))

    who = (await person_at(house, APP)).participant
    assert (who.name, who.link_worker, who.area, who.source) == (
        "Amina",
        "Rahima",
        "E1",
        "library",
    )


async def test_stop_on_one_is_stop_on_both(house: Stage) -> None:
    await two(house)
    await house.hear(APP, await code_on(house, MOBILE))

    await house.hear(MOBILE, "STOP")

    person = await person_at(house, APP)
    assert person.participant.stopped
    assert person.is_do_not_contact


async def test_link_code_and_answer_in_one_batch_are_all_taken(house: Stage) -> None:
    await two(house)
    code = await code_on(house, MOBILE)

    await take(
        house,
        arrives(house, APP, "yes"),
        arrives(house, APP, code),
        arrives(house, MOBILE, "1"),
        arrives(house, APP, "5"),
    )

    assert await are_one(house)
    assert {"last_visit", "ease"} <= set((await talk_at(house, APP)).answers)


async def test_staff_who_link_are_still_staff(house: Stage) -> None:
    await house.launch([entry(1)])
    desk = house.office("root")
    made = await staff.add(desk, "Rahima", Role.LINK_WORKER, "en")
    await house.hear(chat(77), f"/start {made.code}")

    await house.hear(chat(77), await code_on(house, MOBILE))

    async with house.store.read() as reader:
        member = await reader.staff_at(chat(77).value)
    assert member is not None
    assert member.name == "Rahima"

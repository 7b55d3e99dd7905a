"""A number that was silent for ninety days is greeted without a name, and may say NOT ME."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.exchange.greeting import is_silent
from bot.model import Address, CaseKind, Conversation, Participant, Status
from bot.ports import Person
from bot.service.remind import Reminder
from tests.service.messages import launch_parks, people_at, standing, talk_at
from tests.service.stage import NOON, SLUG, Stage, chat, entry, phone

AMINA, APP = phone(1), chat(1)
LISTED = replace(entry(1), name="Amina Begum", link_worker="Rahima")


async def said(house: Stage, address: Address = AMINA) -> list[str]:
    return [m.body for m in await house.sent(address.channel) if m.to == address.value]


async def after(
    house: Stage, days: int, *words: str, people: tuple[object, ...] = ()
) -> list[str]:
    """She answers, is silent so long, and is invited to another consultation."""
    await house.launch([LISTED])
    if words:
        await house.hear(AMINA, *words)
    await said(house)
    house.clock.at += timedelta(days=days)
    await launch_parks(house, [LISTED])
    return await said(house)


@pytest.mark.parametrize(("days", "is_greeted"), [(88, False), (91, True), (400, True)])
async def test_after_ninety_days_a_number_is_greeted_first(
    house: Stage, days: int, *, is_greeted: bool
) -> None:
    (told,) = await after(house, days, "yes", "1")

    assert told.startswith("Example Council: we have not heard from this number") == is_greeted


async def test_who_never_answered_is_greeted_too(house: Stage) -> None:
    (told,) = await after(house, 91)

    assert "NOT ME" in told


def test_ninety_days_are_ninety_days() -> None:
    talk = Conversation(UUID(int=1), 1, UUID(int=2), SLUG, "v", "en", asked_at=NOON)
    person = Person(Participant(UUID(int=2), 1, "en"), (AMINA,), (talk,), None)
    heard = replace(person, conversations=(replace(talk, heard_at=NOON + timedelta(days=1)),))

    assert is_silent(person, NOON + timedelta(days=90))
    assert not is_silent(person, NOON + timedelta(days=90, seconds=-1))
    assert not is_silent(heard, NOON + timedelta(days=90))
    assert not is_silent(replace(person, conversations=()), NOON + timedelta(days=900))


async def test_a_reminder_is_not_sent_to_a_number_that_was_silent_so_long(house: Stage) -> None:
    await house.launch([LISTED])
    await house.hear(AMINA, "yes")
    await said(house)
    house.clock.at += timedelta(days=91)

    await Reminder(house.store, house.shelf, house.clock, LIMITS).once()

    assert await said(house) == []


async def test_who_is_new_is_invited_as_ever(house: Stage) -> None:
    await launch_parks(house, [LISTED])

    (told,) = await said(house)
    assert "not heard from this number" not in told


async def test_the_greeting_tells_nothing_of_anybody(house: Stage) -> None:
    (told,) = await after(house, 91, "yes", "1")

    for fact in ("Amina", "Begum", "Rahima", "eye", "park", "Our parks"):
        assert fact not in told
    assert "STOP" in told


@pytest.mark.parametrize("words", ["YES", "hello there", "1", "START"])
async def test_whoever_answers_is_invited_then(house: Stage, words: str) -> None:
    await after(house, 91, "yes", "1")

    await house.hear(AMINA, words)

    (told,) = await said(house)
    assert "May we ask?" in told or "1 Yes" in told
    talk = await talk_at(house, AMINA, "parks")
    assert (talk.step, dict(talk.answers)) == ("consent__agree", {})


async def test_commands_are_heard_before_that(house: Stage) -> None:
    await after(house, 91, "yes", "1")

    await house.hear(AMINA, "WHO")
    assert await said(house) == ["This is Example Council."]
    await house.hear(AMINA, "STOP")

    assert len(await said(house)) == 1
    (person,) = await people_at(house, AMINA)
    assert person.participant.stopped


@pytest.mark.parametrize(
    "words", ["NOT ME", "not me!", "Wrong number", "it's not me", "new number"]
)
async def test_not_me_detaches_the_number_and_keeps_the_answers(house: Stage, words: str) -> None:
    await after(house, 91, "yes", "1")
    before = await talk_at(house, AMINA)

    await house.hear(AMINA, words)

    assert await said(house) == [
        "Thank you for telling us. We will not write to this number any more."
    ]
    assert await people_at(house, AMINA) == ()
    async with house.store.begin() as transaction:
        (person,) = await transaction.participants(SLUG, None, 9, tuple(Status))
    assert person.addresses == ()
    assert not person.participant.stopped
    assert person.conversations[0].answers == before.answers
    assert sum((await standing(house)).funnel.values()) == 1


async def test_it_is_on_record_and_a_case(house: Stage) -> None:
    await after(house, 91, "yes", "1")
    await house.hear(AMINA, "NOT ME")

    (case,) = (await standing(house, "parks")).cases
    async with house.store.read() as reader:
        deeds = await reader.deeds("resident", "number.disowned", house.clock.at)
    assert case.kind is CaseKind.REQUEST
    assert deeds == 1


async def test_the_new_owner_hears_nothing_more_whatever_the_list_says(house: Stage) -> None:
    await after(house, 91, "yes", "1")
    await house.hear(AMINA, "NOT ME")
    await said(house)

    await launch_parks(house, [LISTED, entry(2)])
    await house.hear(AMINA, "hello?")

    assert await said(house) == []


async def test_the_new_owner_may_come_back_by_themselves(house: Stage) -> None:
    await after(house, 91, "yes", "1")
    await house.hear(AMINA, "NOT ME", "START")
    await said(house)

    await house.hear(AMINA, "BENCH")

    (person,) = await people_at(house, AMINA)
    assert (person.participant.name, person.participant.source) == ("", "gate")
    assert len(person.conversations) == 1


async def test_not_me_elsewhere_is_an_answer_like_any_other(house: Stage) -> None:
    await house.launch([LISTED])

    await house.hear(AMINA, "not me")

    (person,) = await people_at(house, AMINA)
    assert person.conversations[0].status is Status.DECLINED


async def test_another_address_of_the_person_stays_theirs(house: Stage) -> None:
    listed = replace(LISTED, addresses=(APP, AMINA))
    await house.launch([listed])
    house.clock.at += timedelta(days=91)
    await launch_parks(house, [listed])
    await said(house, APP)

    await house.hear(AMINA, "not me")

    assert await people_at(house, AMINA) == ()
    (person,) = await people_at(house, APP)
    assert person.addresses == (APP,)

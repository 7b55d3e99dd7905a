"""Voice answers are heard by the person's own link worker; a note reaches every officer."""

from __future__ import annotations

from bot.model import CaseKind
from tests.service.messages import standing, talk_at
from tests.service.receive.desk.street import PLACES, Street
from tests.service.stage import Stage

ANSWERS = ("হ্যাঁ", "১", "৫", "২ ১ ৩", "E1", "[voice]")


async def spoken(house: Stage, rahima: str = "bn") -> Street:
    """Selim has spoken his last answer."""
    street = Street(house)
    await street.open(Rahima=rahima, Karim="bn")
    for said in ANSWERS:
        await street.say("Selim", said)
    return street


async def test_the_words_become_the_persons_answer(house: Stage) -> None:
    street = await spoken(house)
    for said in ("/desk", "[ভয়েস উত্তর লিখে দিন]", "ক্লিনিক অনেক দূরে।"):
        await street.say("Rahima", said)

    assert (await talk_at(house, PLACES["Selim"])).answers["more"].value == "ক্লিনিক অনেক দূরে।"
    assert (await standing(house)).cases == ()


async def test_anothers_person_and_another_language_are_not_heard(house: Stage) -> None:
    street = await spoken(house, rahima="en")
    await street.say("Rahima", "/desk")
    await street.say("Rahima", "[Write down voice answers]")
    await street.say("Karim", "/desk")
    await street.say("Karim", "[ভয়েস উত্তর লিখে দিন]")

    for who in ("Rahima", "Karim"):
        assert not any(message.media for message in street.inboxes[who])


async def test_what_was_answered_anew_meanwhile_is_not_overwritten(house: Stage) -> None:
    street = await spoken(house)
    await street.say("Rahima", "/desk")
    await street.say("Rahima", "[ভয়েস উত্তর লিখে দিন]")
    await street.say("Selim", "পিছনে")
    await street.say("Selim", "আমি লিখলাম")
    before = (await talk_at(house, PLACES["Selim"])).answers["more"]
    await street.say("Rahima", "অন্য কথা")

    assert (await talk_at(house, PLACES["Selim"])).answers["more"] == before


async def test_a_note_is_a_case_that_officers_are_told(house: Stage) -> None:
    street = Street(house)
    await street.open()
    for said in ("/desk", "[Note to the officer]", "Fridays are bad."):
        await street.say("Rahima", said)

    assert street.inboxes["Olive"][-1].body.endswith(": note from Rahima.\nFridays are bad.")
    assert [case.kind for case in (await standing(house)).cases] == [CaseKind.NOTE]
    assert len(street.inboxes["Karim"]) == 1

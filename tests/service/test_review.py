"""REVIEW from the phone to the answer, whatever has become of the consultation meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.errors import Refused
from bot.model import Lifecycle, Role
from bot.service import close, review, staff
from bot.service.review import Ruling, Standing
from bot.shelf.office import Office
from tests.service.messages import launch_parks
from tests.service.stage import SLUG, Stage, after, chat, entry, eye_screening, phone

WHY = "We had not asked about Sundays."
PLAN = eye_screening().plan


async def begin(house: Stage) -> None:
    """One person answered something; two officers are on our side, and a link worker."""
    await house.launch([entry(1, phone(1), chat(1)), entry(2, language="bn")])
    office = house.office("tester")
    for name, role in (
        ("Olive Grant", Role.OFFICER), ("Paul Ray", Role.APPROVER), ("Rahima", Role.LINK_WORKER),
    ):  # fmt: skip
        await staff.add(office, name, role, "en")
    await house.hear(phone(1), "yes", "1")
    await house.sent()


house = after(begin)


@pytest.fixture
def office(house: Stage) -> Office:
    return house.office("tester")


async def move(house: Stage, *lifecycles: Lifecycle) -> None:
    for each in lifecycles:
        async with house.store.begin() as transaction:
            await transaction.move_consultation(SLUG, each, house.clock.at)
    await house.shelf.refresh()


async def bodies(house: Stage, channel: str = "sms") -> list[str]:
    return [message.body for message in await house.sent(channel)]


async def waiting(office: Office) -> Sequence[Standing]:
    return await review.waiting(office, SLUG)


async def the_one(office: Office) -> Standing:
    (found,) = await waiting(office)
    return found


async def said(office: Office) -> list[str]:
    _, thread = await review.read(office, (await the_one(office)).reference)
    return [line.text for line in thread]


@pytest.mark.parametrize(
    "stands",
    [
        pytest.param((), id="open"),
        pytest.param((Lifecycle.CLOSED,), id="closed"),
        pytest.param((Lifecycle.CLOSED, Lifecycle.REPORTED), id="reported"),
        pytest.param((Lifecycle.CLOSED, Lifecycle.REPORTED, Lifecycle.ARCHIVED), id="archived"),
    ],
)
async def test_it_opens_one_case_wherever_the_consultation_stands(
    house: Stage, office: Office, stands: tuple[Lifecycle, ...]
) -> None:
    if stands:
        await close.close(office, SLUG)
        await house.shelf.refresh()
    await move(house, *stands)
    await house.hear(phone(1), "REVIEW", "Nobody asked about Sundays.", "REVIEW", "And it is far.")
    first, kept, again, *_ = await bodies(house)
    found = await the_one(office)

    assert found.reference in first
    assert "Diabetes Programme Board" in first
    assert found.case.deadline is not None
    assert f"{found.case.deadline:%-d %B %Y}" in first
    assert found.reference in kept
    assert "is open" in again
    assert await said(office) == ["Nobody asked about Sundays.", "And it is far."]
    assert found.case.owner == "Rehana Begum"


async def test_before_there_is_a_decision_nobody_can_look_at_it_again(
    house: Stage, office: Office
) -> None:
    await house.hear(phone(1), "REVIEW")
    assert PLAN.feedback is not None

    deadline = (await the_one(office)).case.deadline
    assert deadline == PLAN.feedback.decided + timedelta(days=28)
    house.clock.at = PLAN.feedback.decided + timedelta(days=40)
    assert (await the_one(office)).is_overdue


async def test_the_answer_goes_out_once_in_their_language(house: Stage, office: Office) -> None:
    await house.hear(phone(2), "হ্যাঁ", "1", "REVIEW", "রবিবার কেন নয়?")
    await house.sent()
    found = await the_one(office)
    ruling = Ruling("partly", "রবিবারের কথা ভাবিনি।", "Olive Grant")

    shown = await review.answer(office, found.reference, ruling)
    assert shown.language == "bn"
    assert len(await waiting(office)) == 1
    assert await bodies(house) == []
    sent = await review.answer(office, found.reference, ruling, send=True)
    assert sent.bodies == shown.bodies
    house.clock.at += timedelta(days=1)
    (message,) = await bodies(house)
    assert "রবিবারের কথা ভাবিনি।" in message
    assert found.reference in message
    assert await waiting(office) == []
    with pytest.raises(Refused, match="was answered"):
        await review.answer(office, found.reference, ruling, send=True)


async def test_new_words_open_it_again_and_somebody_else_answers(
    house: Stage, office: Office
) -> None:
    await house.hear(phone(1), "REVIEW", "Nobody asked about Sundays.")
    before = await the_one(office)
    await review.answer(office, before.reference, Ruling("not", WHY, "Olive Grant"), send=True)
    await house.sent()
    await house.hear(phone(1), "REVIEW")
    (asked,) = await bodies(house)
    assert "was answered" in asked
    assert await waiting(office) == []  # nothing new was said yet

    await house.hear(phone(1), "The bus has stopped running.")
    told, *_ = await bodies(house)
    after = await the_one(office)
    assert "is open again" in told
    assert after.reference == before.reference
    assert (after.case.decided_by, after.case.answers) == ("Olive Grant", 1)
    with pytest.raises(Refused, match="now somebody else must, such as Paul Ray"):
        await review.answer(office, after.reference, Ruling("not", WHY, "Olive Grant"))
    await review.answer(office, after.reference, Ruling("upheld", WHY, "Paul Ray"), send=True)
    house.clock.at += timedelta(days=1)
    (message,) = [body for body in await bodies(house) if "you are right" in body]
    assert WHY in message


async def test_where_there_is_nobody_else_the_same_person_answers(
    house: Stage, office: Office
) -> None:
    await house.hear(phone(1), "REVIEW", "Sundays.")
    found = await the_one(office)
    await review.answer(office, found.reference, Ruling("not", WHY, "Olive Grant"), send=True)
    await staff.remove(office, "Paul Ray")
    await house.hear(phone(1), "REVIEW", "And Mondays.")

    done = await review.answer(
        office, found.reference, Ruling("not", WHY, "Olive Grant"), send=True
    )
    assert done.bodies


async def test_who_left_is_answered_once_and_gets_no_outcome(house: Stage, office: Office) -> None:
    await house.hear(phone(1), "STOP")
    await house.sent()
    await house.hear(phone(1), "REVIEW", "Sundays.", "REVIEW")
    first, *rest = await bodies(house)
    found = await the_one(office)

    assert found.reference in first
    assert len(rest) == 1  # REVIEW again is asked again; their words alone are not answered
    assert await said(office) == ["Sundays."]
    done = await review.answer(
        office, found.reference, Ruling("upheld", WHY, "Paul Ray"), send=True
    )
    assert done.bodies == ()
    house.clock.at += timedelta(days=1)
    assert await bodies(house) == []


async def test_a_stranger_and_who_answered_nothing_open_nothing(
    house: Stage, office: Office
) -> None:
    await house.hear(phone(77), "REVIEW")
    await house.hear(phone(2), "REVIEW")
    stranger, invited = await bodies(house)

    assert "This number is for people invited" in stranger
    assert "REVIEW" in invited
    assert await waiting(office) == []


async def test_in_another_consultation_it_is_the_one_they_were_told_of(
    house: Stage, office: Office
) -> None:
    await close.close(office, SLUG)
    await move(house, Lifecycle.REPORTED)
    await launch_parks(house, [entry(1, phone(1), chat(1))])
    house.clock.at += timedelta(hours=2)
    await house.hear(phone(1), "yes")
    await house.sent()

    await house.hear(phone(1), "REVIEW", "Sundays.")
    asked, kept, *back = await bodies(house)
    assert "Getting to diabetic eye screening" in asked
    assert (await the_one(office)).case.consultation == SLUG
    assert await said(office) == ["Sundays."]
    assert "You will hear" in kept
    assert back, "the other consultation goes on"


async def test_stop_in_answer_is_a_stop_and_no_evidence(house: Stage, office: Office) -> None:
    await house.hear(phone(1), "REVIEW", "stop")

    assert await said(office) == []


async def test_only_a_reason_and_an_officer_answer(house: Stage, office: Office) -> None:
    await house.hear(phone(1), "REVIEW")
    found = await the_one(office)

    for ruling, says in (
        (Ruling("maybe", WHY, "Paul Ray"), "upheld, partly, not"),
        (Ruling("not", " ", "Paul Ray"), "Say why"),
        (Ruling("not", WHY, "Rahima"), "Say who decides"),
        (Ruling("not", WHY, "Nobody"), "Say who decides"),
    ):
        with pytest.raises(Refused, match=says):
            await review.answer(office, found.reference, ruling, send=True)
    with pytest.raises(Refused, match="No one review is meant"):
        await review.read(office, "#00000000")

"""Only the owner of a case answers in it, and only what may leave leaves."""

from __future__ import annotations

from bot.model import Status, Tap
from bot.service import staff
from tests.service.messages import arrives, take, talk_at
from tests.service.receive.desk.street import PLACES, Street
from tests.service.stage import SLUG

REFUSED = "That is not on your list."


async def last(street: Street, who: str, *lines: str) -> str:
    """They send these; the first line of what they were told last."""
    for line in lines:
        await street.say(who, line)
    return street.inboxes[who][-1].body


async def test_whoever_was_removed_is_out_at_once(street: Street) -> None:
    await street.say("Amina", "CALL")
    desk = street.house.office("tester")
    await staff.remove(desk, "Rahima Begum")
    before = len(street.inboxes["Amina"])

    assert await street.say("Rahima", "[Reply]") == []
    assert await last(street, "Rahima", "/case") == "Only staff can do that."
    assert len(street.inboxes["Amina"]) == before


async def test_anothers_case_is_refused_whatever_is_tried(street: Street) -> None:
    await street.say("Amina", "CALL")
    mark = street.inboxes["Rahima"][-1].body[1:9]
    for data in (f"desk.reply.{mark}", f"desk.done.{mark}", f"desk.close.answered.{mark}"):
        await take(street.house, arrives(street.house, PLACES["Karim"], Tap(data)))
        await street.hear()
        assert street.inboxes["Karim"][-1].body == REFUSED
    assert await last(street, "Karim", f"/done {mark}") == REFUSED


async def test_an_officer_may_answer_in_every_case(street: Street) -> None:
    await street.say("Amina", "CALL")
    mark = street.inboxes["Rahima"][-1].body[1:9]
    tap = Tap(f"desk.reply.{mark}")
    await take(street.house, arrives(street.house, PLACES["Olive"], tap))
    await street.say("Olive", "How can I help?")

    assert street.inboxes["Amina"][-1].body == "How can I help?\n- Olive"


async def test_words_that_belong_to_no_task_go_nowhere(street: Street) -> None:
    await street.say("Amina", "CALL")
    before = len(street.inboxes["Amina"])
    await street.say("Rahima", "hello?")

    assert len(street.inboxes["Amina"]) == before


async def test_an_answer_that_is_too_long_is_not_sent_and_may_be_written_again(
    street: Street,
) -> None:
    await street.say("Amina", "CALL")
    await street.say("Rahima", "[Reply]")

    told = await last(street, "Rahima", "x" * 901)
    assert told == "At most 900 characters. Nothing was sent."
    await street.say("Rahima", "Short.")
    assert street.inboxes["Amina"][-1].body == "Short.\n- Rahima"


async def test_a_message_under_an_old_one_goes_to_its_own_case(street: Street) -> None:
    await street.say("Amina", "CALL")
    await street.say("Selim", "CALL")
    await street.say("Rahima", "(under) For Selim")

    assert street.inboxes["Selim"][-1].body == "For Selim\n- Rahima"
    assert "For Selim" not in str(street.inboxes["Amina"])


async def test_done_asks_which_where_there_are_two(street: Street) -> None:
    assert await last(street, "Rahima", "/case") == "No case is open."
    await street.say("Amina", "CALL")
    await street.say("Selim", "CALL")
    told = await street.say("Rahima", "/done")

    assert len([line for line in told if line.startswith("Rahima < #case")]) == 2


async def test_tapping_an_outcome_twice_closes_once_and_is_refused_then(street: Street) -> None:
    await street.say("Amina", "yes")
    await street.say("Amina", "CALL")
    await street.say("Rahima", "[Done]")
    await street.say("Rahima", "[Answered]")
    before = len(street.inboxes["Amina"])

    assert await last(street, "Rahima", "[Answered]") == REFUSED
    assert len(street.inboxes["Amina"]) == before
    assert (await talk_at(street.house, PLACES["Amina"], SLUG)).status is Status.ACTIVE


async def test_a_resident_who_writes_as_staff_do_is_a_resident(street: Street) -> None:
    tap = Tap("desk.reply.00000000")
    await take(street.house, arrives(street.house, PLACES["Selim"], tap))

    assert await street.hear() == []

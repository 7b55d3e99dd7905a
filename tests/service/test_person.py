"""An officer does by command what a link worker does by Telegram, and nothing by mistake."""

from __future__ import annotations

import pytest

from bot.errors import Refused
from bot.model import CaseKind, Role, Status
from bot.service import person, staff
from bot.shelf.office import Office
from tests.service.messages import standing, talk_at
from tests.service.stage import Stage, entry, phone


@pytest.fixture
async def office(house: Stage) -> Office:
    """Somebody who asked for a person and said why; Rahima is on our side."""
    await house.launch([entry(1)])
    made = house.office("tester")
    await staff.add(made, "Rahima Begum", Role.LINK_WORKER, "en")
    await house.hear(phone(1), "yes", "CALL", "Can my son come?")
    await house.sent()
    return house.office("Rehana")


async def mark(house: Stage) -> str:
    (case,) = (await standing(house)).cases
    assert case.kind is CaseKind.HANDOVER
    return case.id.hex[:8]


async def said(house: Stage) -> list[str]:
    return [message.body for message in await house.sent()]


async def test_nothing_leaves_until_it_is_to_be_sent(house: Stage, office: Office) -> None:
    case = await mark(house)

    assert await person.reply(office, case, "Of course.") == "Of course.\n- Rahima"
    assert (await person.done(office, case, "answered"))[0].startswith("Example NHS Trust")
    assert await said(house) == []
    assert await mark(house) == case


async def test_they_are_answered_and_go_on_where_they_stood(house: Stage, office: Office) -> None:
    case = await mark(house)
    await person.reply(office, f"#{case}", "Of course.", send=True)
    assert await said(house) == ["Of course.\n- Rahima"]
    await person.done(office, case, "answered", send=True)

    (closing,) = await said(house)
    assert closing.splitlines()[1].startswith("When was your last eye screening?")
    assert (await talk_at(house, phone(1))).status is Status.ACTIVE
    assert (await standing(house)).cases == ()


async def test_a_case_shows_states_and_what_was_said_and_no_answer(
    house: Stage, office: Office
) -> None:
    await person.reply(office, await mark(house), "Of course.", "Rahima Begum", send=True)
    found = await person.show(office, await mark(house))

    assert [(line.text, bool(line.by)) for line in found.thread] == [
        ("Can my son come?", False),
        ("Of course.", True),
    ]
    (stands,) = found.standings
    assert (stands.status, stands.step, stands.with_staff) == (Status.PARKED, "last_visit", True)
    assert phone(1).value not in str(found)


async def test_somebody_is_found_by_number(office: Office) -> None:
    found = await person.show(office, phone(1).value)

    assert (found.channels, found.thread) == (("sms",), ())


@pytest.mark.parametrize(
    ("who", "says"),
    [
        pytest.param("+447700900099", "That number leads to nobody", id="number"),
        pytest.param("00000000", "No one case", id="case"),
        pytest.param("x", "No one case", id="nonsense"),
    ],
)
async def test_nobody_is_a_plain_refusal(office: Office, who: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        await person.show(office, who)


async def test_what_cannot_be_is_refused_with_a_reason(house: Stage, office: Office) -> None:
    case = await mark(house)
    for text, by, says in (
        ("", "", "1 to 900"),
        ("x" * 901, "", "1 to 900"),
        ("Yes.", "Nobody", "Say who signs it"),
    ):
        with pytest.raises(Refused, match=says):
            await person.reply(office, case, text, by, send=True)
    with pytest.raises(Refused, match="answered, passed_on, not_reached"):
        await person.done(office, case, "fine", send=True)
    await person.done(office, case, "passed_on", send=True)
    with pytest.raises(Refused, match="closed"):
        await person.done(office, case, "answered", send=True)


async def test_who_has_left_is_not_written_to_and_their_case_can_be_closed(
    house: Stage, office: Office
) -> None:
    case = await mark(house)
    await house.hear(phone(1), "STOP")
    await house.sent()

    with pytest.raises(Refused, match="You may ring them"):
        await person.reply(office, case, "Hello?", send=True)
    assert await person.done(office, case, "not_reached", send=True) == []
    assert (await standing(house)).cases == ()
    assert await said(house) == []

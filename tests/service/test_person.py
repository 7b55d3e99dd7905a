"""An officer does by command what a link worker does by Telegram, and nothing by mistake."""

from __future__ import annotations

import pytest

from bot.channels import LIMITS
from bot.errors import Refused
from bot.model import CaseKind, Role, Status
from bot.service import person, staff
from bot.service.person import Desk
from tests.service.messages import standing, talk_at
from tests.service.stage import Stage, entry, phone


@pytest.fixture
async def desk(house: Stage) -> Desk:
    """Somebody who asked for a person and said why; Rahima is on our side."""
    await house.launch([entry(1)])
    made = staff.Desk(house.store, house.clock, "tester")
    await staff.add(made, "Rahima Begum", Role.LINK_WORKER, "en")
    await house.hear(phone(1), "yes", "CALL", "Can my son come?")
    await house.sent()
    return Desk(house.store, house.shelf, house.clock, LIMITS, "Rehana")


async def mark(house: Stage) -> str:
    (case,) = (await standing(house)).cases
    assert case.kind is CaseKind.HANDOVER
    return case.id.hex[:8]


async def said(house: Stage) -> list[str]:
    return [message.body for message in await house.sent()]


async def test_nothing_leaves_until_it_is_to_be_sent(house: Stage, desk: Desk) -> None:
    case = await mark(house)

    assert await person.reply(desk, case, "Of course.") == "Of course.\n- Rahima"
    assert (await person.done(desk, case, "answered"))[0].startswith("Example NHS Trust")
    assert await said(house) == []
    assert await mark(house) == case


async def test_they_are_answered_and_go_on_where_they_stood(house: Stage, desk: Desk) -> None:
    case = await mark(house)
    await person.reply(desk, f"#{case}", "Of course.", send=True)
    assert await said(house) == ["Of course.\n- Rahima"]
    await person.done(desk, case, "answered", send=True)

    (closing,) = await said(house)
    assert closing.splitlines()[1].startswith("When was your last eye screening?")
    assert (await talk_at(house, phone(1))).status is Status.ACTIVE
    assert (await standing(house)).cases == ()


async def test_a_case_shows_states_and_what_was_said_and_no_answer(
    house: Stage, desk: Desk
) -> None:
    await person.reply(desk, await mark(house), "Of course.", "Rahima Begum", send=True)
    found = await person.show(desk, await mark(house))

    assert [(line.text, bool(line.by)) for line in found.thread] == [
        ("Can my son come?", False),
        ("Of course.", True),
    ]
    (stands,) = found.standings
    assert (stands.status, stands.step, stands.with_staff) == (Status.PARKED, "last_visit", True)
    assert phone(1).value not in str(found)


async def test_somebody_is_found_by_number(desk: Desk) -> None:
    found = await person.show(desk, phone(1).value)

    assert (found.channels, found.thread) == (("sms",), ())


@pytest.mark.parametrize(
    ("who", "says"),
    [
        pytest.param("+447700900099", "That number leads to nobody", id="number"),
        pytest.param("00000000", "No one case", id="case"),
        pytest.param("x", "No one case", id="nonsense"),
    ],
)
async def test_nobody_is_a_plain_refusal(desk: Desk, who: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        await person.show(desk, who)


async def test_what_cannot_be_is_refused_with_a_reason(house: Stage, desk: Desk) -> None:
    case = await mark(house)
    for text, by, says in (
        ("", "", "1 to 900"),
        ("x" * 901, "", "1 to 900"),
        ("Yes.", "Nobody", "Say who signs it"),
    ):
        with pytest.raises(Refused, match=says):
            await person.reply(desk, case, text, by, send=True)
    with pytest.raises(Refused, match="answered, passed_on, not_reached"):
        await person.done(desk, case, "fine", send=True)
    await person.done(desk, case, "passed_on", send=True)
    with pytest.raises(Refused, match="closed"):
        await person.done(desk, case, "answered", send=True)


async def test_who_has_left_is_not_written_to_and_their_case_can_be_closed(
    house: Stage, desk: Desk
) -> None:
    case = await mark(house)
    await house.hear(phone(1), "STOP")
    await house.sent()

    with pytest.raises(Refused, match="You may ring them"):
        await person.reply(desk, case, "Hello?", send=True)
    assert await person.done(desk, case, "not_reached", send=True) == []
    assert (await standing(house)).cases == ()
    assert await said(house) == []

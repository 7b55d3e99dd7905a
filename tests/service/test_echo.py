"""Did we hear you right? From the phone to the figure, and what was wrong to whoever reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Refused
from bot.model import Lifecycle, Tap
from bot.render import tap_data
from bot.results.echo import Heard
from bot.results.summary import Cell
from bot.service import close, echo
from bot.shelf.office import Office
from tests.service.messages import arrives, launch_parks, take, talk_at
from tests.service.stage import SLUG, Stage, after, chat, entries, entry, phone

PEOPLE = 24
HEARD_AT = datetime(2027, 4, 14, 9, tzinfo=UTC)
DECIDED_AT = datetime(2027, 5, 5, 9, tzinfo=UTC)
"""As the flow promises."""


async def tell_everyone(house: Stage) -> None:
    """Many took part, one of them on Telegram; it has closed, and they were told what we heard."""
    await house.launch([*entries(PEOPLE - 1), entry(PEOPLE, chat(1))])
    for where in [*map(phone, range(1, PEOPLE)), chat(1)]:
        await house.hear(where, "yes", "1")
    await close.close(house.office(), SLUG)
    async with house.store.begin() as transaction:
        await transaction.move_consultation(SLUG, Lifecycle.REPORTED, house.clock.at)
    house.clock.at = HEARD_AT + timedelta(hours=2)
    await house.sent()
    await house.sent("telegram")


house = after(tell_everyone)


@pytest.fixture
def office(house: Stage) -> Office:
    return house.office("Rehana")


async def last(house: Stage, channel: str = "sms") -> str:
    return (await house.sent(channel))[-1].body


async def tomorrow(house: Stage, office: Office) -> Heard:
    house.clock.at += timedelta(days=1)
    return await echo.count(office, SLUG)


async def test_agreeing_and_disagreeing_are_counted_by_the_next_morning(
    house: Stage, office: Office
) -> None:
    for n in range(1, 13):
        await house.hear(phone(n), "AGREE")
    for n in range(13, 22):
        await house.hear(phone(n), "disagree")

    assert await echo.count(office, SLUG) == Heard(None)
    found = await tomorrow(house, office)
    assert found == Heard(20, (Cell("agree", 10, 50), Cell("disagree", 10, 50)))


@pytest.mark.parametrize(
    ("said", "says"),
    [
        pytest.param("AGREE", "you agree", id="agree"),
        pytest.param("yes", "you agree", id="yes_in_that_moment"),
        pytest.param("Disagree.", "What did we get wrong?", id="disagree"),
        pytest.param("no", "What did we get wrong?", id="no_in_that_moment"),
        pytest.param(
            "disagree, you left out what we said of Sundays", "will read it", id="with_its_reason"
        ),
        pytest.param("When is it?", "closed", id="anything_else"),
    ],
)
async def test_each_answer_is_acknowledged(
    house: Stage, office: Office, said: str, says: str
) -> None:
    await house.hear(phone(1), said)

    assert says in await last(house)


async def test_whoever_disagrees_says_why_once(house: Stage, office: Office) -> None:
    await house.hear(phone(1), "DISAGREE", "You left out the Sundays.")
    assert "will read it" in await last(house)
    await house.hear(phone(1), "And another thing.")
    assert "closed" in await last(house)

    assert [each.text for each in await echo.corrections(office, SLUG)] == [
        "You left out the Sundays."
    ]


async def test_stop_in_answer_is_a_stop(house: Stage, office: Office) -> None:
    await house.hear(phone(1), "DISAGREE", "STOP")

    assert "no more texts" in await last(house)
    assert list(await echo.corrections(office, SLUG)) == []


async def test_a_day_later_other_words_are_no_reason(house: Stage, office: Office) -> None:
    await house.hear(phone(1), "DISAGREE")
    house.clock.at += timedelta(days=2)
    await house.hear(phone(1), "When is the decision?")

    assert list(await echo.corrections(office, SLUG)) == []


async def test_after_the_day_of_the_decision_a_plain_no_is_about_something_else(
    house: Stage, office: Office
) -> None:
    house.clock.at = DECIDED_AT + timedelta(hours=1)
    await house.hear(phone(1), "no")
    assert "closed" in await last(house)
    await house.hear(phone(1), "DISAGREE")
    assert "What did we get wrong?" in await last(house)


async def test_a_button_counts_and_may_be_tapped_again(house: Stage, office: Office) -> None:
    talk = await talk_at(house, chat(1))
    for word in ("+agree", "+disagree"):
        data = tap_data(talk.id, talk.step or "", word)
        house.clock.at += timedelta(minutes=1)
        await take(house, arrives(house, chat(1), Tap(data, "1", "q")))

    assert "What did we get wrong?" in await last(house, "telegram")
    async with house.store.read() as reader:
        assert await reader.echoes(SLUG, house.clock.at + timedelta(hours=1)) == (0, 1)


async def test_agree_counts_where_another_consultation_asks_something_else(
    house: Stage, office: Office
) -> None:
    await launch_parks(house, [entry(1)])
    house.clock.at += timedelta(hours=2)
    await house.hear(phone(1), "yes")
    await house.sent()
    await house.hear(phone(1), "AGREE")

    assert "you agree" in "\n".join(message.body for message in await house.sent())


async def test_before_anybody_was_told_nothing_is_counted(empty: Stage) -> None:
    await empty.launch(entries(1))
    await empty.hear(phone(1), "yes", "1")
    await close.close(empty.office(), SLUG)
    await empty.hear(phone(1), "AGREE")

    assert "closed" in await last(empty)
    async with empty.store.read() as reader:
        assert await reader.echoes(SLUG, empty.clock.at + timedelta(hours=1)) == (0, 0)


async def test_of_an_unknown_consultation_nothing_is_said(empty: Stage) -> None:
    with pytest.raises(Refused, match="No consultation called nothing"):
        await echo.count(empty.office(), "nothing")

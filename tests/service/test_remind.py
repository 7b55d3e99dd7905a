"""Silence is answered by day, once, in the language spoken; then a person is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import LIMITS
from bot.model import CaseKind, OutboundMessage, Status
from bot.service import close
from bot.service.remind import Reminder
from tests.exchange.talks import PARKS
from tests.service.messages import launch_parks, person_at, standing, talk_at
from tests.service.stage import NOON, SLUG, Stage, chat, entries, entry, phone

DAY = timedelta(days=1)
REMINDER = "Example NHS Trust: questions left:"


async def silence(house: Stage, length: timedelta = timedelta()) -> list[OutboundMessage]:
    """Let time pass in steps of an hour, as the loop would see it; what was sent meanwhile."""
    sent: list[OutboundMessage] = []
    until = house.clock.at + length
    await house.shelf.refresh()
    reminder = Reminder(house.store, house.shelf, house.clock, LIMITS)
    while True:
        while await reminder.once():
            sent += [*await house.sent(), *await house.sent("telegram")]
        if house.clock.at >= until:
            return sent
        house.clock.at = min(until, house.clock.at + timedelta(hours=1))


async def begun(house: Stage, *replies: str, language: str = "en") -> None:
    """One person on the list, after these replies; what was said to them is read."""
    await house.launch([entry(1, language=language)])
    if replies:
        await house.hear(phone(1), *replies)
    await house.sent()


# ── When and what ─────────────────────────────────────────────────────────────────────────────


async def test_after_two_days_the_question_is_put_again_with_what_is_left(house: Stage) -> None:
    await begun(house, "yes")

    assert await silence(house, 2 * DAY - timedelta(hours=1)) == []
    (sent,) = await silence(house, timedelta(hours=2))
    assert sent.body.startswith(f"{REMINDER} 6. Reply to carry on, or STOP.")
    assert "When was your last eye screening?" in sent.body


async def test_it_is_said_in_the_persons_language(house: Stage) -> None:
    await begun(house, "1", language="bn")

    (sent,) = await silence(house, 2 * DAY + timedelta(hours=1))
    assert "প্রশ্ন বাকি" in sent.body


async def test_there_are_as_many_as_the_plan_has_and_then_a_person_is_asked(
    house: Stage,
) -> None:
    await begun(house, "yes")

    assert len(await silence(house, 6 * DAY)) == 2
    assert (await standing(house)).cases == ()
    assert await silence(house, 6 * DAY) == []
    (case,) = (await standing(house)).cases
    assert (case.kind, case.step) == (CaseKind.CALL_THEM, "last_visit")


async def test_whoever_answers_is_not_reminded_of_it(house: Stage) -> None:
    await begun(house, "yes")
    await silence(house, DAY)
    await house.hear(phone(1), "never")
    await house.sent()

    assert await silence(house, DAY + timedelta(hours=2)) == []


@pytest.mark.parametrize("word", ["STOP", "no"], ids=["who_stopped", "who_declined"])
async def test_nobody_is_reminded_who(house: Stage, word: str) -> None:
    await begun(house, word)

    assert await silence(house, 12 * DAY) == []
    assert (await standing(house)).cases == ()


async def test_nobody_is_reminded_of_what_has_closed(house: Stage) -> None:
    await begun(house, "yes")
    await close.close(house.office(), SLUG)

    assert await silence(house, 5 * DAY) == []


async def test_who_is_with_a_person_is_not_reminded(house: Stage) -> None:
    await begun(house, "yes", "purple", "purple", "purple")

    assert (await talk_at(house, phone(1))).status is Status.PARKED
    assert await silence(house, 12 * DAY) == []


# ── Quiet hours ───────────────────────────────────────────────────────────────────────────────


async def begun_at_night(house: Stage) -> None:
    """Invited at noon, answered at nine in the evening."""
    await begun(house)
    house.clock.at = datetime(2027, 3, 2, 21, tzinfo=UTC)
    await house.hear(phone(1), "yes")
    await house.sent()


async def test_at_night_it_waits_for_the_morning(house: Stage) -> None:
    await begun_at_night(house)

    assert await silence(house, 2 * DAY + timedelta(hours=11)) == []
    (sent,) = await silence(house, timedelta(hours=1))
    assert sent.body.startswith(REMINDER)
    assert house.clock.at.hour == 9


async def test_who_answers_in_the_night_is_spared_the_morning(house: Stage) -> None:
    await begun_at_night(house)
    await silence(house, 2 * DAY + timedelta(hours=2))
    await house.hear(phone(1), "never")
    await house.sent()

    assert await silence(house, timedelta(hours=14)) == []


# ── Several consultations ─────────────────────────────────────────────────────────────────────


async def both(house: Stage) -> None:
    """Busy in the first consultation when the second came."""
    await begun(house, "yes")
    await launch_parks(house, [entry(1)])
    assert await house.sent() == []


async def test_who_was_busy_when_invited_hears_of_it_once_they_fall_silent(house: Stage) -> None:
    await both(house)
    assert (await talk_at(house, phone(1), PARKS)).status is Status.WAITING

    (sent,) = await silence(house, timedelta(hours=2))

    assert sent.body.startswith("Example Council")
    assert "STOP" in sent.body
    assert (await talk_at(house, phone(1), PARKS)).status is Status.INVITED
    assert (await talk_at(house, phone(1), SLUG)).status is Status.WAITING


async def test_it_is_held_back_as_long_as_they_talk(house: Stage) -> None:
    await both(house)
    for line in ("never", "too far", "40"):
        house.clock.at += timedelta(minutes=50)
        await house.hear(phone(1), line)
        await house.sent()
        assert await silence(house) == []

    assert len(await silence(house, timedelta(hours=3))) == 1


async def test_who_came_to_it_by_themselves_is_not_invited_again(house: Stage) -> None:
    await both(house)
    await house.hear(phone(1), "STOP")
    await house.sent()

    assert await silence(house, 5 * DAY) == []


async def test_a_waiting_one_is_reminded_of_and_takes_the_focus(house: Stage) -> None:
    await both(house)
    await silence(house, timedelta(hours=2))
    sent = await silence(house, 2 * DAY)

    first = [message for message in sent if message.body.startswith(REMINDER)]
    assert len(first) == 1
    assert len(sent) == 2
    person = await person_at(house, phone(1))
    focused = next(c for c in person.conversations if c.id == person.focus)
    others = [c.status for c in person.conversations if c is not focused]
    assert others == [Status.WAITING]

    await house.hear(phone(1), "yes" if focused.consultation == PARKS else "never")
    assert (await talk_at(house, phone(1), focused.consultation)).answers


async def test_two_reminders_do_not_come_at_once(house: Stage) -> None:
    await both(house)
    await silence(house, timedelta(hours=2))
    house.clock.at += 3 * DAY

    assert len(await silence(house)) == 1
    assert len(await silence(house, timedelta(hours=1))) == 1


async def test_a_reminder_interrupts_nobody_who_is_talking(house: Stage) -> None:
    await both(house)
    await silence(house, timedelta(hours=2))
    house.clock.at += 2 * DAY - timedelta(hours=3)
    await house.hear(phone(1), "yes")
    await house.sent()
    house.clock.at += timedelta(minutes=50)
    before = await talk_at(house, phone(1), PARKS)

    assert await silence(house) == []
    (sent,) = await silence(house, timedelta(hours=3))
    assert sent.body.startswith(REMINDER)
    assert (before.step, before.status) == ("visits", Status.ACTIVE)


# ── Many ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_whole_list_is_reminded_once_each(house: Stage) -> None:
    await house.launch([*entries(30), entry(31, chat(31))])
    await house.sent(), await house.sent("telegram")
    sent = await silence(house, 2 * DAY + timedelta(hours=1))

    assert len(sent) == 31
    assert len({message.to for message in sent}) == 31
    assert house.clock.at > NOON

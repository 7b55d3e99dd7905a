"""Launching: everyone once, nobody who left, nothing before its time, and the price foretold."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.errors import Refused
from bot.flow.hours import Calendar
from bot.flow.structure import Document, Plan
from bot.language import segments
from bot.model import Lifecycle, Status
from bot.service.launch import (
    Entry,
    Order,
    Readers,
    Tariff,
    choose,
    forecast,
    open_and_invite,
    refuse_what_cannot_open,
    unmet,
    unready,
    with_cap,
)
from bot.service.launch.choosing import INVITED, LATER, STOPPED, TWICE
from bot.service.launch.digest import digest_of
from bot.service.launch.pace import Pace
from tests.service.stage import (
    NOON,
    SLUG,
    Stage,
    catalogue,
    chat,
    entries,
    entry,
    eye_screening,
    phone,
    running,
)

pytestmark = pytest.mark.asyncio


def with_plan(**changes: object) -> Document:
    document = eye_screening()
    return replace(document, plan=replace(document.plan, **changes))


async def conversations(house: Stage) -> Counter[str]:
    async with house.store.begin() as transaction:
        people = await transaction.participants(SLUG, None, 5000, tuple(Status))
    return Counter(c.status.value for person in people for c in person.conversations)


# ── Words worked out once for many ────────────────────────────────────────────────────────────


async def test_everybody_reads_the_invitation_of_their_language_about_their_own_conversation(
    house: Stage,
) -> None:
    people = [entry(n, chat(n), language=("en", "bn")[n % 2]) for n in range(1, 9)]
    await house.launch(people)
    sent = await house.sent("telegram")

    assert len({message.body for message in sent}) == 2
    assert len({button.data for message in sent for button in message.buttons}) == 2 * len(people)


async def test_options_in_an_order_of_their_own_are_so_for_each(house: Stage) -> None:
    document = eye_screening()
    (step,) = [each for each in document.flow.steps if each.id == "barriers"]
    steps = (replace(step, ask_if=None),)
    flow = replace(document.flow, steps=steps)
    await house.launch(entries(12), document=replace(document, flow=flow))

    assert len({message.body for message in await house.sent()}) > 6


# ── What a launch needs ───────────────────────────────────────────────────────────────────────


async def test_the_flow_that_ships_can_be_launched() -> None:
    assert list(unmet(eye_screening(), NOON)) == []


@pytest.mark.parametrize("key", ["purpose", "promise", "decision", "feedback", "keep", "closes"])
async def test_what_is_promised_must_stand_in_the_file(key: str) -> None:
    document = with_plan(**{key: "" if key in {"purpose", "promise"} else None})

    (reason,) = unmet(document, NOON)

    assert f"{key}: is missing" in reason


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"closes": NOON - timedelta(days=1), "opens": None}, "S-202", id="past"),
        pytest.param({"opens": NOON + timedelta(days=90)}, "S-202", id="opens_after_closing"),
    ],
)
async def test_dates_must_let_people_answer(changes: dict[str, object], code: str) -> None:
    assert any(code in reason for reason in unmet(with_plan(**changes), NOON))


async def test_a_decision_before_the_closing_is_no_consultation() -> None:
    decision = eye_screening().plan.decision
    assert decision is not None
    early = replace(decision, date=NOON.date())

    (reason,) = unmet(with_plan(decision=early), NOON)

    assert reason.startswith("S-204")


async def test_an_unreviewed_language_is_named_with_who_would_read_it() -> None:
    readers = Readers({"bn": 212}, {"bn": ["Nasima Akter"], "en": ["Kit Marlow"]})

    reasons = unready(eye_screening(), catalogue(), readers)
    reason = next(each for each in reasons if "(bn)" in each)

    assert "not reviewed by a named person" in reason
    assert "bot.invitation, " in reason
    assert "212 people" in reason
    assert "Who could review it: Nasima Akter." in reason
    assert "--accept-drafts NAME" in reason


# ── The forecast ──────────────────────────────────────────────────────────────────────────────


def tariff(rate: float = 1.0) -> Tariff:
    prices = {"sms": 4.0, "telegram": 0.0}
    return Tariff(lambda channel, _: prices[channel], lambda _: rate, LIMITS)


async def test_the_forecast_counts_segments_and_price_per_language_and_channel() -> None:
    people = [*entries(10), *(entry(n, language="bn") for n in range(11, 16)), entry(20, chat(1))]

    found = forecast(running(), people, {}, tariff(), NOON)

    by_group = {(line.language, line.channel): line for line in found.lines}
    english, bengali = by_group["en", "sms"], by_group["bn", "sms"]
    assert (english.people, bengali.people, by_group["en", "telegram"].people) == (10, 5, 1)
    assert bengali.invitation_units > english.invitation_units >= 2
    assert english.conversation_units > english.invitation_units
    assert english.invitation_pence == 10 * english.invitation_units * 4.0
    assert by_group["en", "telegram"].most_pence == 0


async def test_the_forecast_is_what_is_queued(house: Stage) -> None:
    people = [*entries(6), *(entry(n, language="bn") for n in range(11, 15))]
    found = forecast(running(), people, {}, tariff(), house.clock.at)

    await house.launch(people)

    async with house.store.read() as reader:
        standing = await reader.standing(SLUG)
    assert sum(standing.outbox.values()) == found.people == 10
    units = sum(line.people * line.invitation_units for line in found.lines)
    assert units == sum(segments.count(message.body).segments for message in await house.sent())


@pytest.mark.parametrize(
    ("now", "starts", "is_held"),
    [
        pytest.param("2027-03-02T12:00", "2027-03-02T12:00", False, id="by_day_at_once"),
        pytest.param("2027-03-02T21:40", "2027-03-03T09:00", True, id="at_night_in_the_morning"),
        pytest.param("2027-03-06T21:00", "2027-03-07T11:00", True, id="sunday_at_eleven"),
        pytest.param("2027-02-20T12:00", "2027-03-02T09:00", True, id="not_before_it_opens"),
    ],
)
async def test_the_first_leaves_when_it_may(now: str, starts: str, is_held: bool) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    found = forecast(running(), entries(1), {}, tariff(), at)

    assert found.starts == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    assert found.is_held is is_held


async def test_the_last_leaves_at_the_senders_pace_and_never_at_night() -> None:
    found = forecast(running(), entries(900), {}, tariff(rate=0.05), NOON)

    (line,) = found.lines
    waking = timedelta(seconds=900 * line.invitation_units / 0.05)
    assert found.ends - found.starts > waking
    plan = running().launched.document.plan
    assert not Calendar(plan.quiet_hours, plan.timezone).is_quiet(found.ends)


@given(
    hours=st.integers(0, 400),
    spent=st.lists(st.integers(1, 5000), max_size=5),
    rate=st.floats(0.05, 30),
)
async def test_no_pace_ever_leads_into_the_night(
    hours: int, spent: list[int], rate: float
) -> None:
    plan = Plan(languages=("en",))
    pace = Pace(NOON + timedelta(hours=hours), plan, rate)

    for units in spent:
        before = pace.now
        pace.spend(units)

        assert pace.now >= before + timedelta(seconds=0.99 * units / rate)
        assert not Calendar(plan.quiet_hours, plan.timezone).is_quiet(pace.now)


# ── Opening ───────────────────────────────────────────────────────────────────────────────────


async def test_everyone_on_the_list_gets_one_invitation_with_the_first_question(
    house: Stage,
) -> None:
    done = await house.launch([*entries(3), entry(4, chat(4)), entry(5, language="bn")])

    assert done.invited == 5
    texts = await house.sent()
    assert len(texts) == 4
    assert len(await house.sent("telegram")) == 1
    english = [message.body for message in texts if message.to != phone(5).value]
    assert len(set(english)) == 1
    assert "Example NHS Trust" in english[0]
    assert await conversations(house) == {"invited": 5}


async def test_the_version_is_frozen_and_the_deed_recorded(house: Stage) -> None:
    await house.launch(entries(1))

    async with house.store.read() as reader:
        (launched,) = await reader.launched()
        frozen = await reader.document(eye_screening().version)
    assert launched.lifecycle is Lifecycle.OPEN
    assert frozen is not None
    assert frozen.flow == eye_screening().flow


async def test_an_invitation_at_night_waits_for_the_morning(house: Stage) -> None:
    house.clock.at = datetime(2027, 3, 2, 21, 40, tzinfo=UTC)
    await house.launch(entries(2))

    assert await house.sent() == []
    house.clock.at = datetime(2027, 3, 3, 8, 59, tzinfo=UTC)
    assert await house.sent() == []
    house.clock.at = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
    assert len(await house.sent()) == 2


async def test_an_invitation_before_the_opening_waits_for_it(house: Stage) -> None:
    house.clock.at = datetime(2027, 2, 20, 12, tzinfo=UTC)
    await house.launch(entries(1))

    assert await house.sent() == []
    house.clock.at = datetime(2027, 3, 2, 9, tzinfo=UTC)
    assert len(await house.sent()) == 1


async def test_nobody_is_invited_to_what_has_closed(house: Stage) -> None:
    await house.launch(entries(1))
    house.clock.at = datetime(2027, 4, 1, 12, tzinfo=UTC)

    assert await house.sent() == []


async def test_the_same_list_is_invited_once(house: Stage) -> None:
    await house.launch(entries(3))
    again = await house.choose(entries(3))

    assert again.chosen == []
    assert again.left_out == {INVITED: 3}


async def test_the_same_list_and_words_are_known_by_their_digest(house: Stage) -> None:
    order = Order(running(), entries(3), "officer")
    await house.launch(entries(3))

    with pytest.raises(Refused, match=r"S-330 This list \(3 people\) was invited"):
        await refuse_what_cannot_open(order, house.desk)


async def test_the_digest_needs_the_key() -> None:
    one, two = (digest_of(eye_screening(), entries(1), word * 11) for word in (b"one", b"two"))

    assert one != two


async def test_a_longer_list_invites_only_the_new(house: Stage) -> None:
    await house.launch(entries(3))
    done = await house.launch(entries(5))

    assert done.invited == 2
    assert await conversations(house) == {"invited": 5}


async def test_waves_invite_the_next_so_many_and_then_nobody(house: Stage) -> None:
    first = await house.choose(entries(5), wave=2)
    assert first.left_out == {LATER: 3}

    invited = [(await house.launch(entries(5), wave=2)).invited for _ in range(3)]

    assert invited == [2, 2, 1]
    assert (await house.choose(entries(5), wave=2)).left_out == {INVITED: 5}


async def test_a_launch_cut_short_goes_on_where_it_stopped(house: Stage) -> None:
    """As after a crash between two pages: some are in, the list is not noted as sent."""
    await house.launch(entries(2))

    done = await house.launch(entries(4))

    assert done.invited == 2
    assert len(await house.sent()) == 4


async def test_whoever_stopped_is_never_invited_again(house: Stage) -> None:
    await house.launch(entries(2))
    await house.hear(phone(1), "STOP")
    choice = await house.choose([entry(1), entry(1, chat(9), phone(1))])

    assert choice.chosen == []
    assert choice.left_out == {STOPPED: 2}


async def test_whoever_stops_between_forecast_and_sending_is_left_out(house: Stage) -> None:
    await house.launch(entries(1))
    order = Order(running(), (entry(1), entry(2)), "officer")
    await house.hear(phone(1), "STOP")

    done = await open_and_invite(order, house.desk, "digest")

    assert done.invited == 1
    assert done.left_out == {STOPPED: 1}


async def test_two_rows_that_lead_to_one_person_are_one_voice(house: Stage) -> None:
    await house.launch([entry(1, chat(1), phone(1))])
    async with house.store.begin() as transaction:
        known = await transaction.people([chat(1), phone(1)])
    assert known[chat(1)][0].participant.id == known[phone(1)][0].participant.id

    document = replace(eye_screening(), flow=replace(eye_screening().flow, slug="another"))
    choice = await choose(house.store, document.flow.slug, [entry(1), entry(2, chat(1))], None)

    assert [chosen.entry.row for chosen in choice.chosen] == [2]
    assert choice.left_out == {TWICE: 1}


async def test_other_questions_under_the_same_name_are_refused(house: Stage) -> None:
    await house.launch(entries(1))
    flow = replace(eye_screening().flow, steps=eye_screening().flow.steps[:3])
    other = replace(eye_screening(), flow=flow, version="0" * 64)

    with pytest.raises(Refused, match="S-332"):
        await house.launch(entries(2), document=other)


async def test_someone_without_an_address_joins_by_a_personal_link(house: Stage) -> None:
    done = await house.launch([Entry(2, "bn", name="Amina", link_worker="rahima"), entry(2)])

    assert done.invited == 1
    (link,) = house.links
    assert (link.row, link.name, link.link_worker) == (2, "Amina", "rahima")
    assert len(link.token) >= 22

    await house.hear(chat(7), f"/start {link.token}")

    (invitation,) = await house.sent("telegram")
    assert "ল" in invitation.body  # in Bengali, as the list said
    assert await conversations(house) == {"invited": 2}


async def test_a_longer_list_makes_no_second_link_for_anyone(house: Stage) -> None:
    amina, twin = Entry(2, "bn", name="Amina"), Entry(3, "bn", name="Amina")
    await house.launch([amina, entry(2)])
    await house.launch([amina, twin, entry(2), entry(3)])

    assert [link.row for link in house.links] == [2, 3]


async def test_a_list_of_several_pages_is_one_launch(house: Stage) -> None:
    people = [entry(n, chat(n)) for n in range(1, 2101)]

    done = await house.launch(people)

    assert done.invited == 2100
    assert await conversations(house) == {"invited": 2100}


async def test_a_slow_sender_is_given_its_pages_one_after_the_other(house: Stage) -> None:
    house.rate = 0.5
    await house.launch([entry(n, chat(n)) for n in range(1, 1501)])

    first = await house.store.next_due("telegram")
    assert first == NOON
    early = len(await house.sent("telegram"))
    house.clock.at += timedelta(hours=1)
    later = len(await house.sent("telegram"))

    assert (early, later) == (1000, 500)


# ── Held back ─────────────────────────────────────────────────────────────────────────────────


async def test_the_finish_is_honest_about_holidays_and_peoples_own_hours() -> None:
    """From the eve of Good Friday, to one who wants to be texted in the evening."""
    eve = datetime(2027, 3, 25, 21, tzinfo=UTC)
    late = replace(entry(2), hours="17:00-20:00")

    plain = forecast(running(), entries(1), {}, tariff(), eve)
    evening = forecast(running(), [entry(1), late], {}, tariff(), eve)

    assert plain.starts == datetime(2027, 3, 27, 9, tzinfo=UTC)
    assert evening.starts == plain.starts
    assert evening.ends == datetime(2027, 3, 27, 17, tzinfo=UTC)


async def test_the_finish_is_honest_about_who_has_had_enough_this_week() -> None:
    plan = running().launched.document.plan
    free = NOON + timedelta(days=5, hours=9)
    found = with_cap(forecast(running(), entries(2), {}, tariff(), NOON), [free], plan)

    assert found.capped == 1
    assert found.ends == datetime(2027, 3, 8, 9, tzinfo=UTC)  # it frees at night


async def test_own_hours_are_kept_by_what_is_really_sent(house: Stage) -> None:
    await house.launch([entry(1), replace(entry(2), hours="17:00-20:00")])

    assert [message.to for message in await house.sent()] == [phone(1).value]
    house.clock.at = NOON.replace(hour=17)
    assert [message.to for message in await house.sent()] == [phone(2).value]

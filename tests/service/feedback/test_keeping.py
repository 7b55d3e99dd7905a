"""The promises of a consultation, kept by themselves: each on its day, to each person once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.errors import Refused
from bot.flow.promises import promises
from bot.model import Kept, OutboundMessage, Promise, PromiseKind, Punctuality
from bot.service import feedback
from bot.service.feedback import people, recording
from tests.service.feedback.told import (
    BENGALI,
    DAY,
    DECIDED,
    EVENINGS,
    HEARD,
    PEOPLE,
    PLAN,
    SHARED,
    WAITS,
    at,
    decide,
    news,
    of,
    reported,
    share_a_phone,
)
from tests.service.stage import SLUG, Stage, phone

pytestmark = pytest.mark.asyncio

EVERYONE = sorted(phone(n).value for n in range(1, PEOPLE + 1))
MONTH = timedelta(days=30)


def whom(sent: Sequence[OutboundMessage]) -> list[str]:
    return sorted(each.to for each in sent)


async def owed(house: Stage) -> dict[tuple[PromiseKind, int], Promise]:
    async with house.store.read() as reader:
        found = promises(PLAN, await reader.ledger(SLUG))
    return {(each.kind, each.number): each for each in found}


async def write_news(house: Stage, number: int) -> None:
    await recording.record_news(house.office(), SLUG, news(number, house.clock.at))


# ── On the day ────────────────────────────────────────────────────────────────────────────────


async def test_everyone_hears_what_was_decided_on_the_promised_day(reported: Stage) -> None:
    await decide(reported)
    assert await at(reported, DECIDED - DAY) == []

    sent = await at(reported, DECIDED)

    assert whom(sent) == EVERYONE
    assert (await owed(reported))[PromiseKind.DECIDED, 0].kept_at == DECIDED
    assert await at(reported, DECIDED + DAY) == []


async def test_each_reads_it_in_their_language(reported: Stage) -> None:
    await decide(reported)

    sent = await at(reported, DECIDED)

    assert "সিদ্ধান্ত নিয়েছে" in of(sent, BENGALI)
    assert "না: কাছের ক্লিনিক\nখরচ বেশি।" in of(sent, BENGALI)
    assert "No: A nearer clinic\nIt costs too much." in of(sent, 5)


async def test_what_one_of_two_on_a_phone_chose_is_not_answered_there(house: Stage) -> None:
    await share_a_phone(house)
    await reported(house)
    given = await decide(house)

    sent = await at(house, DECIDED)

    theirs = [each.body for each in sent if each.to == SHARED.value]
    assert len(theirs) == 2
    for body in theirs:
        assert "You chose" not in body
        titles = [body.index(theme.title["en"]) for theme in given.themes]
        assert titles == sorted(titles)  # and in no order of theirs
    assert "You chose: Longer ago." in of(sent, 5)
    assert of(sent, 5).index("A nearer clinic") < of(sent, 5).index("Evenings")


async def test_what_happened_next_comes_at_three_months_and_at_twelve(reported: Stage) -> None:
    await decide(reported)
    await at(reported, DECIDED)
    sent = []
    for number, wait in enumerate(WAITS, start=1):
        reported.clock.at += DAY
        await write_news(reported, number)
        assert await at(reported, DECIDED + wait - DAY) == []
        sent.append(await at(reported, DECIDED + wait))

    assert [whom(each) for each in sent] == [EVERYONE, EVERYONE]
    assert "News number 1.\nNext news: 4 May 2028." in of(sent[0], 1)
    assert "খবর ২।\nমেসেজ না চাইলে STOP লিখুন।" in of(sent[1], BENGALI)
    standing = {each.standing(reported.clock.at) for each in (await owed(reported)).values()}
    assert standing == {Punctuality.KEPT}
    assert await at(reported, DECIDED + 3 * timedelta(days=365)) == []


async def test_whoever_stopped_hears_nothing(reported: Stage) -> None:
    await decide(reported)
    await reported.hear(phone(1), "STOP")
    await reported.sent()

    assert whom(await at(reported, DECIDED)) == EVERYONE[1:]


# ── Crashes ───────────────────────────────────────────────────────────────────────────────────


async def test_a_crash_between_two_pages_sends_nothing_twice_and_leaves_nobody_out(
    reported: Stage,
) -> None:
    found = await decide(reported)
    reported.clock.at = DECIDED
    running = reported.shelf.running(SLUG)
    assert running is not None
    small = people.LIMIT_PAGE
    note = f"telling.decided.1.{SLUG}"
    async with reported.store.read() as reader:
        first = sorted((await _participants(reported)), key=lambda key: key)[4]
        assert not await reader.kept(note)
    async with reported.store.begin() as transaction:  # as a crash after the fifth left it
        await transaction.save_decision(SLUG, replace(found, published_at=DECIDED))
        await transaction.keep(note, first)

    rest = await at(reported, DECIDED)
    async with reported.store.begin() as transaction:  # and as one before its page was committed
        await transaction.keep(note, "")
    again = await _again(reported)

    assert small >= PEOPLE
    assert len(rest) == PEOPLE - 5
    assert len(again) == 5
    assert sorted([*whom(rest), *whom(again)]) == EVERYONE


async def _participants(house: Stage) -> list[str]:
    from bot.model import Status

    async with house.store.begin() as transaction:
        page = await transaction.participants(SLUG, None, 100, tuple(Status))
    return [person.participant.id.hex for person in page]


async def _again(house: Stage) -> Sequence[OutboundMessage]:
    """The whole of it once more, as the same command would."""
    from bot.service.feedback import publishing

    running = house.shelf.running(SLUG)
    assert running is not None
    async with house.store.read() as reader:
        (found,) = (await reader.ledger(SLUG)).decisions
    await publishing.tell_decision(house.office(), running, found)
    return await house.sent()


async def test_a_promise_is_kept_by_the_next_round_where_a_crash_came_last(
    reported: Stage,
) -> None:
    await decide(reported)
    await at(reported, DECIDED)
    running = reported.shelf.running(SLUG)
    assert running is not None

    assert await _again(reported) == []
    assert (await owed(reported))[PromiseKind.DECIDED, 0].kept_at == DECIDED


# ── Late ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_day_on_which_nothing_can_be_told_brings_an_apology_and_a_new_date(
    reported: Stage,
) -> None:
    sent = await at(reported, DECIDED)

    assert whom(sent) == EVERYONE
    assert of(sent, 1) == (
        'Example NHS Trust: our decision on "Getting to diabetic eye screening", promised for '
        "5 May 2027, is late. We are sorry.\nIt is not finished yet.\n"
        "New date: 4 June 2027. STOP ends texts."
    )
    assert "৫ মে, ২০২৭ তারিখে জানানোর কথা ছিল, দেরি হচ্ছে" in of(sent, BENGALI)
    assert (await owed(reported))[PromiseKind.DECIDED, 0].standing(DECIDED) is Punctuality.LATE
    assert await at(reported, DECIDED + DAY) == []


async def test_an_officers_reason_and_date_go_instead(reported: Stage) -> None:
    because = {"en": "The board meets later.", "bn": "বোর্ড পরে বসবে।"}
    until = (DECIDED + 10 * DAY).date()
    await recording.postpone(reported.office(), SLUG, until, because)

    sent = await at(reported, HEARD + 2 * DAY)

    assert "Why: The board meets later.\nNew date: 15 May 2027." in of(sent, 1)
    assert "কেন: বোর্ড পরে বসবে।\nনতুন তারিখ: ১৫ মে, ২০২৭।" in of(sent, BENGALI)
    assert await at(reported, DECIDED) == []


async def test_a_reason_that_is_not_said_in_a_language_is_left_out_there(reported: Stage) -> None:
    until = (DECIDED + 10 * DAY).date()
    await recording.postpone(reported.office(), SLUG, until, {"en": "The board meets later."})

    sent = await at(reported, HEARD + 2 * DAY)

    assert "কাজটা এখনও শেষ হয়নি।" in of(sent, BENGALI)
    assert "board" not in of(sent, BENGALI)


async def test_what_is_recorded_late_goes_out_once_its_author_has_slept_on_it(
    reported: Stage,
) -> None:
    await at(reported, DECIDED)
    reported.clock.at = DECIDED + 5 * DAY
    await decide(reported)

    assert await at(reported, DECIDED + 5 * DAY) == []
    assert whom(await at(reported, DECIDED + 6 * DAY)) == EVERYONE


async def test_the_news_moves_with_a_late_decision(reported: Stage) -> None:
    await at(reported, DECIDED)
    reported.clock.at = DECIDED + 9 * DAY
    await decide(reported)
    told_at = DECIDED + 10 * DAY
    await at(reported, told_at)

    assert (await owed(reported))[PromiseKind.NEXT, 1].due == told_at + WAITS[0]
    await write_news(reported, 1)
    assert await at(reported, DECIDED + WAITS[0]) == []
    assert whom(await at(reported, told_at + WAITS[0])) == EVERYONE


async def test_a_second_date_that_passes_brings_no_second_apology(reported: Stage) -> None:
    await at(reported, DECIDED)

    assert await at(reported, DECIDED + MONTH) == []
    assert await at(reported, DECIDED + 6 * MONTH) == []
    found = (await owed(reported))[PromiseKind.DECIDED, 0]
    assert found.standing(DECIDED + 2 * MONTH) is Punctuality.OVERDUE


async def test_an_officer_who_moves_it_again_makes_one_more_apology(reported: Stage) -> None:
    await at(reported, DECIDED)
    reported.clock.at = DECIDED + 20 * DAY
    until = (DECIDED + 60 * DAY).date()
    await recording.postpone(reported.office(), SLUG, until, {"en": "The site was sold."})

    sent = await at(reported, DECIDED + 20 * DAY)

    assert "promised for 4 June 2027" in of(sent, 1)
    assert "New date: 4 July 2027" in of(sent, 1)
    assert await at(reported, DECIDED + 30 * DAY) == []


async def test_a_server_that_was_down_gives_a_date_that_is_to_come(reported: Stage) -> None:
    sent = await at(reported, DECIDED + 61 * DAY)

    assert "New date: 4 August 2027" in of(sent, 1)


# ── Before its day, and again ─────────────────────────────────────────────────────────────────


async def test_an_officer_tells_people_before_the_day(reported: Stage) -> None:
    await decide(reported)
    shown = await feedback.shown(reported.office(), SLUG, PromiseKind.DECIDED)

    told = await feedback.tell_now(reported.office(), SLUG, PromiseKind.DECIDED)

    bodies = {each.language: each.bodies for each in shown if each.channel == "sms"}
    sent = await at(reported, HEARD + 2 * DAY)
    assert told == PEOPLE
    assert len(sent) == PEOPLE
    assert set(bodies) == set(PLAN.languages)
    with pytest.raises(Refused, match="everybody was told what was decided"):
        await feedback.tell_now(reported.office(), SLUG, PromiseKind.DECIDED)
    assert await at(reported, DECIDED) == []


async def test_a_later_decision_is_told_by_itself_a_day_after(reported: Stage) -> None:
    await decide(reported)
    await at(reported, DECIDED)
    reported.clock.at = DECIDED + 12 * DAY
    await decide(reported, EVENINGS)

    assert await at(reported, DECIDED + 12 * DAY) == []
    assert whom(await at(reported, DECIDED + 13 * DAY)) == EVERYONE
    assert await at(reported, DECIDED + 20 * DAY) == []


async def test_what_people_hear_next_is_named(reported: Stage) -> None:
    office = reported.office()
    kinds = [await feedback.upcoming(office, SLUG)]
    with pytest.raises(Refused, match="no decision is recorded"):
        await feedback.shown(office, SLUG, PromiseKind.DECIDED)
    await decide(reported)
    await at(reported, DECIDED)
    kinds.append(await feedback.upcoming(office, SLUG))
    with pytest.raises(Refused, match="no news is recorded"):
        await feedback.tell_now(office, SLUG, PromiseKind.NEXT)
    await write_news(reported, 1)
    shown = await feedback.shown(office, SLUG, PromiseKind.NEXT)
    async with reported.store.begin() as transaction:
        for n in (1, 2):
            await transaction.keep_promise(SLUG, Kept(PromiseKind.NEXT, n, _now(reported)))

    assert kinds == [PromiseKind.DECIDED, PromiseKind.NEXT]
    assert "News number 1." in shown[0].bodies[0]
    with pytest.raises(Refused, match="heard all that they were promised"):
        await feedback.upcoming(office, SLUG)


def _now(house: Stage) -> datetime:
    return house.clock.at

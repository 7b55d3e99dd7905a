"""Items are rated in rounds: what the group said is worked out once, told, and asked about again.

Twenty people rate three items; every figure here was worked out by hand.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.flow.load import load
from bot.flow.structure import Document
from bot.flow.version import digest
from bot.model import Address, GroupRating, Lifecycle, OutboundMessage, Outcome, Round, Status
from bot.questions.delphi import Delphi
from bot.results.shape import as_data, as_text
from bot.results.summary import Counts
from bot.service import close, person, rounds
from bot.service.feedback import heard
from bot.service.launch import Order, choose, open_and_invite, refuse_what_cannot_open, unmet
from bot.service.remind import Reminder
from bot.shelf.figures import latest
from tests.service.messages import person_at
from tests.service.stage import ROOT, Stage, entries, entry, phone, played, running

SLUG = "delphi-rounds"
PEOPLE = 20
LATE = PEOPLE + 1
"""Joins in the second round."""
SILENT = PEOPLE + 2
"""Never answers."""
DAY = timedelta(days=1)


@lru_cache
def document() -> Document:
    """The flow that ships, with its first items and nothing after them."""
    loaded = load(ROOT / "flows" / SLUG, ROOT / "flows" / "_blocks")
    consent, rate, _ = loaded.flow.steps
    assert isinstance(rate.question, Delphi)
    question = replace(rate.question, items=("evenings", "nearer", "lift"))
    flow = replace(loaded.flow, steps=(consent, replace(rate, question=question)))
    return replace(loaded, flow=flow, version=digest(flow))


PLAN = document().plan
assert PLAN.opens is not None
assert PLAN.closes is not None
OPENS: datetime = PLAN.opens
CLOSES: datetime = PLAN.closes


def ends(number: int) -> datetime:
    """When a round ends: nine in the morning, two weeks after the one before."""
    return OPENS + number * timedelta(days=14)


def first_ratings(n: int) -> tuple[str, str, str]:
    """What the nth says in the first round of evenings, a nearer clinic and a lift."""
    evenings = "8" if n <= 16 else "2"  # 16 of 20 at the upper end: 80%, settled
    nearer = "3" if n <= 8 else "5" if n <= 12 else "7"  # 8, 4 and 8
    return evenings, nearer, "9" if n <= 10 else "1"  # ten each


async def first_round(house: Stage) -> None:
    """Twenty people rate; one is invited and silent."""
    house.clock.at = OPENS + timedelta(hours=1)
    people = [*entries(PEOPLE - 1), entry(PEOPLE, language="bn"), entry(LATE), entry(SILENT)]
    choice = await choose(house.store, SLUG, people, None)
    chosen = tuple(each.entry for each in choice.chosen)
    order = Order(running(document()), chosen, "officer", known=choice.only_known)
    await open_and_invite(order, house.desk, await refuse_what_cannot_open(order, house.desk))
    await house.sent()
    for n in range(1, PEOPLE + 1):
        await house.hear(phone(n), "yes", *first_ratings(n))
    await house.sent()


async def tick(house: Stage, at: datetime) -> Sequence[OutboundMessage]:
    """The worker's rounds at a moment; all that leaves by then."""
    house.clock.at = at
    await house.shelf.refresh()
    reminder = Reminder(house.store, house.shelf, house.clock, LIMITS)
    while await rounds.end_due(house.office("kotha")) or await reminder.once():
        await house.shelf.refresh()
    return await house.sent()


async def second_round(house: Stage) -> Sequence[OutboundMessage]:
    """The first round ends."""
    await first_round(house)
    return await tick(house, ends(1))


async def third_round(house: Stage) -> Sequence[OutboundMessage]:
    """In the second, eight come nearer on the clinic, and nobody moves on the lift."""
    await second_round(house)
    for n in range(1, PEOPLE + 1):
        await house.hear(phone(n), "7" if n <= 8 else "same", "SAME")
    await house.sent()
    return await tick(house, ends(2))


@pytest.fixture
async def rated(tmp_path: Path) -> AsyncIterator[Stage]:
    async with played(tmp_path, first_round) as (house, _):
        yield house


@pytest.fixture
async def second(tmp_path: Path) -> AsyncIterator[tuple[Stage, Sequence[OutboundMessage]]]:
    async with played(tmp_path, second_round) as found:
        yield found


@pytest.fixture
async def third(tmp_path: Path) -> AsyncIterator[tuple[Stage, Sequence[OutboundMessage]]]:
    async with played(tmp_path, third_round) as found:
        yield found


def to(sent: Sequence[OutboundMessage], address: Address) -> list[str]:
    return [message.body for message in sent if message.to == address.value]


def told_of(sent: Sequence[OutboundMessage], number: int) -> int:
    """How many hear of a round; others may be reminded of the first question."""
    return sum(
        f"round {number} of" in each.body or f"পর্ব {'০১২৩'[number]}" in each.body for each in sent
    )


async def kept(house: Stage) -> Sequence[Round]:
    async with house.store.read() as reader:
        return (await reader.rounds([SLUG])).get(SLUG, ())


# ── A round ends ──────────────────────────────────────────────────────────────────────────────


async def test_the_groups_answer_is_worked_out_once_and_kept(
    second: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = second

    (ended,) = await kept(house)
    assert ended.settled == ("evenings",)
    assert ended.groups == {
        "evenings": GroupRating(8, 8, 8),
        "nearer": GroupRating(5, 3, 7),
        "lift": GroupRating(5, 1, 9),
    }
    await house.hear(phone(1), "9")
    await tick(house, ends(1) + DAY)
    assert await kept(house) == (ended,) or list(await kept(house)) == [ended]


async def test_whoever_rated_hears_by_themselves_once(
    second: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, sent = second

    assert to(sent, phone(1)) == [
        "Example Council: round 2 of 3. See what others said; keep your number or change it. "
        "STOP ends texts.\n"
        "How much would each help you get to your screening?\n"
        "1/2 A clinic nearer home\n"
        "You said 3. The group: 5, most from 3 to 7.\n"
        "1 = not at all, 9 = very much\nSend SAME to keep yours."
    ]
    (bengali,) = to(sent, phone(PEOPLE))
    assert "আপনি দিয়েছিলেন ৭। সবার: ৫, বেশির ভাগ ৩ থেকে ৭।" in bengali
    assert told_of(sent, 2) == PEOPLE
    assert not [body for body in to(sent, phone(SILENT)) if "round" in body]
    assert not told_of(await tick(house, ends(1) + timedelta(hours=2)), 2)


async def test_a_rating_is_kept_or_changed_and_the_latest_counts(
    second: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = second
    await house.hear(phone(1), "6", "keep")

    last = to(await house.sent(), phone(1))[-1]
    talk = (await person_at(house, phone(1))).conversations[0]
    assert last == "Thank you, your numbers count."
    assert {k: a.value for k, a in talk.answers.items() if "." in k} == {
        "helps.evenings": 8,
        "helps.nearer": 6,
        "helps.lift": 9,
    }
    assert talk.status is Status.COMPLETED


async def test_what_was_settled_is_asked_no_more_and_the_rounds_end(
    third: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, sent = third

    # 16 gave 7 and 4 gave 5: 80% at the upper end. Of the lift, ten and ten as before.
    assert [each.settled for each in await kept(house)] == [("evenings",), ("nearer",)]
    (told,) = to(sent, phone(1))
    assert "round 3 of 3" in told
    assert "A lift there and back\nYou said 9. The group: 5, most from 1 to 9." in told
    assert "nearer" not in told

    assert not to(await tick(house, ends(3)), phone(1))
    assert len(await kept(house)) == 3
    assert not to(await tick(house, CLOSES - DAY), phone(1))
    assert len(await kept(house)) == 3


async def test_results_tell_the_last_ratings_and_when_each_was_settled(
    third: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = third
    for n in range(11, 15):  # four of the ten who gave 1 now give 9: 14 and 6
        await house.hear(phone(n), "9")
    await tick(house, ends(3))
    await tick(house, CLOSES)
    await close.close_due(house.office())

    found = (await latest(house.office(), SLUG)).figures
    by_step = {each.step: each for each in found.questions if isinstance(each, Counts)}
    told = {
        step: (each.median, each.quarter, each.three_quarters, each.consensus.round)
        for step, each in by_step.items()
        if each.consensus is not None
    }
    assert told == {
        "helps.evenings": (8, 8, 8, 1),
        "helps.nearer": (7, 7, 7, 2),
        "helps.lift": (9, 1, 9, 0),
    }
    text = as_text(found, document())
    assert "median 9.0; middle half: 1.0 to 9.0" in text
    assert "75% at 7 to 9, * opposite; not settled (80% needed)" in text
    assert "settled in round 2 (80% needed)" in text
    questions = as_data(found, document())["questions"]
    assert isinstance(questions, list)
    assert [each["consensus"]["round"] for each in questions] == [1, 2, 0]
    # 14 of 20 at the upper end is 70%, rounded to 75; 6 at the lower are starred.
    assert questions[2]["consensus"]["upper"] == 75
    assert questions[2]["consensus"]["lower"] is None
    english = (await heard.preview(house.office(), SLUG))[0].bodies[0]
    assert "A clinic nearer home: 7 of 9, and people agree.\n" in english
    assert "A lift there and back: 9 of 9.\n" in english


# ── Whoever is not there ──────────────────────────────────────────────────────────────────────


async def test_nobody_hears_at_night_and_nobody_in_the_midst_of_it(rated: Stage) -> None:
    at = ends(1)
    rated.clock.at = at - timedelta(minutes=10)
    await rated.hear(phone(2), "CHANGE", "1")
    await rated.sent()

    early = await tick(rated, at)
    assert to(early, phone(1))
    assert not to(early, phone(2))  # what they send next answers what they have read
    assert to(await tick(rated, at + timedelta(hours=2)), phone(2))


async def test_a_round_that_ends_at_night_is_told_in_the_morning(rated: Stage) -> None:
    evening = ends(1) + timedelta(hours=13)

    assert not await tick(rated, evening)  # ten at night, as after an outage
    assert told_of(await tick(rated, ends(1) + DAY), 2) == PEOPLE


async def test_who_left_hears_nothing_and_their_rating_stands(rated: Stage) -> None:
    await rated.hear(phone(3), "STOP")
    await rated.sent()

    sent = await tick(rated, ends(1))

    assert not to(sent, phone(3))
    assert (await kept(rated))[0].groups["nearer"] == GroupRating(5, 3, 7)


async def test_stop_in_a_round_keeps_what_was_rated_and_start_goes_on_in_the_next(
    second: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = second
    await house.hear(phone(1), "6", "STOP")
    await house.sent()
    await house.hear(phone(1), "START")
    await house.sent()

    talk = (await person_at(house, phone(1))).conversations[0]
    assert talk.answers["helps.nearer"].value == 6
    assert talk.status is Status.COMPLETED
    (told,) = to(await tick(house, ends(2)), phone(1))
    assert "You said 6." in told


async def test_a_latecomer_rates_unled_and_hears_in_the_round_after(
    second: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = second
    await house.hear(phone(LATE), "yes", "6", "6")
    asked = to(await house.sent(), phone(LATE))

    assert not [body for body in asked if "The group:" in body]
    assert not [body for body in asked if "Evenings" in body]  # settled: asked no more
    (told,) = to(await tick(house, ends(2)), phone(LATE))
    assert "You said 6. The group: 5," in told


async def test_who_comes_after_the_last_round_is_asked_nothing(
    third: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = third
    await tick(house, ends(3))
    await house.hear(phone(LATE), "yes")
    (told,) = to(await house.sent(), phone(LATE))
    assert told.startswith("Thank you.")

    await house.hear(phone(1), "CHANGE", "1")
    assert "The rounds have ended" in to(await house.sent(), phone(1))[-1]


async def test_somebody_asked_again_who_makes_no_sense_stays_finished(
    second: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = second
    await house.hear(phone(1), "what", "who", "why")

    talk = (await person_at(house, phone(1))).conversations[0]
    assert talk.status is Status.COMPLETED
    assert talk.answers["helps.nearer"].value == 3


async def test_not_knowing_any_more_takes_the_rating_back(
    second: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = second
    await house.hear(phone(1), "don't know", "SKIP")

    answers = (await person_at(house, phone(1))).conversations[0].answers
    assert answers["helps.nearer"].outcome is Outcome.DONT_KNOW
    assert answers["helps.lift"].value == 9


async def test_on_a_shared_phone_nothing_of_theirs_is_said(house: Stage) -> None:
    house.clock.at = OPENS + timedelta(hours=1)
    pair = [
        replace(entry(n, phone(40)), name=name, is_shared=True)
        for n, name in enumerate(("Amina", "Bashir"), 40)
    ]
    choice = await choose(house.store, SLUG, pair, None)
    chosen = tuple(each.entry for each in choice.chosen)
    order = Order(running(document()), chosen, "officer", known=choice.only_known)
    await open_and_invite(order, house.desk, await refuse_what_cannot_open(order, house.desk))
    await house.hear(phone(40), "yes", "Amina", "yes", "8", "8", "8")
    await house.sent()

    sent = to(await tick(house, ends(1)), phone(40))

    (told,) = [body for body in sent if "round 2 of 3" in body]  # the other is reminded
    assert "You said" not in told


# ── Whoever is with our staff ─────────────────────────────────────────────────────────────────


async def hand_back(house: Stage, address: Address) -> None:
    """Our staff have done with whoever is there."""
    talk = (await person_at(house, address)).conversations[0]
    async with house.store.begin() as transaction:
        (case,) = await transaction.talks({talk.id: talk.bucket})
    await person.done(house.office(), case.id.hex[:8], "answered", send=True)
    await house.sent()


@pytest.mark.parametrize(
    ("who", "said", "status"),
    [
        pytest.param(1, ("CALL",), Status.COMPLETED, id="who_had_finished"),
        pytest.param(LATE, ("yes", "8", "CALL"), Status.PARKED, id="who_was_in_the_midst"),
        pytest.param(
            LATE, ("yes", "8", "blue", "green", "red"), Status.PARKED, id="who_was_stuck"
        ),
    ],
)
async def test_who_is_with_our_staff_as_a_round_ends_is_asked_when_they_are_back(
    rated: Stage, who: int, said: tuple[str, ...], status: Status
) -> None:
    rated.clock.at = ends(1) - DAY
    await rated.hear(phone(who), *said)
    await rated.sent()
    assert (await person_at(rated, phone(who))).conversations[0].status is status

    early = await tick(rated, ends(1))
    assert told_of(early, 2) == PEOPLE - (who == 1)
    assert not to(await tick(rated, ends(1) + 2 * DAY), phone(who))

    await hand_back(rated, phone(who))
    (told,) = to(await tick(rated, rated.clock.at + timedelta(hours=1)), phone(who))
    assert "round 2 of 3" in told
    assert "You said" in told
    assert not told_of(await tick(rated, rated.clock.at + DAY), 2)


async def test_who_is_with_our_staff_for_a_whole_round_is_asked_in_the_next_alone(
    rated: Stage,
) -> None:
    rated.clock.at = ends(1) - DAY
    await rated.hear(phone(1), "CALL")
    await tick(rated, ends(1))
    sent = await tick(rated, ends(2))
    assert not to(sent, phone(1))

    await hand_back(rated, phone(1))
    (told,) = to(await tick(rated, ends(2) + timedelta(hours=2)), phone(1))

    assert "round 3 of 3" in told


async def test_who_is_back_after_the_last_round_or_has_left_meanwhile_hears_of_none(
    third: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = third
    for n in (1, 2):
        await house.hear(phone(n), "CALL")
    await house.sent()
    await tick(house, ends(3))
    await house.hear(phone(2), "STOP")
    await house.sent()
    await hand_back(house, phone(1))

    sent = await tick(house, ends(3) + 2 * DAY)

    assert not to(sent, phone(1))
    assert not to(sent, phone(2))


# ── Few, early, twice ─────────────────────────────────────────────────────────────────────────


async def test_where_few_have_rated_everybody_sees_their_own_alone(house: Stage) -> None:
    house.clock.at = OPENS + timedelta(hours=1)
    choice = await choose(house.store, SLUG, entries(9), None)
    chosen = tuple(each.entry for each in choice.chosen)
    order = Order(running(document()), chosen, "officer", known=choice.only_known)
    await open_and_invite(order, house.desk, await refuse_what_cannot_open(order, house.desk))
    for n in range(1, 10):
        await house.hear(phone(n), "yes", "8", "8", "8")
    await house.sent()

    (told,) = to(await tick(house, ends(1)), phone(1))

    assert "1/3 Evenings and Saturdays\nYou said 8.\n1 =" in told
    assert "group" not in told
    assert (await kept(house))[0] == Round(ended_at=ends(1))


async def test_an_early_closing_ends_the_round_and_tells_nobody(
    second: tuple[Stage, Sequence[OutboundMessage]],
) -> None:
    house, _ = second
    for n in range(1, 9):
        await house.hear(phone(n), "7", "same")
    await house.sent()
    house.clock.at = ends(1) + DAY
    await close.close(house.office(), SLUG)
    await close.close_due(house.office())

    assert [each.settled for each in await kept(house)] == [("evenings",), ("nearer",)]
    assert not told_of(await tick(house, ends(2)), 3)
    assert house.shelf.named(SLUG).launched.lifecycle is Lifecycle.CLOSED
    found = (await latest(house.office(), SLUG)).figures.questions[1]
    assert isinstance(found, Counts)
    assert found.consensus is not None
    assert found.consensus.round == 2


async def test_two_workers_and_a_crash_tell_nobody_twice(rated: Stage) -> None:
    rated.clock.at = ends(1)
    await rated.shelf.refresh()
    other = await _crashing(rated)
    assert other == PEOPLE
    sent = await tick(rated, ends(1))

    assert len(await kept(rated)) == 1
    assert told_of(sent, 2) == PEOPLE
    assert not told_of(await tick(rated, ends(1) + timedelta(hours=1)), 2)


async def _crashing(house: Stage) -> int:
    """Another worker ends the round, and dies before anybody was told."""
    return await rounds.end_due(house.office("another"))


async def test_a_wave_may_join_while_rounds_run_but_none_open_late() -> None:
    assert list(unmet(document(), OPENS)) == []
    assert [each[:5] for each in unmet(document(), ends(1))] == ["S-208"]
    assert list(unmet(document(), ends(1), is_open=True)) == []
    assert [each[:5] for each in unmet(document(), ends(3), is_open=True)] == ["S-208"]
    undated = replace(document(), plan=replace(PLAN, opens=None))
    assert [each[:5] for each in unmet(undated, OPENS)] == ["S-207"]

"""Reaching people: many, in four languages, at three venues, with two link workers, for ten days.

What is claimed is read off what the providers received and heard; what Kotha tells of itself must
agree with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import copies
from tests.e2e.borough import WEEKLY_CAP, Borough, Seen
from tests.e2e.crowd import (
    DECLINED,
    EVENINGS,
    LEFT,
    LINES,
    TAGS,
    THANKS,
    VENUES,
    WORKERS,
    Resident,
    Way,
    is_reminder,
)
from tests.e2e.town import SLUG, Town

LONDON = ZoneInfo("Europe/London")
SUNDAY = 6
WEEK = timedelta(days=7)
ONE_TURN = timedelta(minutes=1)
"""Messages so close are parts of one."""
UNDER_WAY = timedelta(seconds=1)
"""What was being sent when a STOP came may still arrive."""
_MIDDLE = re.compile(r"^  - id: barriers$.*?(?=^endings:)", re.MULTILINE | re.DOTALL)
_SECTIONS = re.compile(r"^sections:\n(?:  .*\n)+", re.MULTILINE)


@pytest.fixture(
    scope="module",
    params=[pytest.param(120, id="120"), pytest.param(500, id="500", marks=pytest.mark.soak)],
)
def borough(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Borough]:
    """The story, played once."""
    folder = tmp_path_factory.mktemp("borough")
    flow = copies.flows(folder, TAGS) / SLUG / "flow.yaml"
    copies.locales(folder, TAGS)
    # Consent and two questions: it is about who is reached, and not about what is asked.
    short = _SECTIONS.sub("", _MIDDLE.sub("", flow.read_text("utf-8")))
    flow.write_text(short, encoding="utf-8")
    now = datetime.now(UTC)  # noqa: TID251 (codes and the launch are made by the officer's clock)
    with Town(folder, now, words=folder, KOTHA_WEEKLY_CAP=str(WEEKLY_CAP)) as town:
        played = Borough(town, request.param, seed=1)
        played.play()
        yield played


@pytest.fixture(scope="module")
def seen(borough: Borough) -> dict[Resident, Sequence[Seen]]:
    """What the providers have of each person."""
    found = borough.seen()
    return {each: found.get(each.place, ()) for each in borough.people}


def unprompted(messages: Sequence[Seen]) -> list[datetime]:
    """When we wrote to somebody who had not just written: one moment for all parts of it."""
    moments: list[datetime] = []
    owed = False
    for each in messages:
        if each.is_theirs:
            owed = True
        elif not owed and (not moments or each.at - moments[-1] > ONE_TURN):
            moments.append(each.at)
        elif owed:
            owed = False
    return moments


def stands(each: Resident, messages: Sequence[Seen], helped: Sequence[str]) -> str:
    """The word of the funnel for somebody, as their phone and their link worker's have it."""
    tag = each.language
    ours = [message.body for message in messages if not message.is_theirs]
    theirs = sum(message.is_theirs for message in messages)
    has_left = any(LEFT[tag] in body for body in ours)
    has_declined = any(body.startswith(DECLINED[tag]) for body in ours)
    is_done = any(body.startswith(THANKS[tag]) for body in ours) or each.name in helped
    told = {
        "stopped": has_left,
        "declined": has_declined,
        "completed": is_done,
        "partial": theirs > 1,
        "started": theirs > 0,
        "delivered": bool(ours),
    }
    return next((word for word, holds in told.items() if holds), "failed")


def test_the_crowd_is_of_every_kind(borough: Borough) -> None:
    people = borough.people
    at_once = sum(each.way is Way.AT_ONCE for each in people)

    assert at_once == round(0.3 * len(people))
    assert {(e.language, e.venue) for e in people} == {(t, v) for t in TAGS for v in VENUES}
    assert {e.worker for e in people if e.way is Way.ASSISTED} == set(WORKERS)
    assert {(e.way, e.channel) for e in people} >= {(w, "sms") for w in Way}
    assert sum(each.keeps_evenings for each in people) > 1


def test_the_funnel_is_what_the_providers_saw(
    borough: Borough, seen: dict[Resident, Sequence[Seen]]
) -> None:
    helped = borough.helped()
    found = Counter(stands(each, messages, helped) for each, messages in seen.items())

    assert {word: n for word, n in borough.status["funnel"].items() if n} == found
    assert found.total() == len(borough.people) == borough.status["invited"]


def test_everybody_got_as_far_as_they_meant_to(
    borough: Borough, seen: dict[Resident, Sequence[Seen]]
) -> None:
    helped = borough.helped()
    meant = dict.fromkeys((Way.AT_ONCE, Way.REMINDED, Way.LATE, Way.ASSISTED), "completed")
    meant |= {Way.STALLS: "partial", Way.DECLINES: "declined", Way.STOPS: "stopped"}
    meant |= {Way.DEAD: "failed", Way.SILENT: "delivered"}

    assert [e for e, said in seen.items() if stands(e, said, helped) != meant[e.way]] == []


def test_nothing_unprompted_came_at_night_nor_on_a_sunday_morning(
    seen: dict[Resident, Sequence[Seen]],
) -> None:
    came = [(each, at.astimezone(LONDON)) for each in seen for at in unprompted(seen[each])]
    early = [
        (each, at)
        for each, at in came
        if not (11 <= at.hour < 18 if at.weekday() == SUNDAY else 9 <= at.hour < 20)
    ]

    assert len(came) > len(seen)
    assert early == []


def test_who_asked_for_evenings_is_written_to_in_the_evening(
    seen: dict[Resident, Sequence[Seen]],
) -> None:
    came = [at for each in seen if each.keeps_evenings for at in unprompted(seen[each])]
    start, end = EVENINGS

    assert came
    assert [at for at in came if not start <= at.astimezone(LONDON).time() < end] == []


def test_nobody_got_more_in_a_week_than_they_may(seen: dict[Resident, Sequence[Seen]]) -> None:
    most = 0
    for messages in seen.values():
        moments = unprompted(messages)
        most = max(most, *(sum(a <= b < a + WEEK for b in moments) for a in moments), 0)

    assert most == WEEKLY_CAP


def test_the_silent_were_invited_and_reminded_twice_in_their_language(
    seen: dict[Resident, Sequence[Seen]],
) -> None:
    for each, messages in seen.items():
        if each.way is Way.SILENT:
            reminders = [m for m in messages if is_reminder(m.body, each.language)]
            assert (len(unprompted(messages)), len(reminders)) == (3, 2), each


def test_nothing_but_its_confirmation_follows_a_stop(
    seen: dict[Resident, Sequence[Seen]],
) -> None:
    was_reached: set[bool] = set()
    for each, messages in seen.items():
        if each.way is not Way.STOPS:
            continue
        stopped_at = next(m.at for m in messages if m.is_theirs)
        ours = [m for m in messages if not m.is_theirs]
        others = [m.at for m in ours if LEFT[each.language] not in m.body]
        was_reached.add(bool(others))
        assert len(ours) - len(others) == 1, each
        assert all(at < stopped_at + UNDER_WAY for at in others), each

    assert was_reached == {True, False}  # it did come in the middle


def test_every_answer_was_answered_once(seen: dict[Resident, Sequence[Seen]]) -> None:
    for each, messages in seen.items():
        ours = [
            m.body for m in messages if not m.is_theirs and not is_reminder(m.body, each.language)
        ]
        assert len(ours) == len(set(ours)), each
        assert sum(m.is_theirs for m in messages) == len(LINES.get(each.way, ())) or (
            each.way is Way.STOPS
        )


def test_link_workers_wrote_for_some_whose_own_phone_stayed_silent(
    borough: Borough, seen: dict[Resident, Sequence[Seen]]
) -> None:
    assisted = [each for each in seen if each.way is Way.ASSISTED]

    assert sorted(borough.helped()) == sorted(each.name for each in assisted)
    for each in assisted:
        assert not any(m.is_theirs or m.body.startswith(THANKS[each.language]) for m in seen[each])

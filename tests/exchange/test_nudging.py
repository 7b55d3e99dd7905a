"""Who may be reminded, with which words, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.exchange import nudging
from bot.model import DueKind, Status
from bot.ports import Charge, Nudge, Rows
from tests.exchange.talks import EYES, Talk
from tests.service.stage import NOON

CHARGE = Charge(
    bucket=3,
    participant=UUID(int=7),
    name="Amina",
    conversation=UUID(int=11),
    consultation=EYES,
    language="en",
    status=Status.ACTIVE,
    is_heard=True,
    with_staff=False,
    reminded=0,
    next_at=None,
    last_at=None,
    wants_call=False,
    is_stopped=False,
)


@pytest.mark.parametrize(
    ("changed", "group"),
    [
        pytest.param({"status": Status.INVITED, "is_heard": False}, "new", id="never_heard_of"),
        pytest.param({}, "stuck", id="half_way"),
        pytest.param({"status": Status.COMPLETED}, "done", id="finished"),
        pytest.param({"status": Status.DECLINED}, "", id="declined"),
        pytest.param({"status": Status.STOPPED}, "", id="stopped"),
        pytest.param({"is_stopped": True}, "", id="left_elsewhere"),
        pytest.param({"status": Status.COMPLETED, "is_stopped": True}, "done", id="finished_left"),
    ],
)
def test_everybody_stands_in_one_list(changed: dict[str, object], group: str) -> None:
    assert nudging.group_of(replace(CHARGE, **changed)) == group


@pytest.mark.parametrize(
    ("changed", "may"),
    [
        pytest.param({}, True, id="silent"),
        pytest.param({"last_at": NOON - timedelta(hours=19)}, False, id="reminded_today"),
        pytest.param({"last_at": NOON + timedelta(hours=1)}, False, id="about_to_be"),
        pytest.param({"last_at": NOON - timedelta(hours=21)}, True, id="reminded_yesterday"),
        pytest.param({"with_staff": True}, False, id="talking_to_staff"),
        pytest.param({"status": Status.COMPLETED}, False, id="finished"),
        pytest.param({"is_stopped": True}, False, id="left"),
    ],
)
def test_only_who_is_silent_is_reminded_and_once_a_day(
    changed: dict[str, object], may: bool
) -> None:
    assert nudging.may_be_reminded(replace(CHARGE, **changed), NOON) is may


def test_a_person_in_two_consultations_is_reminded_of_one() -> None:
    other = replace(CHARGE, conversation=UUID(int=12), consultation="parks")

    assert nudging.once_each([CHARGE, other]) == [CHARGE]


@pytest.mark.parametrize(
    "line",
    [
        "see https://nhs.uk",
        "www.nhs.uk",
        "nhs.uk/eyes",
        "Look: tinyurl.com",
        "t.me/kotha",
        "a.b.uk",
    ],
)
def test_a_link_is_found(line: str) -> None:
    assert nudging.has_link(line)


@pytest.mark.parametrize(
    "line",
    ["See you on Friday.", "At 10.30", "Dr. Khan", "আসবেন। ধন্যবাদ", "50.5%", "Yes... please"],
)
def test_a_sentence_is_none(line: str) -> None:
    assert not nudging.has_link(line)


def shown(line: str, channel: str = "sms", language: str = "en") -> nudging.Shown:
    """A reminder of somebody at the second question."""
    talk = Talk(channel=channel, language=language)
    talk.hear("yes")
    running = talk.running[EYES]
    place = (running, running.compiled)
    at = (LIMITS, NOON + timedelta(days=1))
    found = nudging.preview(talk.person, CHARGE, place, Nudge("Rahima", line), at)
    assert found is not None
    return found


def test_it_says_whose_it_is_in_the_language_of_who_gets_it() -> None:
    assert shown("").bodies[0].startswith("This is Rahima.\n")
    assert shown("", language="bn").bodies[0].startswith("আমি Rahima।\n")
    assert shown("Come on Friday").bodies[0].startswith("Rahima: Come on Friday\n")


def test_a_line_that_makes_three_parts_is_too_long() -> None:
    without = shown("")

    assert not nudging.is_too_long(shown("Come on Friday"), without)
    assert nudging.is_too_long(shown("Come on Friday " * 9), without)
    assert not nudging.is_too_long(shown("x" * 160, "telegram"), shown("", "telegram"))


def test_what_is_dear_without_a_line_is_no_reason_to_refuse_one() -> None:
    dear = nudging.Shown(("…",), 3)

    assert not nudging.is_too_long(dear, dear)
    assert nudging.is_too_long(nudging.Shown(("…",), 4), dear)


def test_it_is_a_wait_with_its_author() -> None:
    rows = Rows()
    nudge = Nudge("Rahima", "", "staff-1", NOON)
    nudging.order(rows, CHARGE, nudge, NOON)

    assert [(due.kind, due.at) for due in rows.dues] == [(DueKind.NUDGE, NOON)]
    assert rows.nudges == {CHARGE.conversation: (3, nudge)}


@pytest.mark.parametrize(
    ("now", "at"),
    [
        pytest.param(NOON, datetime(2027, 3, 3, 10, tzinfo=UTC), id="winter"),
        pytest.param(
            datetime(2027, 3, 27, 12, tzinfo=UTC),
            datetime(2027, 3, 28, 9, tzinfo=UTC),
            id="over_the_clock_change",
        ),
        pytest.param(
            datetime(2027, 6, 1, 23, 30, tzinfo=UTC),
            datetime(2027, 6, 3, 9, tzinfo=UTC),
            id="after_midnight_there",
        ),
    ],
)
def test_tomorrow_at_ten_is_by_the_clock_on_the_wall(now: datetime, at: datetime) -> None:
    assert nudging.tomorrow(now, "Europe/London") == at

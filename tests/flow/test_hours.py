"""Nothing unprompted leaves in quiet hours, in any zone, at any change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.flow.hours import HORIZON, Calendar, calendar_of
from bot.flow.structure import Plan, QuietHours

ZONES = (
    "Europe/London",
    "Asia/Dhaka",
    "America/New_York",
    "Australia/Lord_Howe",  # moves by half an hour
    "Pacific/Apia",  # once left a whole day out
    "Asia/Kathmandu",
    "UTC",
)
moments = st.datetimes(
    min_value=datetime(2011, 1, 1),  # noqa: DTZ001 -- hypothesis wants it naive
    max_value=datetime(2036, 12, 31),  # noqa: DTZ001 -- the same
    timezones=st.just(UTC),
)
walls = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
hours = st.builds(QuietHours, start=walls, end=walls, sunday_start=walls, sunday_end=walls)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        pytest.param("2027-03-02 12:00", "2027-03-02 12:00", id="a_weekday_noon_is_now"),
        pytest.param("2027-03-02 08:59", "2027-03-02 09:00", id="before_nine_waits_for_nine"),
        pytest.param("2027-03-02 09:00", "2027-03-02 09:00", id="nine_sharp_is_awake"),
        pytest.param("2027-03-02 20:00", "2027-03-03 09:00", id="eight_sharp_is_quiet"),
        pytest.param("2027-03-06 21:00", "2027-03-07 11:00", id="saturday_night_to_sunday_11"),
        pytest.param("2027-03-07 18:00", "2027-03-08 09:00", id="sunday_evening_to_monday"),
        pytest.param("2027-03-28 00:30", "2027-03-28 11:00", id="night_the_clocks_go_forward"),
        pytest.param("2027-10-31 00:30", "2027-10-31 11:00", id="night_the_clocks_go_back"),
    ],
)
def test_default_hours_in_london(at: str, leaves: str) -> None:
    assert Calendar(QuietHours(), "Europe/London").earliest(london(at)) == london(leaves)


def test_an_hour_that_ends_in_the_hour_left_out_ends_with_it() -> None:
    quiet = QuietHours(sunday_start=time(20), sunday_end=time(1, 30))

    leaves = Calendar(quiet, "Europe/London").earliest(datetime(2027, 3, 28, 0, 10, tzinfo=UTC))

    assert leaves == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_hours_within_one_day_leave_the_night_open() -> None:
    quiet = QuietHours(start=time(12), end=time(14))

    assert not Calendar(quiet, "Europe/London").is_quiet(london("2027-03-02 23:00"))
    assert Calendar(quiet, "Europe/London").earliest(london("2027-03-02 13:00")) == london(
        "2027-03-02 14:00"
    )


def test_hours_that_begin_where_they_end_are_none() -> None:
    quiet = QuietHours(start=time(9), end=time(9), sunday_start=time(0), sunday_end=time(0))

    assert not Calendar(quiet, "Europe/London").is_quiet(london("2027-03-02 09:00"))


@given(at=moments, quiet=hours, zone=st.sampled_from(ZONES))
def test_nothing_leaves_in_quiet_hours_nor_before_its_time(
    at: datetime, quiet: QuietHours, zone: str
) -> None:
    leaves = Calendar(quiet, zone).earliest(at)

    assert not Calendar(quiet, zone).is_quiet(leaves)
    assert leaves >= at
    assert leaves.tzinfo is UTC


@given(at=moments, quiet=hours, zone=st.sampled_from(ZONES), part=st.floats(0, 0.999))
def test_nothing_waits_longer_than_it_must(
    at: datetime, quiet: QuietHours, zone: str, part: float
) -> None:
    leaves = Calendar(quiet, zone).earliest(at)

    between = at + (leaves - at) * part
    assert between == leaves or Calendar(quiet, zone).is_quiet(between)


@given(at=moments, zone=st.sampled_from(ZONES))
@settings(max_examples=50, deadline=None)
def test_the_default_wait_is_never_longer_than_a_night(at: datetime, zone: str) -> None:
    assert Calendar(QuietHours(), zone).earliest(at) - at <= timedelta(hours=40)


# ── Quiet days, and a person's own hours ──────────────────────────────────────────────────────

PLAN = Plan(languages=("en",))
faith_days = st.frozensets(
    st.dates(min_value=date(2011, 1, 1), max_value=date(2036, 12, 31)), max_size=60
)
regions = st.sampled_from(["england-and-wales", "scotland", "northern-ireland", "none"])
own = st.none() | st.tuples(walls, walls).filter(lambda pair: pair[0] < pair[1])
people = st.builds(
    lambda quiet, days, region, zone, own: calendar_of(
        replace(PLAN, quiet_hours=quiet, quiet_days=tuple(sorted(days)), bank_holidays=region),
        zone,
        f"{own[0]:%H:%M}-{own[1]:%H:%M}" if own else "",
    ),
    hours,
    faith_days,
    regions,
    st.sampled_from(ZONES),
    own,
)


def on_a_plan(**changes: object) -> Plan:
    return replace(PLAN, **changes)


@pytest.mark.parametrize(
    ("plan", "at", "leaves"),
    [
        pytest.param(
            PLAN, "2027-03-26 12:00", "2027-03-27 09:00", id="good_friday_waits_for_saturday"
        ),
        pytest.param(PLAN, "2027-03-28 17:00", "2027-03-28 17:00", id="easter_sunday_is_a_sunday"),
        pytest.param(
            PLAN, "2027-12-24 21:00", "2027-12-29 09:00", id="four_quiet_days_of_christmas"
        ),
        pytest.param(
            on_a_plan(bank_holidays="none"), "2027-03-26 12:00", "2027-03-26 12:00", id="none_kept"
        ),
        pytest.param(
            on_a_plan(bank_holidays="scotland"),
            "2027-03-29 12:00",
            "2027-03-29 12:00",
            id="easter_monday_is_none_in_scotland",
        ),
        pytest.param(
            on_a_plan(quiet_days=(date(2027, 3, 9), date(2027, 3, 10))),
            "2027-03-09 12:00",
            "2027-03-11 09:00",
            id="eid",
        ),
    ],
)
def test_nothing_unprompted_leaves_on_a_quiet_day(plan: Plan, at: str, leaves: str) -> None:
    assert calendar_of(plan).earliest(london(at)) == london(leaves)


@pytest.mark.parametrize(
    ("wanted", "at", "leaves"),
    [
        pytest.param("17:00-20:00", "2027-03-02 12:00", "2027-03-02 17:00", id="in_the_evening"),
        pytest.param("17:00-22:00", "2027-03-02 20:30", "2027-03-03 17:00", id="not_past_eight"),
        pytest.param("17:00-19:00", "2027-03-07 18:10", "2027-03-08 17:00", id="nor_on_sunday"),
        pytest.param("21:00-23:00", "2027-03-02 12:00", "2027-03-02 12:00", id="never_is_none"),
        pytest.param("", "2027-03-02 12:00", "2027-03-02 12:00", id="none_given"),
        pytest.param("soon", "2027-03-02 12:00", "2027-03-02 12:00", id="none_readable"),
    ],
)
def test_a_persons_own_hours_narrow_ours(wanted: str, at: str, leaves: str) -> None:
    assert calendar_of(PLAN, hours=wanted).earliest(london(at)) == london(leaves)


def test_the_clock_on_the_persons_own_wall_decides() -> None:
    noon = datetime(2027, 3, 2, 12, tzinfo=UTC)

    assert calendar_of(PLAN).earliest(noon) == noon
    assert calendar_of(PLAN, "America/New_York").earliest(noon) == noon + timedelta(hours=2)


@pytest.mark.soak
@given(at=moments, calendar=people)
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_schedules_and_none_in_quiet_hours(at: datetime, calendar: Calendar) -> None:
    _holds(at, calendar)


@given(at=moments, calendar=people)
def test_no_schedule_leads_into_quiet_hours(at: datetime, calendar: Calendar) -> None:
    _holds(at, calendar)


def _holds(at: datetime, calendar: Calendar) -> None:
    leaves = calendar.earliest(at)
    until = calendar.quiet_from(leaves)

    assert leaves >= at
    assert not calendar.is_quiet(leaves)
    assert leaves < until <= leaves + HORIZON
    for part in (0.0, 0.25, 0.5, 0.999):
        between = leaves + (until - leaves) * part
        assert between == until or not calendar.is_quiet(between)  # of microseconds none are left
    assert calendar.is_quiet(until) or until == leaves + HORIZON

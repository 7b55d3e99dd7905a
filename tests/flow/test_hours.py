"""Nothing unprompted leaves in quiet hours, in any zone, at any change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.hours import earliest, is_quiet
from bot.flow.structure import QuietHours

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
    assert earliest(london(at), QuietHours(), "Europe/London") == london(leaves)


def test_an_hour_that_ends_in_the_hour_left_out_ends_with_it() -> None:
    quiet = QuietHours(sunday_start=time(20), sunday_end=time(1, 30))

    leaves = earliest(datetime(2027, 3, 28, 0, 10, tzinfo=UTC), quiet, "Europe/London")

    assert leaves == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_hours_within_one_day_leave_the_night_open() -> None:
    quiet = QuietHours(start=time(12), end=time(14))

    assert not is_quiet(london("2027-03-02 23:00"), quiet, "Europe/London")
    assert earliest(london("2027-03-02 13:00"), quiet, "Europe/London") == london(
        "2027-03-02 14:00"
    )


def test_hours_that_begin_where_they_end_are_none() -> None:
    quiet = QuietHours(start=time(9), end=time(9), sunday_start=time(0), sunday_end=time(0))

    assert not is_quiet(london("2027-03-02 09:00"), quiet, "Europe/London")


@given(at=moments, quiet=hours, zone=st.sampled_from(ZONES))
@settings(max_examples=300, deadline=None)
def test_nothing_leaves_in_quiet_hours_nor_before_its_time(
    at: datetime, quiet: QuietHours, zone: str
) -> None:
    leaves = earliest(at, quiet, zone)

    assert not is_quiet(leaves, quiet, zone)
    assert leaves >= at
    assert leaves.tzinfo is UTC


@given(at=moments, quiet=hours, zone=st.sampled_from(ZONES), part=st.floats(0, 0.999))
@settings(max_examples=300, deadline=None)
def test_nothing_waits_longer_than_it_must(
    at: datetime, quiet: QuietHours, zone: str, part: float
) -> None:
    leaves = earliest(at, quiet, zone)

    between = at + (leaves - at) * part
    assert between == leaves or is_quiet(between, quiet, zone)


@given(at=moments, zone=st.sampled_from(ZONES))
@settings(max_examples=50, deadline=None)
def test_the_default_wait_is_never_longer_than_a_night(at: datetime, zone: str) -> None:
    assert earliest(at, QuietHours(), zone) - at <= timedelta(hours=40)

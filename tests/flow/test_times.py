"""Waits, moments and hours as officers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow import times

LONDON = times.zone("Europe/London")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        pytest.param("2 days", timedelta(days=2), id="days"),
        pytest.param("1 day", timedelta(days=1), id="one_day"),
        pytest.param(" 36  Hours ", timedelta(hours=36), id="hours"),
        pytest.param("90 minutes", timedelta(minutes=90), id="minutes"),
        pytest.param("2 weeks", timedelta(days=14), id="weeks"),
        pytest.param("3 months", timedelta(days=91), id="months"),
        pytest.param("12 months", timedelta(days=365), id="a_year_of_months"),
        pytest.param("1 year", timedelta(days=365), id="year"),
        pytest.param("90 days after feedback", timedelta(days=90), id="after_feedback"),
    ],
)
def test_a_wait_is_a_length_of_time(text: str, length: timedelta) -> None:
    assert times.wait(text, after="feedback") == length


@pytest.mark.parametrize(
    "text", ["", "2", "days", "two days", "-2 days", "0 days", "2 days after lunch", "99999 years"]
)
def test_what_is_no_wait_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"[A-Z].*\."):
        times.wait(text, after="feedback")


def test_a_moment_is_local_and_aware() -> None:
    winter = times.moment("2027-03-02 09:00", LONDON)
    summer = times.moment("2027-03-31T18:00", LONDON)

    assert winter.astimezone(UTC) == datetime(2027, 3, 2, 9, tzinfo=UTC)
    assert summer.astimezone(UTC) == datetime(2027, 3, 31, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2027-03-28 01:30", "2027-02-30 09:00", "2027-03-02", "tomorrow", "2027-03-02 25:00"]
)
def test_a_moment_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[A-Z].*\."):
        times.moment(text, LONDON)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001 local is the point
def test_every_moment_that_exists_is_kept_to_the_minute(naive: datetime) -> None:
    text = naive.strftime("%Y-%m-%d %H:%M")
    try:
        moment = times.moment(text, LONDON)
    except ValueError as error:
        assert "clocks go forward" in str(error)  # noqa: PT017 both outcomes are claims
    else:
        assert moment.strftime("%Y-%m-%d %H:%M") == text


def test_quiet_hours_keep_sunday_at_least_as_quiet() -> None:
    usual = times.quiet_hours("20:00 to 09:00", None)
    longer = times.quiet_hours("17:00-12:00", None)
    own = times.quiet_hours(None, "12:00 until 13:00")

    assert (usual.sunday_start, usual.sunday_end) == (time(18), time(11))
    assert (longer.sunday_start, longer.sunday_end) == (time(17), time(12))
    assert (own.start, own.sunday_start, own.sunday_end) == (time(20), time(12), time(13))


@pytest.mark.parametrize("text", ["", "20:00", "20 to 9", "25:00 to 09:00", "09:00 to 09:00"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[A-Z\"].*\."):
        times.hours(text)


def test_a_day_and_a_zone_are_what_they_say() -> None:
    assert times.day("2027-04-28") == date(2027, 4, 28)
    with pytest.raises(ValueError, match="Europe/London"):
        times.zone("../../etc/passwd")

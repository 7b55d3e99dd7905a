"""When our staff answer, by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from bot.flow.staffed import StaffHours, opening, staff_hours
from bot.flow.structure import Plan

PLAN = Plan(languages=("en",))


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        pytest.param(datetime(2027, 3, 2, 9, tzinfo=UTC), None, id="the_moment_we_open"),
        pytest.param(datetime(2027, 3, 2, 16, 59, tzinfo=UTC), None, id="just_before_closing"),
        pytest.param(datetime(2027, 3, 2, 17, tzinfo=UTC), "2027-03-03 09:00", id="evening"),
        pytest.param(datetime(2027, 3, 2, 3, tzinfo=UTC), "2027-03-02 09:00", id="night"),
        pytest.param(datetime(2027, 3, 5, 18, tzinfo=UTC), "2027-03-08 09:00", id="weekend"),
        pytest.param(
            datetime(2027, 3, 26, 18, tzinfo=UTC), "2027-03-29 09:00", id="over_the_clock_change"
        ),
        pytest.param(datetime(2027, 3, 29, 8, tzinfo=UTC), None, id="nine_in_summer_time"),
    ],
)
def test_it_is_told_when_somebody_will_be_there(at: datetime, opens: str | None) -> None:
    found = opening(at, StaffHours(), Plan(languages=("en",), bank_holidays="none"))

    assert (f"{found:%Y-%m-%d %H:%M}" if found else None) == opens


@pytest.mark.parametrize(
    ("at", "hours", "opens"),
    [
        pytest.param(
            datetime(2027, 3, 26, 10, tzinfo=UTC), "Mon-Fri 09:00-17:00", "2027-03-30 09:00",
            id="good_friday_to_easter_tuesday",
        ),
        pytest.param(
            datetime(2027, 12, 24, 18, tzinfo=UTC), "Mon 10:00-12:00", "2028-01-10 10:00",
            id="three_mondays_of_christmas",
        ),
    ],
)  # fmt: skip
def test_nobody_is_there_on_bank_holidays(at: datetime, hours: str, opens: str) -> None:
    found = opening(at, staff_hours(hours), PLAN)

    assert (f"{found:%Y-%m-%d %H:%M}" if found else None) == opens


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        pytest.param("Mon-Fri 09:00-17:00", StaffHours(), id="the_usual"),
        pytest.param("sat 10:00-12:30", StaffHours(5, 5, time(10), time(12, 30)), id="one_day"),
        pytest.param("Sun-Thu 08:00-16:00", StaffHours(6, 3, time(8), time(16)), id="over_sunday"),
    ],
)
def test_hours_are_read(text: str, hours: StaffHours) -> None:
    assert staff_hours(text) == hours


@pytest.mark.parametrize(
    "text",
    ["", "always", "Mon-Fri", "Mon-Foo 09:00-17:00", "Mon 17:00-09:00", "Mon 25:00-26:00"],
)
def test_what_are_no_hours_says_how_to_write_them(text: str) -> None:
    with pytest.raises(ValueError, match="Mon-Fri 09:00-17:00"):
        staff_hours(text)


def test_a_week_may_run_over_sunday() -> None:
    hours = staff_hours("Sun-Thu 08:00-16:00")

    assert [day for day in range(7) if hours.has(day)] == [0, 1, 2, 3, 6]

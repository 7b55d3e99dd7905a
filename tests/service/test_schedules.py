"""No invitation, wave or reminder is scheduled for a quiet hour, whatever the day and wherever.

Judged by the clock on the person's wall and by a list of bank holidays that is not ours, never by
the calendar that made the schedule.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from holidays.countries.united_kingdom import UnitedKingdom
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.channels import LIMITS
from bot.effects import TurnContext, collect
from bot.engine import advance
from bot.flow.structure import Plan, QuietHours
from bot.model import Conversation, MessageKind, Participant, Silence, Start
from bot.ports import OutboxRow, Person, Rows
from bot.service.launch.pace import Pace
from tests.flow.test_hours import ZONES
from tests.service.stage import SLUG, phone, running

SUNDAY = 6
YEARS = (2024, 2035)
SUBDIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}
PROCLAIMED = {date(2026, 6, 15)}
"""As in `tests/flow/test_holidays.py`."""
_SCENE = running().scene(LIMITS["sms"])

walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
quiet = st.one_of(
    st.just(QuietHours()),
    st.builds(QuietHours, start=walls, end=walls, sunday_start=walls, sunday_end=walls),
)
own = st.one_of(st.just(""), st.builds(lambda a, b: f"{a:%H:%M}-{b:%H:%M}", walls, walls))
changes = st.sampled_from(
    [  # of clocks: London, New York, Lord Howe
        *(date(2027, 3, 28), date(2027, 10, 31), date(2032, 3, 28), date(2032, 10, 31)),
        *(date(2027, 3, 14), date(2027, 11, 7), date(2027, 4, 4), date(2027, 10, 3)),
    ]
)
feasts = st.sampled_from(
    [date(2027, 3, 26), date(2027, 12, 24), date(2028, 1, 1), date(2031, 5, 5)]
)
anyday = st.dates(date(YEARS[0], 1, 2), date(YEARS[1], 12, 1))
moments = st.builds(
    lambda day, seconds: (
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
    st.one_of(changes, feasts, anyday),
    st.integers(-86_400, 2 * 86_400),
)


@st.composite
def plans(draw: st.DrawFn, around: datetime) -> Plan:
    """A consultation's hours and days, some of them about that time."""
    ahead = draw(st.frozensets(st.integers(-2, 12), max_size=6))
    return Plan(
        languages=("en",),
        quiet_hours=draw(quiet),
        quiet_days=tuple(sorted(around.date() + timedelta(days=n) for n in ahead)),
        bank_holidays=draw(st.sampled_from([*SUBDIVISIONS, "none"])),
        timezone=draw(st.sampled_from(ZONES)),
    )


@pytest.mark.soak
@given(data=st.data())
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_schedules_and_none_of_them_at_night(data: st.DataObject) -> None:
    _holds(data)


@given(data=st.data())
def test_nothing_is_scheduled_for_the_night(data: st.DataObject) -> None:
    _holds(data)


def _holds(data: st.DataObject) -> None:
    now = data.draw(moments)
    plan = data.draw(plans(now))
    who = Participant(
        uuid4(),
        1,
        "en",
        hours=data.draw(own),
        timezone=data.draw(st.sampled_from(["", *ZONES])),
    )
    row = data.draw(st.sampled_from([_invited, _in_a_later_wave, _reminded]))(who, plan, now)

    assert row.kind is not MessageKind.REPLY
    assert row.awake_until is not None
    for part in (0.0, 0.5, 0.999):  # it may leave at any moment in between
        at = row.not_before + (row.awake_until - row.not_before) * part
        assert at >= now
        assert not _is_quiet(at, plan, who), at


# ── The three ways to be written to unasked ───────────────────────────────────────────────────


def _invited(who: Participant, plan: Plan, now: datetime, units: int = 0) -> OutboxRow:
    """As a launch does, once so much of it has been sent."""
    pace = Pace(now, plan, units_per_second=1)
    pace.spend(units)
    turn = advance(_SCENE.flow, _talk(who), Start(), now=pace.now)
    context = replace(_context(who, plan, now), kind=MessageKind.BROADCAST, not_before=pace.now)
    rows = Rows()
    collect(_talk(who), turn, context, rows)
    return rows.outbox[0]


def _in_a_later_wave(who: Participant, plan: Plan, now: datetime) -> OutboxRow:
    """Hours behind thousands of others."""
    return _invited(who, plan, now, units=20_000)


def _reminded(who: Participant, plan: Plan, now: datetime) -> OutboxRow:
    """As when the wait is over."""
    invited = advance(_SCENE.flow, _talk(who), Start(), now=now).conversation
    turn = advance(_SCENE.flow, invited, Silence(), now=now)
    rows = Rows()
    collect(invited, turn, _context(who, plan, now), rows)
    return rows.outbox[0]


def _talk(who: Participant) -> Conversation:
    return Conversation(uuid4(), who.bucket, who.id, SLUG, "v", "en")


def _context(who: Participant, plan: Plan, now: datetime) -> TurnContext:
    person = Person(who, (phone(1),), (), None)
    return TurnContext(person, phone(1), replace(_SCENE, plan=plan), now, uuid4())


# ── The judge ─────────────────────────────────────────────────────────────────────────────────


def _is_quiet(at: datetime, plan: Plan, who: Participant) -> bool:
    local = at.astimezone(ZoneInfo(who.timezone or plan.timezone))
    day, wall = local.date(), local.time()
    if day in plan.quiet_days or day in _kept(plan.bank_holidays):
        return True
    return _is_night(wall, plan.quiet_hours, is_sunday=day.weekday() == SUNDAY) or not _suits(
        wall, who.hours, plan.quiet_hours
    )


def _is_night(wall: time, quiet: QuietHours, *, is_sunday: bool) -> bool:
    start, end = (quiet.sunday_start, quiet.sunday_end) if is_sunday else (quiet.start, quiet.end)
    if start <= end:
        return start <= wall < end
    return not end <= wall < start


def _suits(wall: time, hours: str, quiet: QuietHours) -> bool:
    """Whether somebody's own hours allow it; those that leave no minute of a weekday, none."""
    start, _, end = hours.partition("-")
    minutes = [time(n // 60, n % 60) for n in range(24 * 60)]
    mine = [m for m in minutes if start <= f"{m:%H:%M}" < end]
    if all(_is_night(m, quiet, is_sunday=False) for m in mine):
        return True
    return start <= f"{wall:%H:%M}" < end


@cache
def _kept(region: str) -> frozenset[date]:
    if region not in SUBDIVISIONS:
        return frozenset()
    years = range(YEARS[0] - 1, YEARS[1] + 2)
    kept = UnitedKingdom(subdiv=SUBDIVISIONS[region], years=years)  # type: ignore[no-untyped-call]  # theirs
    return frozenset(kept) - PROCLAIMED

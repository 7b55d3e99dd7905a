from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.store.moments import micros, moment, new_id
from tests.store.makers import NOON


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_read_as_it_was_stored(at: datetime) -> None:
    assert moment(micros(at)) == at


def test_a_moment_is_stored_in_utc_whatever_its_zone() -> None:
    dhaka = NOON.astimezone(timezone(timedelta(hours=6)))

    assert micros(dhaka) == micros(NOON)
    assert (micros(None), moment(None)) == (None, None)


def test_ids_sort_by_time_and_then_by_when_they_were_made() -> None:
    later = NOON + timedelta(milliseconds=1)
    ids = [new_id(NOON) for _ in range(9)] + [new_id(later)]

    assert len(set(ids)) == 10
    assert ids[-1] == max(ids)
    assert {each.version for each in ids} == {7}
    assert {each.variant for each in ids} == {"specified in RFC 4122"}

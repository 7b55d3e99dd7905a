"""Ids as staff type them."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.marks import mark_of, names, read_mark

KEY = UUID("1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("1a2b3c4d", "1a2b3c4d", id="as it is shown"),
        pytest.param("#1a2b3c4d", "1a2b3c4d", id="as a case is shown"),
        pytest.param(" 1A2B3C4D ", "1a2b3c4d", id="as a phone capitalises"),
        pytest.param(str(KEY), KEY.hex, id="whole"),
        pytest.param("1a2b3c4", "", id="too short"),
        pytest.param("", "", id="nothing"),
        pytest.param("1a2b3c4g", "", id="no digit"),
        pytest.param("%1a2b3c4d", "", id="a pattern"),
    ],
)
def test_what_is_typed_is_read_or_means_nothing(typed: str, read: str) -> None:
    assert read_mark(typed) == read


@given(key=st.uuids())
def test_an_id_is_meant_by_its_own_mark(key: UUID) -> None:
    assert names(read_mark(mark_of(key)), key)


def test_nothing_means_nobody() -> None:
    assert not names("", KEY)

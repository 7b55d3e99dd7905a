from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.taps import LIMIT_BYTES, TapRead, read_tap, step_mark, tap_data

CONVERSATION = uuid.UUID("018f3a5e-0000-7000-8000-000000000001")
IDS = st.from_regex(r"\+?[a-zA-Z0-9_.-]{1,31}", fullmatch=True)


@given(st.uuids(), st.text(min_size=1), IDS)
def test_a_button_says_what_was_put_on_it(conversation: uuid.UUID, step: str, option: str) -> None:
    data = tap_data(conversation, step, option)

    assert len(data.encode()) <= LIMIT_BYTES
    assert read_tap(data) == TapRead(conversation, step_mark(step), option)


@given(st.text(max_size=100))
def test_whatever_a_stranger_sends_is_read_or_refused(data: str) -> None:
    found = read_tap(data)

    assert found is None or len(data) <= LIMIT_BYTES


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("", id="empty"),
        pytest.param("A" * 22 + "abcdef", id="no_option"),
        pytest.param("A" * 22 + "abcdef." + "x" * 40, id="too_long"),
        pytest.param("A" * 21 + "B" + "abcdef.x", id="bits_to_spare_in_the_conversation"),
        pytest.param("A" * 22 + "abcdef.হ্যাঁ", id="not_ascii"),
        pytest.param("A" * 22 + "abcdef.x\n", id="line_break"),
    ],
)
def test_what_is_not_ours_is_nothing(data: str) -> None:
    assert read_tap(data) is None


@pytest.mark.parametrize("option", ["", "হ্যাঁ", "x" * 33, "a b", "++x"])
def test_an_option_that_cannot_be_an_id_is_a_fault_of_ours(option: str) -> None:
    with pytest.raises(ValueError, match="option id"):
        tap_data(CONVERSATION, "visit", option)


def test_a_mark_tells_steps_apart_however_long_their_ids() -> None:
    marks = {step_mark(f"about-you__a_question_with_a_long_id_{n}") for n in range(500)}

    assert len(marks) == 500
    assert {len(mark) for mark in marks} == {6}

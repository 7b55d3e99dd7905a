"""Who is answered: a table of rulings, and what no flood can change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.exchange.traffic import LIMIT_FRUITLESS, LIMIT_HOUR, REPEAT, SLOW, Ruling, Worth, judge
from bot.ports import Traffic
from tests.service.stage import NOON

QUIET = Traffic(NOON)
TIRED = replace(QUIET, fruitless=LIMIT_FRUITLESS, mark="before", marked_at=NOON)
BUSY = Traffic(NOON, heard=LIMIT_HOUR + 1)
SOON = NOON + timedelta(minutes=1)
SAID, UNSAID = Ruling(), Ruling(is_said=False)


@pytest.mark.parametrize(
    ("seen", "worth", "mark", "ruling"),
    [
        pytest.param(QUIET, Worth.FRUITLESS, "a", SAID, id="a_first_miss_is_answered"),
        pytest.param(TIRED, Worth.FRUITLESS, "a", UNSAID, id="an_eighth_is_not"),
        pytest.param(TIRED, Worth.PROGRESS, "", SAID, id="an_answer_always_is"),
        pytest.param(TIRED, Worth.WORDS, "", SAID, id="free_words_too"),
        pytest.param(
            replace(QUIET, mark="a", marked_at=NOON), Worth.FRUITLESS, "a", UNSAID,
            id="the_same_twice_is_answered_once",
        ),
        pytest.param(
            replace(QUIET, mark="a", marked_at=NOON), Worth.PROGRESS, "a", SAID,
            id="but_an_answer_is_no_repeat",
        ),
        pytest.param(
            replace(QUIET, mark="a", marked_at=SOON - REPEAT), Worth.FRUITLESS, "a", SAID,
            id="later_it_is_answered_again",
        ),
        pytest.param(
            replace(QUIET, fruitless=LIMIT_FRUITLESS - 1), Worth.FRUITLESS, "a",
            Ruling(is_last=True), id="the_seventh_says_that_it_is_the_last",
        ),
        pytest.param(BUSY, Worth.PROGRESS, "a", SAID, id="a_flood_is_answered_once"),
        pytest.param(
            replace(BUSY, next_at=NOON + SLOW), Worth.PROGRESS, "a",
            Ruling(not_before=NOON + SLOW), id="then_slowly",
        ),
        pytest.param(
            replace(BUSY, next_at=NOON + SLOW), Worth.FRUITLESS, "a", UNSAID,
            id="and_not_where_it_leads_nowhere",
        ),
        pytest.param(
            replace(BUSY, next_at=NOON + timedelta(hours=2)), Worth.PROGRESS, "a", UNSAID,
            id="nor_for_ever",
        ),
    ],
)  # fmt: skip
def test_who_is_answered(seen: Traffic, worth: Worth, mark: str, ruling: Ruling) -> None:
    assert judge(seen, worth, mark, SOON)[1] == ruling


def test_an_answer_forgives_what_led_nowhere() -> None:
    assert judge(TIRED, Worth.PROGRESS, "", SOON)[0].fruitless == 0
    assert judge(TIRED, Worth.WORDS, "", SOON)[0].fruitless == LIMIT_FRUITLESS


def test_an_hour_of_silence_forgives_it_too() -> None:
    assert judge(TIRED, Worth.FRUITLESS, "a", NOON + timedelta(hours=1))[1] == SAID


@given(
    st.lists(
        st.tuples(st.sampled_from(Worth), st.sampled_from("abc"), st.integers(0, 600)),
        max_size=60,
    )
)
def test_below_a_flood_whoever_gets_on_is_answered_at_once(
    told: list[tuple[Worth, str, int]],
) -> None:
    seen, now, on_end = QUIET, NOON, 0
    for worth, mark, seconds in told:
        now += timedelta(seconds=seconds)
        seen, ruling = judge(seen, worth, mark, now)
        on_end = on_end + ruling.is_said if worth is Worth.FRUITLESS else 0

        assert ruling.not_before is None
        assert ruling.is_said or worth is Worth.FRUITLESS
        assert on_end <= LIMIT_FRUITLESS

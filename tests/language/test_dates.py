"""Days in words: the edges that the question's own table does not reach."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.language.dates import Span, read_date
from tests.questions.hearing import lexicon

NOW = Span(date(2027, 3, 10))


@given(day=st.dates(date(1910, 1, 1), date(2046, 12, 31)))
def test_every_day_reads_back_however_it_is_written(day: date) -> None:
    months = ["January", "February", "March", "April", "May", "June", "July", "August",
              "September", "October", "November", "December"]  # fmt: skip
    named = months[day.month - 1]

    for text in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day} {named} {day.year}",
        f"{named} {day.day}, {day.year}",
    ):
        assert read_date(text, lexicon(), NOW) == day


def test_without_a_today_relative_days_are_unknown() -> None:
    nowhere = Span(date.min)

    assert read_date("today", lexicon(), nowhere) is None
    assert read_date("5 march", lexicon(), nowhere) is None
    assert read_date("5 march 2027", lexicon(), nowhere) == date(2027, 3, 5)


@pytest.mark.parametrize("text", ["কাল", "কালকে", "kal", "Kalke", "পরশু"])
def test_a_word_for_two_days_is_none(text: str) -> None:
    assert read_date(text, lexicon(), NOW) is None


@given(text=st.text(max_size=40))
@example(text="5 𑁒 march")
@example(text="05 march 07")
def test_any_text_is_a_day_or_none(text: str) -> None:
    assert isinstance(read_date(text, lexicon(), NOW), date | None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 days ago", date(2027, 3, 7)),
        ("2 weeks ago", date(2027, 2, 24)),
        ("৩ দিন আগে", date(2027, 3, 7)),
        ("2 hours ago", None),
        ("3 ago", None),
        ("5 march 2027", date(2027, 3, 5)),
        ("২০২৭ সালের ৫ই মার্চ", date(2027, 3, 5)),
    ],
)
def test_time_ago_counts_in_days_and_weeks(text: str, day: date | None) -> None:
    assert read_date(text, lexicon(), NOW) == day

"""Days: numeric in the order of the United Kingdom, named in both languages, relative."""

from __future__ import annotations

import pytest

from bot.model import Accepted, Outcome, Rejected
from bot.questions.date import Date
from bot.questions.keys import read as read_keys
from tests.questions.hearing import hearing, said, value_of

GIVEN = hearing()  # on 10 March 2027

READ = [
    *[(text, "2027-03-05") for text in (
        "5 March 2027", "5 march 2027", "5th March 2027", "5th of March 2027",
        "the 5th of march 2027",
        "March 5 2027", "March 5th, 2027", "5 Mar 2027", "5 mar 27", "5/3/2027",
        "05/03/2027", "5/3/27",
        "5-3-2027", "5.3.2027", "05.03.27", "5 3 2027", "5 / 3 / 2027", "05032027",
        "2027-03-05",
        "2027/03/05", "৫ মার্চ ২০২৭", "৫ই মার্চ ২০২৭", "৫ মার্চ, ২০২৭", "৫/৩/২০২৭",
        "৫-৩-২৭", "5 march 2027 pls",
        "5march2027", "5 days ago", "৫ দিন আগে", "5 din age", "five days ago",
    )],
    ("today", "2027-03-10"), ("Today.", "2027-03-10"), ("2day", "2027-03-10"),
    ("আজ", "2027-03-10"),
    ("আজকে", "2027-03-10"), ("ajke", "2027-03-10"), ("yesterday", "2027-03-09"),
    ("গতকাল", "2027-03-09"), ("gotokal", "2027-03-09"), ("tomorrow", "2027-03-11"),
    ("tmrw", "2027-03-11"), ("আগামীকাল", "2027-03-11"), ("agamikal", "2027-03-11"),
    ("day before yesterday", "2027-03-08"), ("21 February 1952", "1952-02-21"),
    ("২১শে ফেব্রুয়ারি ১৯৫২", "1952-02-21"), ("21/2/52", "1952-02-21"),
    ("1/1/60", "1960-01-01"),
    ("১লা জানুয়ারী ২০২৭", "2027-01-01"), ("29 feb 2028", "2028-02-29"),
    ("31 december 2026", "2026-12-31"),
    ("১৬ই ডিসেম্বর ১৯৭১", "1971-12-16"), ("may 1 2027", "2027-05-01"),
]  # fmt: skip

ASKED_AGAIN = [
    "", "?", "asdf", "কাল", "কালকে", "kal", "kalke", "পরশু", "porshu", "31/2/2027",
    "32/1/2027", "5/13/2027",
    "29 feb 2027", "monday", "next week", "last year", "March", "2027", "5",
    "march 2027", "5 or 6 march",
    "5/3/2027 or 6/3/2027", "5 march?", "soon", "yes", "0/0/2027", "5 boishakh",
    "99/99/99", "5 march",
    "between 1 and 2 march 2027", "12", "march april 2027", "5th",
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), READ, ids=[text for text, _ in READ])
def test_a_day_is_read_however_it_is_written(text: str, day: str) -> None:
    assert value_of(Date(), text, GIVEN) == day


@pytest.mark.parametrize("text", ASKED_AGAIN)
def test_what_may_be_two_days_or_none_is_asked_again(text: str) -> None:
    assert isinstance(Date().read(said(text), GIVEN), Rejected)


@pytest.mark.parametrize(
    ("bounds", "text", "day"),
    [
        pytest.param({"latest": "today"}, "5 march", "2027-03-05", id="the_last_5_march"),
        pytest.param({"latest": "today"}, "5 april", "2026-04-05", id="the_last_5_april"),
        pytest.param({"earliest": "today"}, "5 march", "2028-03-05", id="the_next_5_march"),
        pytest.param({"earliest": "today"}, "5/4", "2027-04-05", id="the_next_5_april"),
        pytest.param({"latest": "today"}, "5/3/54", "1954-03-05", id="a_birthday"),
    ],
)
def test_a_missing_year_is_settled_by_the_bounds(
    bounds: dict[str, object], text: str, day: str
) -> None:
    assert value_of(read_keys(Date, bounds), text, GIVEN) == day


@pytest.mark.parametrize(
    ("bounds", "text", "key", "values"),
    [
        pytest.param({"latest": "today"}, "tomorrow", "bot.hint.date_latest",
                     {"latest": "2027-03-10"}, id="latest"),
        pytest.param({"earliest": "2027-03-01"}, "1/2/2027", "bot.hint.date_earliest",
                     {"earliest": "2027-03-01"}, id="earliest"),
        pytest.param({"earliest": {"answer": "first"}}, "1/2/2027", "bot.hint.date_earliest",
                     {"earliest": "2027-02-02"}, id="an_earlier_answer"),
        pytest.param({}, "asdf", "bot.hint.date", {}, id="unread"),
    ],
)  # fmt: skip
def test_the_hint_says_what_is_wrong(
    bounds: dict[str, object], text: str, key: str, values: dict[str, str]
) -> None:
    given = hearing(answers={"first": "2027-02-02"})

    verdict = read_keys(Date, bounds).read(said(text), given)

    assert isinstance(verdict, Rejected)
    assert (verdict.hint.key, dict(verdict.hint.values)) == (key, values)


def test_not_knowing_is_an_answer() -> None:
    assert Date().read(said("mone nai"), GIVEN) == Accepted(None, Outcome.DONT_KNOW)

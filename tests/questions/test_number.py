"""Numbers, scales: digits of every script, words, units; and what is asked again."""

from __future__ import annotations

import pytest

from bot.model import Accepted, Outcome, Rejected
from bot.questions.keys import read as read_keys
from bot.questions.number import Number
from bot.questions.scale import Scale
from tests.questions.hearing import hearing, said, value_of

GIVEN = hearing()

READ = [
    *[(text, 40) for text in (
        "40", " 40 ", "40.", "40!", "(40)", "৪০", "٤٠", "۴۰", "४०", "４０", "4️⃣0️⃣",
        "40.0", "forty",
        "Forty", "fourty", "চল্লিশ", "chollish", "cholish", "40 min", "40 mins", "40min",
        "40 minutes",
        "40 minits", "৪০ মিনিট", "40 minit", "about 40", "around 40 mins", "approx 40",
        "~40",
        "roughly 40", "40 or so", "40 ish", "প্রায় ৪০", "প্রায় ৪০ মিনিট", "pray 40",
        "i am 40", "I'm 40",
        "im 40 years old", "40 years", "40 yrs", "40 years old", "আমার বয়স ৪০",
        "amar boyosh 40",
        "৪০ বছর", "40 bochor", "40 bosor", "40 please", "40 thanks", "its 40",
        "it is 40 love",
        "40 minutes by bus", "it takes me 40 mins", "takes 40 minutes", "40 people",
        "40 jon", "৪০ জন",
        "40 times", "40 times a year", "৪০ বার", "£40", "40 pounds", "৳৪০", "40 taka",
        "40%", "40 km",
        "just 40", "only 40", "yes 40", "forty minutes",
        "40\n",
        "my age is 40", "aged 40", "40 in total", "we are 40", "040",
    )],
    *[(text, 3) for text in (
        "3", "৩", "৩টি", "৩টা", "৩ টা", "৩ জন", "৩জন", "তিন", "তিনজন", "তিন জন", "তিনটি",
        "tin", "teen",
        "tin jon", "tinjon", "tinta", "3ta", "3 ta", "3jon", "three", "3 kids",
        "3 of us", "there are 3",
        "we are three", "তিন বার", "tin bar", "amra tin jon", "আমরা ৩ জন",
    )],
    ("0", 0), ("zero", 0), ("none", 0), ("nil", 0), ("শূন্য", 0), ("nobody", 0), ("keu na", 0),
    ("2.5", 2.5), ("২.৫", 2.5), ("two and a half", 2.5), ("2 and a half", 2.5), ("2½", 2.5),
    ("আড়াই", 2.5), ("arai", 2.5), ("দেড়", 1.5), ("der", 1.5), ("সাড়ে তিন", 3.5), ("share tin", 3.5),
    ("সাড়ে ৩", 3.5), ("half", 0.5), ("a half", 0.5), ("আধা", 0.5), ("1½", 1.5),
    ("twenty one", 21), ("twenty-one", 21), ("forty five", 45), ("ninety nine", 99),
    ("একুশ", 21), ("ekush", 21), ("পঁচিশ", 25), ("পচিশ", 25), ("pochish", 25), ("পঁয়তাল্লিশ", 45),
    ("নিরানব্বই", 99), ("কুড়ি", 20), ("বিশ", 20), ("kuri", 20), ("bish", 20),
    ("তিরিশ", 30), ("ত্রিশ", 30),
    ("hundred", 100), ("a hundred", 100), ("one hundred", 100), ("একশ", 100), ("একশো", 100),
    ("একশত", 100), ("eksho", 100), ("one hundred and twenty", 120), ("একশ বিশ", 120),
    ("two hundred", 200), ("দুইশ", 200), ("dui sho", 200), ("dui hajar panchsho", 2500),
    ("two thousand", 2000), ("২ হাজার", 2000), ("1,000", 1000), ("1,25,000", 125000),
    ("১,২৫,০০০", 125000), ("125,000", 125000), ("20k", 20000), ("1 lakh", 100000),
    ("১ লাখ", 100000),
    ("সাত", 7), ("sat", 7), ("saat", 7), ("ষাট", 60), ("shait", 60),
    ("আট", 8), ("নয়", 9), ("noy", 9),
    ("ফাচ", 5), ("সাইর", 4), ("a dozen", 12), ("-5", -5), ("dujon", 2), ("দুজন", 2), ("দুই জন", 2),
]  # fmt: skip

ASKED_AGAIN = [
    "", "?", "...", "no", "না", "ok", "accha", "yes", "asdf", "a few", "some", "lots",
    "many", "x",
    "20-30", "20 - 30", "20 to 30", "20 or 30", "between 20 and 30", "২০-৩০",
    "২০ থেকে ৩০", "২ বা ৩",
    "dui tin jon", "two three", "2 naki 3", "40+", "over 40", "more than 40",
    "less than 40", "<5",
    ">40", "at least 5", "40 plus", "up to 40", "under 40", "৪০ এর বেশি", "40 er beshi",
    "not 40",
    "maybe 40", "40?", "40 maybe", "1.000", "1,5", "1,00", "4.5.6", "shat", "shaat",
    "12:30", "1/2",
    "2/3", "12 34", "me and 2 kids", "2 kids and 1 baby", "40 sometimes", "if 40",
    "never 40",
    "9999999999999999", "৪০ না", "40 na", "1e5", "second", "2nd", "hoyto 5", "0x10",
    "about",
    "hotel 40", "20 25 30", "2 or so maybe 3", "NA", "ninety ten", "the 25 bus",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ, ids=[text for text, _ in READ])
def test_a_number_is_read_however_it_is_written(text: str, value: float) -> None:
    assert value_of(Number(), text, GIVEN) == value


@pytest.mark.parametrize("text", ASKED_AGAIN)
def test_what_is_not_one_number_is_asked_again(text: str) -> None:
    assert isinstance(Number().read(said(text), GIVEN), Rejected)


def test_whole_numbers_are_integers() -> None:
    assert isinstance(value_of(Number(), "40.0", GIVEN), int)
    assert isinstance(value_of(Number(), "2.5", GIVEN), float)


@pytest.mark.parametrize("text", ["idk", "dont know", "জানি না", "jani na", "no idea", "mone nai"])
def test_not_knowing_is_an_answer(text: str) -> None:
    assert Number().read(said(text), GIVEN) == Accepted(None, Outcome.DONT_KNOW)
    assert Scale().read(said(text), GIVEN) == Accepted(None, Outcome.DONT_KNOW)


@pytest.mark.parametrize(
    ("bounds", "text", "key", "values"),
    [
        pytest.param({"at_least": 1, "at_most": 9}, "10", "bot.hint.number_range",
                     {"least": "1", "most": "9"}, id="range"),
        pytest.param({"at_least": 1}, "0", "bot.hint.number_least", {"least": "1"}, id="least"),
        pytest.param({"at_most": 9}, "10", "bot.hint.number_most", {"most": "9"}, id="most"),
        pytest.param({"whole": True}, "2.5", "bot.hint.number_whole", {}, id="whole"),
        pytest.param({}, "2-3", "bot.hint.one_number", {}, id="one_number"),
        pytest.param({}, "asdf", "bot.hint.number", {}, id="number"),
        pytest.param({"at_most": {"answer": "household"}}, "5", "bot.hint.number_most",
                     {"most": "4"}, id="an_earlier_answer"),
    ],
)  # fmt: skip
def test_the_hint_says_what_is_wrong(
    bounds: dict[str, object], text: str, key: str, values: dict[str, str]
) -> None:
    question = read_keys(Number, bounds)

    verdict = question.read(said(text), hearing(answers={"household": 4}))

    assert isinstance(verdict, Rejected)
    assert (verdict.hint.key, dict(verdict.hint.values)) == (key, values)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        pytest.param("40", 40, id="bare"),
        pytest.param("1 hour", 60, id="hour"),
        pytest.param("an hour", 60, id="an_hour"),
        pytest.param("about an hour", 60, id="about_an_hour"),
        pytest.param("৪৫ মিনিটের মত", 45, id="minuter_moto"),
        pytest.param("2 hrs", 120, id="hours"),
        pytest.param("half an hour", 30, id="half_an_hour"),
        pytest.param("one and a half hours", 90, id="hour_and_a_half"),
        pytest.param("1 hour 20", 80, id="hour_and_minutes"),
        pytest.param("1 hr 20 min", 80, id="hr_min"),
        pytest.param("১ ঘণ্টা", 60, id="bengali"),
        pytest.param("দেড় ঘণ্টা", 90, id="dera_ghonta"),
        pytest.param("adha ghonta", 30, id="adha_ghonta"),
    ],
)
def test_a_unit_of_time_is_converted(text: str, minutes: int) -> None:
    assert value_of(Number(unit="minutes"), text, GIVEN) == minutes


def test_units_that_do_not_divide_are_asked_again() -> None:
    assert isinstance(Number(unit="minutes").read(said("2 years"), GIVEN), Rejected)


def test_bands_are_found_by_their_lowest_number() -> None:
    question = Number(bands=(0, 18, 65))

    assert [question.band(age) for age in (-1, 0, 17, 18, 64, 65, 90)] == [
        None, 0, 0, 18, 18, 65, 65,
    ]  # fmt: skip


SCALE = Scale(from_=1, to=5)


@pytest.mark.parametrize(
    "text",
    ["4", "৪", "4.", "four", "চার", "char", "4/5", "4 / 5", "4 out of 5", "4 please", "its a 4",
     "i would say 4", "number 4", "4 x", "4️⃣", "about 4", "৪/৫"],
)  # fmt: skip
def test_a_point_on_the_scale_is_read(text: str) -> None:
    assert value_of(SCALE, text, GIVEN) == 4


@pytest.mark.parametrize(
    "text",
    ["0", "6", "4.5", "4 or 5", "3-4", "4?", "very hard", "", "yes", "45", "4/10", "not 4", "5 4"],
)
def test_what_is_off_the_scale_is_asked_again(text: str) -> None:
    verdict = SCALE.read(said(text), GIVEN)

    assert isinstance(verdict, Rejected)
    assert verdict.hint.values == {"least": "1", "most": "5"}


def test_a_scale_must_rise() -> None:
    with pytest.raises(ValueError, match="less than"):
        Scale(from_=5, to=1)


def test_a_tap_on_a_scale_is_a_number() -> None:
    assert SCALE.tapped("4") == Accepted(4)
    assert SCALE.options() == ("1", "2", "3", "4", "5")
    assert Scale(from_=0, to=10).options() == ()

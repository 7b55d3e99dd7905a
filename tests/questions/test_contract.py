"""What every question type must do: one suite over every entry of `QUESTION_TYPES`.

A new type needs a line in `TABLES`: how it is built, what it accepts as what, what it refuses.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import to_builtins

from bot.intents import hear
from bot.model import Accepted, Limits, Media, Other, Outcome, Rejected, Split, Unsure, Value
from bot.questions import QUESTION_TYPES
from bot.questions.base import Hearing, Question
from bot.questions.keys import read as read_keys
from tests.questions.hearing import hearing, said

NOTE = Media("voice", "file-1")
PICTURE = Media("photo", "file-2")
POINT = Media("location", "51.51,-0.06")


@dataclass(frozen=True)
class Table:
    """One type's examples."""

    keys: Mapping[str, object] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[tuple[str | Media, Value | None], ...] = ()
    rejected: tuple[str | Media, ...] = ()


YES_NO = Table(
    labels={"yes": "হ্যাঁ", "no": "না"},
    accepted=(("ji", True), ("১", True), ("না", False), ("nope", False)),
    rejected=("accha", "1 2", "maybe", "", NOTE),
)
ABC = {"a": "Bus", "b": "Train", "c": "Walking"}
TABLES: Mapping[str, Table] = {
    "info": Table(accepted=(("anything", None),)),
    "consent": YES_NO,
    "yes_no": YES_NO,
    "choice": Table(
        {"choices": ("a", "b", "c")},
        ABC,
        accepted=(("2", "b"), ("walkng", "c"), ("dui", "b")),
        rejected=("4", "bus or train", "not bus", "", NOTE),
    ),
    "multi_choice": Table(
        {"choices": ("a", "b", "c"), "at_most": 2},
        ABC,
        accepted=(("1, 3", ("a", "c")), ("train ও bus", ("a", "b"))),
        rejected=("1 2 3", "1 or 2", "", PICTURE),
    ),
    "ranking": Table(
        {"choices": ("a", "b", "c")},
        ABC,
        accepted=(("312", ("c", "a", "b")), ("walking > bus > train", ("c", "a", "b"))),
        rejected=("3 1", "1 1 2", "all", "", NOTE),
    ),
    "points": Table(
        {"choices": ("a", "b", "c")},
        ABC,
        accepted=(
            ("1:5 2:3 3:2", Split((("a", 5), ("b", 3), ("c", 2)))),
            ("৫ ৩ ২", Split((("a", 5), ("b", 3), ("c", 2)))),
            ("all on 2", Split((("b", 10),))),
            ("none", Split()),
        ),
        rejected=("9 9 9", "2", "2 8", "bus", "maybe 5 3 2", "", NOTE),
    ),
    "statements": Table(
        {"statements": ("s1", "s2")},
        {"agree": "Agree", "disagree": "Disagree", "pass": "Pass"},
        accepted=(("1", "agree"), ("২", "disagree"), ("ekmot", "agree"), ("jani na", "pass")),
        rejected=("4", "agree but not on Sundays", "1 disagree", "the bus", "", NOTE),
    ),
    "delphi": Table(
        {
            "items": ("i1", "i2"),
            "each": "P14D",
            "agree": {"share": 80, "within": (7, 9)},
        },
        accepted=(("7", 7), ("৯", 9), ("three", 3), ("6 out of 9", 6)),
        rejected=("0", "10", "7.5", "same", "7 or 8", "the bus", "", NOTE),
    ),
    "number": Table(
        {"at_least": 1, "at_most": 100, "whole": True},
        accepted=(("৪০", 40), ("forty two", 42), ("3 jon", 3)),
        rejected=("0", "20-30", "2.5", "lots", "", NOTE),
    ),
    "scale": Table(accepted=(("4", 4), ("৫", 5)), rejected=("6", "4.5", "good", "", NOTE)),
    "date": Table(
        {"latest": "today"},
        accepted=(("5 March 2027", "2027-03-05"), ("আজ", "2027-03-10")),
        rejected=("কাল", "tomorrow", "31/2/2027", "", NOTE),
    ),
    "postcode": Table(accepted=(("e1 6an", "E1"),), rejected=("London", "XX1", "", NOTE)),
    "free_text": Table(
        {"voice": True, "at_least": 2},
        accepted=(("বাস নাই", "বাস নাই"), (NOTE, NOTE)),
        rejected=("x", "", PICTURE),
    ),
    "voice": Table(accepted=((NOTE, NOTE),), rejected=("words", "", PICTURE)),
    "photo": Table(accepted=((PICTURE, PICTURE),), rejected=("words", "", NOTE)),
    "location": Table(
        accepted=((POINT, POINT), ("E14 9SH", "E14")), rejected=("London", "", NOTE)
    ),
}

TYPES = sorted(QUESTION_TYPES)
HARD = [
    "", " ", "\x00", "\ud800", "\u202e1",
    "1" * 5000, "٣" * 40, "১" * 4096, "a " * 3000, "," * 4000,
    "1," * 2000, "না " * 2000, "½" * 300, "²", "🏳️‍🌈",
    "ﷺ" * 300, "ß" * 4096, "İ" * 4096, "\n\t\r", "/",
    "/@", "%s{0}{x}", "'; drop table", "0x1F", "1e400", "-", "--5", ".", ".5", "5.", "+",
    "NaN", "inf",
    "9" * 16, "2027-99-99", "\u200d",
    "এ" * 4096, "hundred " * 800, "half " * 800, "sare " * 800,
]  # fmt: skip


def build(name: str) -> Question:
    """A question of that type."""
    return read_keys(QUESTION_TYPES[name], TABLES[name].keys)


def session(name: str) -> Hearing:
    """A session in which it is asked."""
    return hearing(dict(TABLES[name].labels))


def test_every_type_has_its_table() -> None:
    assert set(TABLES) == set(QUESTION_TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_listed_under_its_own_name(name: str) -> None:
    assert QUESTION_TYPES[name].type == name


@pytest.mark.parametrize(
    ("name", "reply", "value"),
    [
        pytest.param(name, reply, value, id=f"{name}-{getattr(reply, 'kind', reply)}")
        for name, table in TABLES.items()
        for reply, value in table.accepted
    ],
)
def test_it_accepts(name: str, reply: str | Media, value: Value | None) -> None:
    heard = hear("", reply) if isinstance(reply, Media) else said(reply)

    assert build(name).read(heard, session(name)) == Accepted(value)


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        pytest.param(name, reply, id=f"{name}-{getattr(reply, 'kind', reply) or 'empty'}")
        for name, table in TABLES.items()
        for reply in table.rejected
    ],
)
def test_it_asks_again(name: str, reply: str | Media) -> None:
    heard = hear("", reply) if isinstance(reply, Media) else said(reply)

    assert isinstance(build(name).read(heard, session(name)), Rejected | Unsure)


@pytest.mark.parametrize("reply", ["jani na", "জানি না", "idk", "don't know"])
def test_not_knowing_is_no_consent_and_no_refusal(reply: str) -> None:
    assert isinstance(build("consent").read(said(reply), session("consent")), Rejected)


@pytest.mark.parametrize(
    "name", sorted(set(TYPES) - {"info", "free_text", "consent", "statements"})
)
@pytest.mark.parametrize("reply", ["jani na", "জানি না", "idk", "don't know"])
def test_not_knowing_is_an_answer(name: str, reply: str) -> None:
    verdict = build(name).read(said(reply), session(name))

    assert verdict == Accepted(None, Outcome.DONT_KNOW)


@pytest.mark.parametrize("name", TYPES)
def test_its_structure_survives_a_round_trip(name: str) -> None:
    question = build(name)

    again = read_keys(QUESTION_TYPES[name], to_builtins(question))

    assert again == question


@pytest.mark.parametrize("name", TYPES)
def test_unknown_keys_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        read_keys(QUESTION_TYPES[name], {**TABLES[name].keys, "colour": "red"})


@pytest.mark.parametrize("name", TYPES)
def test_it_can_be_asked_where_there_is_no_media(name: str) -> None:
    sms = Limits(has_buttons=False, is_billed_by_segment=True, limit_chars=1600, media=frozenset())

    variant = build(name).on(sms)

    assert variant is None or not variant.media or variant.type == "free_text"


@pytest.mark.parametrize("name", TYPES)
def test_a_tap_on_any_option_is_accepted(name: str) -> None:
    question = build(name)

    for option in question.options():
        verdict = question.tapped(option)
        assert isinstance(verdict, Accepted)
        assert verdict.value is not None


@pytest.mark.parametrize("name", [name for name in TYPES if not build(name).takes_many])
def test_the_number_of_an_option_finds_that_option(name: str) -> None:
    question = build(name)

    for number, option in enumerate(session(name).order, 1):
        assert question.read(said(str(number)), session(name)) == question.tapped(option)


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_no_reply_makes_it_raise_or_dawdle(name: str, text: str) -> None:
    started = time.process_time()  # of this process alone, however busy the machine is

    verdict = build(name).read(said(text), session(name))

    assert isinstance(verdict, Accepted | Unsure | Rejected)
    assert time.process_time() - started < 0.5


WORDS = st.sampled_from(
    ["yes", "no", "না", "জি", "not", "1", "2", "২", "or", "and", "ও", "maybe", "bus", "train",
     "half", "hundred", "5 march", "e1", "?", ",", "-", "all", "none", "other", "first",
     "jani na"]
)  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
@given(text=st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join)))
def test_any_text_gives_a_verdict_of_the_right_kind(name: str, text: str) -> None:
    question = build(name)

    verdict = question.read(said(text), session(name))

    if isinstance(verdict, Accepted) and verdict.outcome is Outcome.ANSWERED:
        picks = verdict.value if isinstance(verdict.value, tuple) else ()
        assert all(isinstance(p, Other) or p in question.options() for p in picks)
        assert len(set(picks)) == len(picks)
        if isinstance(verdict.value, Split):
            assert set(verdict.value.options) <= set(question.options())
            assert 0 <= sum(n for _, n in verdict.value.given) <= 10
    if isinstance(verdict, Unsure):
        assert set(verdict.candidates) <= set(question.options())
        assert verdict.candidates

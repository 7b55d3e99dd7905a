"""Points shared out: the ways in which people write them, and what becomes of too many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Accepted, Outcome, Rejected, Split, Verdict
from bot.questions.points import OVER, Points
from tests.questions.hearing import hearing, said

LABELS = {"bus": ("Later buses", "bus"), "park": ("The park", "park"), "gp": ("GP", "doctor")}
ASKED = Points(choices=("bus", "park", "gp"))


def read(reply: str, *, aside: str = "") -> Verdict:
    session = hearing(LABELS, "en")
    again = type(session)(session.lexicon, session.labels, session.order, aside=aside)
    return ASKED.read(said(reply), again)


def shared(reply: str) -> dict[str, int] | None:
    verdict = read(reply)
    if not isinstance(verdict, Accepted) or not isinstance(verdict.value, Split):
        return None
    return dict(verdict.value.given)


def test_too_many_are_asked_about_once_and_then_scaled_and_said() -> None:
    once = read("6 6 3")
    twice = read("6 6 3", aside=OVER)

    assert isinstance(once, Rejected)
    assert once.aside == OVER
    assert isinstance(twice, Accepted)
    assert twice.value == Split((("bus", 4), ("park", 4), ("gp", 2)))
    assert twice.note is not None
    assert twice.note.key == "bot.points.scaled"


def test_what_stays_unused_is_said_and_none_at_all_is_not() -> None:
    some, all_, none = read("5 3 1"), read("5 3 2"), read("none")

    assert isinstance(some, Accepted)
    assert some.note is not None
    assert some.note.values == {"unused": "1"}
    assert isinstance(all_, Accepted)
    assert all_.note is None
    assert isinstance(none, Accepted)
    assert none.note is None


def test_not_knowing_is_no_split() -> None:
    assert read("not sure") == Accepted(None, Outcome.DONT_KNOW)


@given(st.lists(st.integers(0, 400), min_size=3, max_size=3).filter(lambda n: sum(n) > 10))
def test_scaling_spends_exactly_what_there_is_and_turns_no_order_round(numbers: list[int]) -> None:
    given_ = dict(zip(ASKED.choices, numbers, strict=True))

    verdict = ASKED.settle(given_, is_asked_again=True)

    assert isinstance(verdict, Accepted)
    assert isinstance(verdict.value, Split)
    found = {**dict.fromkeys(given_, 0), **dict(verdict.value.given)}
    assert sum(found.values()) == ASKED.points
    assert all(found[a] >= found[b] for a in given_ for b in given_ if given_[a] > given_[b])


@given(st.lists(st.sampled_from(ASKED.choices), max_size=30))
def test_taps_never_give_more_than_there_is_and_read_as_they_were_typed(taps: list[str]) -> None:
    picks: tuple[str, ...] = ()
    for tap in taps:
        picks = ASKED.picked(picks, tap)
        assert len(picks) <= ASKED.points

    wanted = {option: picks.count(option) for option in ASKED.choices if option in picks}
    assert not picks or shared(ASKED.typed(picks, ASKED.choices)) == wanted

"""Made-up people who rate: the same every time, and countable by hand."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from bot.model import Answer, Outcome
from bot.questions.delphi import Agree, Delphi
from bot.workshop.neighbours import tallies

ASKED = Delphi(items=("a", "b"), each=timedelta(days=14), agree=Agree(share=80, within=(7, 9)))


def counts(number: int, item: str, others: int = 10, own: int | None = None) -> Counter[int]:
    given = {} if own is None else {f"rate.{item}": Answer(Outcome.ANSWERED, own)}
    found = tallies("rate", ASKED, number, others, given)
    return Counter({int(t.value): t.n for t in found if t.step == f"rate.{item}"})


def test_every_fifth_says_the_same() -> None:
    assert counts(1, "a") == {4: 2, 6: 2, 7: 2, 8: 2, 9: 2}
    assert counts(1, "b") == {1: 2, 3: 2, 4: 2, 5: 2, 6: 2}


def test_they_come_nearer_in_the_second_round() -> None:
    assert counts(2, "a") == {7: 4, 8: 4, 9: 2}


def test_whoever_is_at_the_keyboard_counts_too() -> None:
    assert counts(1, "a", others=5, own=4) == {4: 2, 6: 1, 7: 1, 8: 1, 9: 1}
    assert counts(1, "a", others=0) == {}

"""The demo's bars: what was tallied, in the officer's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.flow.load import load
from bot.flow.structure import Document
from bot.model import Outcome, Tally
from bot.web.live import Chart, Row, charts

FLOWS = Path(__file__).parents[2] / "flows"
A = Outcome.ANSWERED


@pytest.fixture(scope="module")
def document() -> Document:
    return load(FLOWS / "eye-screening-access", FLOWS / "_blocks")


def chart(document: Document, *tallies: Tally) -> Chart:
    """The chart of the step that the tallies are about."""
    drawn = charts(document, tallies)
    return next(each for each in drawn if each.step == tallies[0].step)


def test_a_choice_has_a_bar_for_every_option_even_if_nobody_took_it(document: Document) -> None:
    drawn = chart(
        document, Tally("last_visit", A, '"longer"', 3), Tally("last_visit", A, '"never"', 1)
    )

    assert drawn.answered == 4
    assert drawn.rows[:3] == (
        Row("In the last 12 months", 0, 0),
        Row("Longer ago", 3, 75),
        Row("Never", 1, 25),
    )


def test_several_picks_are_bars_of_people_not_of_picks(document: Document) -> None:
    drawn = chart(
        document,
        Tally("barriers", A, '["travel"]', 1),
        Tally("barriers", A, '["letter", "travel"]', 3),
    )

    counts = {row.label: (row.n, row.percent) for row in drawn.rows}
    assert drawn.answered == 4
    assert counts["Too far"] == (4, 100)
    assert counts["No letter"] == (3, 75)


def test_an_order_counts_what_came_first(document: Document) -> None:
    drawn = chart(document, Tally("wishes", A, '["nearer", "evening", "speaker"]', 2))

    assert [row.n for row in drawn.rows] == [0, 2, 0]
    assert drawn.note == "How many put it first."


def test_a_scale_says_what_its_ends_mean(document: Document) -> None:
    drawn = chart(document, Tally("ease", A, "5", 2))

    assert [row.label for row in drawn.rows] == ["1 very hard", "2", "3", "4", "5 very easy"]
    assert drawn.rows[-1].n == 2


def test_a_number_shows_its_middle(document: Document) -> None:
    drawn = chart(document, Tally("minutes", A, "20", 2), Tally("minutes", A, "90", 1))

    assert drawn.note == "In the middle: 20."


def test_free_text_is_only_counted(document: Document) -> None:
    drawn = chart(document, Tally("more", A, "", 2), Tally("more", Outcome.SKIPPED, "", 1))

    assert (drawn.answered, drawn.passed, drawn.rows) == (2, 1, ())


def test_equality_answers_and_consent_are_not_drawn(document: Document) -> None:
    drawn = {each.step for each in charts(document, ())}

    assert drawn
    assert not any(step.startswith(("about-you__", "consent__")) for step in drawn)

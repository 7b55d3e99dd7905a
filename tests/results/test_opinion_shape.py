"""Opinion groups in text and as data."""

from __future__ import annotations

from bot.results.opinion import FEW, Opinions
from bot.results.opinion_shape import as_data, as_text
from tests.results.test_opinion import LEFT, RIGHT, VOTES, found, voted


def test_text_and_data_say_the_same() -> None:
    told = found(voted(LEFT, 80) + voted(RIGHT, 60))
    words = {VOTES[0]: "Gates should open at six."}

    text = as_text(told, words)
    assert text.startswith("2 opinion groups; how far apart: 1.0 of 1.\n\nGroup A: 80 people\n")
    assert "  agree 100%, disagree 0%  (100 points apart)  Gates should open at six." in text
    data = as_data(told, words)
    assert isinstance(data["groups"], list)
    assert data["groups"][0]["views"][0] == {
        "vote": "views.a",
        "agree": 100,
        "disagree": 0,
        "apart": 100,
        "text": "Gates should open at six.",
    }


def test_groups_that_run_into_each_other_are_called_that() -> None:
    told = Opinions(found(voted(LEFT, 80) + voted(RIGHT, 60)).groups, apart=0.4)

    assert "do not speak of camps" in as_text(told, {})


def test_where_there_are_none_only_the_reason_is_told() -> None:
    assert as_text(Opinions(why=FEW), {}) == FEW
    assert as_data(Opinions(why=FEW), {})["groups"] == []

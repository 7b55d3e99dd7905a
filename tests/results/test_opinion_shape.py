"""Opinion groups in text and as data."""

from __future__ import annotations

from msgspec.structs import replace

from bot.results.opinion_shape import as_data, as_text
from bot.results.summary import Opinions, Ungrouped
from tests.results.test_opinion import LEFT, PARKS, RIGHT, found, voted

WORDS = replace(PARKS, texts={"parks.views.statements.a.text": "Gates should open at six."})


def test_text_and_data_say_the_same() -> None:
    told = found(voted(LEFT, 80) + voted(RIGHT, 60))

    text = as_text(told, WORDS)
    assert text.startswith("2 opinion groups; how far apart: 1.0 of 1.\n\nGroup A: 80 people\n")
    assert (
        "  agree 100%, disagree 0%  (at least 100 points apart)  Gates should open at six." in text
    )
    assert "All groups, at least 60% of each: nothing" in text
    data = as_data(told, WORDS)
    assert isinstance(data["groups"], list)
    assert data["groups"][0]["views"][0] == {
        "vote": "views.a",
        "agree": 100,
        "disagree": 0,
        "apart": 100,
        "text": "Gates should open at six.",
    }


def test_what_all_groups_share_is_told() -> None:
    told = found(voted("a" + LEFT[1:], 80) + voted("a" + RIGHT[1:], 60))

    assert "  agree 100% or more  Gates should open at six." in as_text(told, WORDS)
    assert as_data(told, WORDS)["shared"] == [
        {"vote": "views.a", "side": "agree", "least": 100, "text": "Gates should open at six."}
    ]


def test_groups_that_run_into_each_other_are_called_that() -> None:
    told = replace(found(voted(LEFT, 80) + voted(RIGHT, 60)), apart=0.4)

    assert "do not speak of camps" in as_text(told, WORDS)


def test_where_there_are_none_only_the_reason_is_told() -> None:
    few = Opinions(why=Ungrouped.FEW)

    assert as_text(few, WORDS).startswith("Too few people for groups: at least 100 must have")
    assert as_data(few, WORDS)["groups"] == []

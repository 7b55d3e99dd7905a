"""Open data: every published figure once, and whatever is not shown says why."""

from __future__ import annotations

from msgspec.structs import replace

from bot.results.opendata import COLUMNS, codebook, table
from bot.results.summary import dump
from bot.results.tables import USUAL
from tests.results.test_opinion import LEFT, PARKS, RIGHT, closed, found, voted
from tests.service.stage import eye_screening
from tests.web.consulted import FIGURES

ROWS = [dict(zip(COLUMNS, line, strict=True)) for line in table(FIGURES, eye_screening())[1:]]


def rows(**wanted: str) -> list[dict[str, str | int | float]]:
    return [row for row in ROWS if all(row[name] == value for name, value in wanted.items())]


def test_a_line_has_a_cell_for_every_column_and_each_column_is_explained() -> None:
    assert table(FIGURES, eye_screening())[0] == COLUMNS
    assert [name for name, _ in codebook("OGL", USUAL)[1:-1]] == list(COLUMNS)
    assert codebook("OGL", USUAL)[-1] == ("licence", "OGL")


def test_what_is_starred_has_no_number() -> None:
    (never,) = rows(part="answer", question="last_visit", code="never")

    assert (never["people"], never["percent"], never["status"]) == ("", "", "starred")


def test_a_question_that_few_answered_says_so() -> None:
    (base,) = rows(part="base", question="about-you__religion")

    assert (base["people"], base["status"]) == ("", "fewer_than_10")


def test_who_did_not_answer_stands_apart() -> None:
    (skipped,) = rows(part="no_answer", question="last_visit", code="skipped")

    assert (skipped["people"], skipped["label"]) == (10, "")


def test_groups_and_the_community_stand_in_it() -> None:
    (sms,) = rows(part="group", group_by="channel", group="sms")
    (bengali,) = rows(part="community", group="bn")

    assert sms["people"] == 200
    assert (bengali["people"], bengali["percent"], bengali["measure"]) == (150, 61, 40)


def test_every_number_in_it_is_a_published_one() -> None:
    published = dump(FIGURES)

    for row in ROWS:
        for name in ("people", "percent", "measure"):
            assert row[name] == "" or str(row[name]) in published, row


def test_opinion_groups_stand_in_it_with_their_votes() -> None:
    told = found(voted(LEFT, 80) + voted(RIGHT, 60))
    figures = replace(closed(voted(LEFT, 80) + voted(RIGHT, 60)).figures, opinions=told)
    lines = [dict(zip(COLUMNS, line, strict=True)) for line in table(figures, PARKS)[1:]]
    groups = [each for each in lines if each["group_by"] == "opinion"]

    assert [
        (each["group"], each["people"], each["percent"])
        for each in groups
        if each["part"] == "group" or (each["question"], each["code"]) == ("views.a", "agree")
    ] == [("A", 80, ""), ("A", 80, 100), ("B", 60, ""), ("B", 0, 0)]
    assert [each["measure"] for each in groups if each["code"] == "silhouette"] == [1.0]

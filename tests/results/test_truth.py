"""What is kept of true counts, for whoever counts next."""

from __future__ import annotations

from bot.results.tables import Release, Table
from bot.results.truth import Truth, answers, dump, parse

ANSWERS = Release({"n": Table({"yes": 3}, 3)}, {"language": {"en": 3}})
FUNNEL = Release({"funnel": Table({"completed": 3}, 3)})
SPLIT = Release(ANSWERS.tables, {"opinion": {"A": 3}})


def test_it_is_read_as_it_was_written() -> None:
    told = Truth(ANSWERS, FUNNEL, SPLIT)

    assert parse(dump(told)) == told


def test_one_of_before_there_were_groups_is_read() -> None:
    before = dump(Truth(ANSWERS, FUNNEL)).replace(',"opinion":null', "")

    assert "opinion" not in before
    assert parse(before) == Truth(ANSWERS, FUNNEL)


def test_groups_stand_among_the_answers_in_the_order_of_publishing() -> None:
    told = [Truth(ANSWERS, FUNNEL), Truth(ANSWERS, FUNNEL, SPLIT)]

    assert answers(told) == [ANSWERS, ANSWERS, SPLIT]

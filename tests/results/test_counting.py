"""People are counted once, as worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.structure import Document, Flow, Plan, Step
from bot.model import Outcome, Tally
from bot.questions.base import Question
from bot.questions.choice import Choice
from bot.questions.consent import Consent
from bot.questions.free_text import FreeText
from bot.questions.multi_choice import MultiChoice
from bot.questions.number import Number
from bot.questions.points import Points
from bot.questions.postcode import Postcode
from bot.questions.ranking import Ranking
from bot.questions.scale import Scale
from bot.questions.yes_no import YesNo
from bot.results.counting import ELSEWHERE, figures
from bot.results.shape import as_data, as_text
from bot.results.summary import Aside, Cell, Counting, Counts, Figures, Mean, Numbers, Score, Texts

ANSWERED = Outcome.ANSWERED


def step(step_id: str, question: Question, *, about: bool = False) -> Step:
    prefix = f"parks.{step_id}"
    return Step(id=step_id, prefix=prefix, slug="parks", question=question, about=about)


def document(*steps: Step) -> Document:
    return Document(
        flow=Flow(slug="parks", language="en", steps=steps, endings=("done", "declined")),
        plan=Plan(languages=("en",)),
        texts={"parks.title": "Parks", "parks.use.text": "How do you use the park?"},
        version="v",
    )


def said(step_id: str, **values: int) -> list[Tally]:
    return [Tally(step_id, ANSWERED, f'"{value}"', n) for value, n in values.items()]


def raw(step_id: str, *values: tuple[str, int]) -> list[Tally]:
    return [Tally(step_id, ANSWERED, value, n) for value, n in values]


def apart(step_id: str, outcome: Outcome, n: int) -> Tally:
    return Tally(step_id, outcome, "", n)


def count(tallies: Sequence[Tally], *steps: Step) -> Figures:
    return figures(tallies, {"completed": 80, "invited": 20}, document(*steps))


def only(found: Figures) -> Counts:
    (summary,) = found.questions
    assert isinstance(summary, Counts)
    return summary


USE = step("use", Choice(choices=("walk", "play", "sit")))


def test_a_choice_is_counted_in_the_order_of_the_file() -> None:
    counts = only(count(said("use", sit=12, walk=41, play=27), USE))

    assert counts.base == 80
    assert counts.cells == (
        Cell("walk", 40, 50),
        Cell("play", 25, 31),
        Cell("sit", 10, 13),
    )
    assert counts.counting is Counting.PEOPLE


def test_reasons_for_no_answer_are_kept_apart_and_out_of_the_base() -> None:
    other = step("other", YesNo())
    found = figures(
        [
            *raw("other", ("true", 60), ("false", 40)),
            *said("use", walk=30, sit=20),
            apart("use", Outcome.SKIPPED, 12),
            apart("use", Outcome.DONT_KNOW, 15),
            apart("use", Outcome.REFUSED, 3),
            apart("use", Outcome.DROPPED, 10),
        ],
        {},
        document(other, USE),
    )

    use = found.questions[1]
    assert use.base == 50
    assert use.aside == {
        Aside.SKIPPED: 10,
        Aside.DONT_KNOW: 15,
        Aside.REFUSED: None,
        Aside.NOT_ASKED: 20,
    }


def test_small_cells_are_starred_and_nobody_is_zero() -> None:
    counts = only(count(said("use", walk=73, play=7), USE))

    assert [cell.n for cell in counts.cells] == [75, None, 0]
    assert [cell.percent for cell in counts.cells] == [94, None, 0]


def test_under_ten_answers_show_nothing_of_the_question() -> None:
    other = step("other", YesNo())
    everyone = raw("other", ("true", 60), ("false", 40))
    found = figures([*everyone, *said("use", walk=9)], {}, document(other, USE))

    assert found.questions[1] == Counts("use", Counting.PEOPLE, None)


def test_under_ten_people_show_nothing_at_all() -> None:
    found = figures(said("use", walk=9), {"completed": 9}, document(USE))

    assert found == Figures("parks", "v", None, None, (), ())


def test_a_multiple_choice_is_of_people() -> None:
    many = step("many", MultiChoice(choices=("a", "b"), other=True))
    counts = only(
        count(raw("many", ('["a","b"]', 30), ('["a"]', 20), ('["b",{"other":""}]', 10)), many)
    )

    assert counts.base == 60
    assert counts.counting is Counting.PICKS
    assert counts.cells == (Cell("a", 50, 83), Cell("b", 40, 67), Cell("other", 10, 17))


def test_a_ranking_shows_first_choices_and_points() -> None:
    ranked = step("ranked", Ranking(choices=("a", "b", "c")))
    counts = only(count(raw("ranked", ('["a","b","c"]', 40), ('["b","c","a"]', 20)), ranked))

    assert counts.counting is Counting.FIRST_CHOICES
    assert counts.cells == (Cell("a", 40, 67), Cell("b", 20, 33), Cell("c", 0, 0))
    # a: 40 × 3 + 20 × 1 = 140 of 180; b: 40 × 2 + 20 × 3 = 140; c: 40 × 1 + 20 × 2 = 80
    assert counts.borda == (Score("a", 78), Score("b", 78), Score("c", 44))


def test_a_scale_has_every_point_a_mean_and_a_median() -> None:
    scale = step("scale", Scale(from_=1, to=3))
    counts = only(count(raw("scale", ("1", 20), ("3", 60)), scale))

    assert counts.cells == (Cell("1", 20, 25), Cell("2", 0, 0), Cell("3", 60, 75))
    assert (counts.mean, counts.median) == (2.5, 3.0)


def test_a_number_has_a_mean_a_median_and_a_middle_half() -> None:
    minutes = step("minutes", Number(at_least=1, at_most=300))
    (summary,) = count(raw("minutes", ("10", 4), ("20", 4), ("60", 4)), minutes).questions

    assert isinstance(summary, Numbers)
    assert (summary.base, summary.mean, summary.median) == (10, 30.0, 20.0)
    assert (summary.quarter, summary.three_quarters) == (10.0, 60.0)


def test_a_number_that_can_be_few_things_is_counted_like_a_scale() -> None:
    """Its exact mean would tell how many said which."""
    children = step("children", Number(at_least=0, at_most=1, whole=True))
    counts = only(count(raw("children", ("0", 20), ("1", 3)), children))

    assert counts.cells == (Cell("0", 20, 80), Cell("1", None))


def test_small_areas_are_not_even_named() -> None:
    area = step("area", Postcode())
    counts = only(count(said("area", E1=40, E2=8, E3=5, E14=6), area))

    assert counts.cells == (
        Cell("E1", 40, 67),
        Cell("E2", 10, 17),
        Cell(ELSEWHERE, 10, 17),
    )


def test_words_are_never_counted_but_by_how_many_wrote() -> None:
    (summary,) = count([Tally("more", ANSWERED, "", 33)], step("more", FreeText())).questions

    assert summary == Texts(
        "more",
        35,
        {Aside.SKIPPED: 0, Aside.DONT_KNOW: 0, Aside.REFUSED: 0, Aside.NOT_ASKED: 0},
    )


def test_consent_is_not_a_question_and_facets_are_not_counted_twice() -> None:
    agree = step("consent__agree", Consent())
    found = count(
        [
            *raw("consent__agree", ("true", 90), ("false", 10)),
            *said("use", walk=80),
            Tally("use", ANSWERED, '"walk"', 80, "language", "bn"),
        ],
        agree,
        USE,
    )

    assert found.people == 80
    assert [each.step for each in found.questions] == ["use"]


def test_the_funnel_stars_small_states_and_sums_to_the_invited() -> None:
    bases = {"completed": 31, "partial": 12, "invited": 48, "stopped": 3, "declined": 6}
    found = figures(said("use", walk=43), bases, document(USE))

    assert found.invited == 100
    shown = {cell.id: cell.n for cell in found.funnel}
    assert shown["completed"] == 30
    assert shown["stopped"] is None
    assert shown["delivered"] == 0


@pytest.mark.parametrize("people", [9, 10, 250])
def test_text_and_data_show_the_same_figures(people: int) -> None:
    form = document(USE)
    found = figures(said("use", walk=people), {"completed": people}, form)

    data, text = as_data(found, form), as_text(found, form)

    assert data["people"] == found.people
    assert ("fewer than 10 people answered" in text.splitlines()[1]) == (people < 10)
    if people >= 10:
        assert "How do you use the park?" in text
        assert f"{people} 100%" in text.replace("  ", " ").replace("  ", " ")


@given(
    st.dictionaries(st.sampled_from(["walk", "play", "sit"]), st.integers(0, 60)),
    st.integers(0, 30),
)
def test_whatever_was_said_no_count_of_one_to_seven_is_shown(
    values: dict[str, int], skipped: int
) -> None:
    tallies = [*said("use", **values), apart("use", Outcome.SKIPPED, skipped)]
    found = figures(tallies, {"completed": sum(values.values()), "invited": 3}, document(USE))

    shown = [cell.n for cell in found.funnel]
    for summary in found.questions:
        assert isinstance(summary, Counts)
        shown += [summary.base, *summary.aside.values(), *(cell.n for cell in summary.cells)]
    assert all(n is None or n == 0 or (n >= 10 and n % 5 == 0) for n in shown)


SPEND = step("spend", Points(choices=("bus", "park", "gp")))


def split(n: int, **given: int) -> tuple[str, int]:
    pairs = ",".join(f'["{option}",{points}]' for option, points in given.items())
    return f'{{"split":[{pairs}]}}', n


def test_points_count_who_gave_any_and_how_many_on_average() -> None:
    tallies = raw(
        "spend", split(40, bus=5, park=5), split(20, bus=10), split(10, park=10), split(10)
    )

    counts = only(count(tallies, SPEND))

    assert counts.base == 80
    assert counts.counting is Counting.PICKS
    assert counts.cells == (
        Cell("bus", 60, 75),
        Cell("park", 50, 63),
        Cell("gp", 0, 0),
        Cell("none", 10, 13),
    )
    # bus: forty people gave it 5 and twenty gave it 10, of eighty
    assert counts.points == (Mean("bus", 5.0), Mean("park", 3.8), Mean("gp", 0.0))


def test_an_option_that_few_gave_points_is_starred_and_has_no_mean() -> None:
    tallies = raw("spend", split(60, bus=10), split(15, park=10), split(5, gp=10), split(20))

    counts = only(count(tallies, SPEND))

    stars = {cell.id for cell in counts.cells if cell.n is None}
    assert "gp" in stars
    assert not stars & {each.id for each in counts.points}


def test_points_are_told_as_data_and_as_text() -> None:
    found = count(raw("spend", split(40, bus=5, park=5), split(40, park=10)), SPEND)

    told = as_data(found, document(SPEND))["questions"]
    assert isinstance(told, list)
    assert told[0]["points"] == {"bus": 2.5, "park": 7.5, "gp": 0.0}
    assert "points each was given, mean: bus 2.5, park 7.5, gp 0.0" in as_text(
        found, document(SPEND)
    )

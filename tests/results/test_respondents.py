"""Row by row: each kind of question in its columns, and every way of not answering apart."""

from __future__ import annotations

import pytest

from bot.flow.structure import Document, Flow, Plan, Step
from bot.model import Other, Outcome, Split, Value
from bot.questions.base import Question
from bot.questions.choice import Choice
from bot.questions.consent import Consent
from bot.questions.date import Date
from bot.questions.free_text import FreeText
from bot.questions.multi_choice import MultiChoice
from bot.questions.number import Number
from bot.questions.points import Points
from bot.questions.postcode import Postcode
from bot.questions.ranking import Ranking
from bot.questions.scale import Scale
from bot.questions.statements import Statements
from bot.questions.voice import Voice
from bot.questions.yes_no import YesNo
from bot.results.respondents import PERSON, Cell, Given, Layout, Respondent

A = Outcome.ANSWERED
ABC = ("a", "b", "c")


def step(step_id: str, question: Question, *, about: bool = False) -> Step:
    prefix = f"parks.{step_id}"
    return Step(id=step_id, prefix=prefix, slug="parks", question=question, about=about)


def document(*steps: Step, version: str = "v1") -> Document:
    texts = {"parks.q.text": "What do you want?\nTell us.", "parks.q.choices.a": "Swings"}
    flow = Flow(slug="parks", language="en", steps=steps, endings=("done",))
    return Document(flow=flow, plan=Plan(languages=("en",)), texts=texts, version=version)


def person(**answers: Given) -> Respondent:
    return Respondent(
        "p1", "completed", "bn", "sms", "E1", "", "mosque", "v1",
        is_assisted=True, is_late=False, answers=answers,
    )  # fmt: skip


def told(question: Question, given: Given | None, *, with_text: bool = False) -> list[Cell]:
    """What the columns of a question hold."""
    layout = Layout([document(step("q", question))], with_text=with_text)
    row = layout.row(person(q=given) if given else person())
    return list(row[len(PERSON) :])


@pytest.mark.parametrize(
    ("question", "value", "cells"),
    [
        pytest.param(Choice(choices=ABC), "b", ["b"], id="choice"),
        pytest.param(Choice(choices=ABC, other=True), Other(""), ["other"], id="other"),
        pytest.param(YesNo(), False, ["no"], id="yes_no"),
        pytest.param(Scale(from_=1, to=5), 4, [4], id="scale"),
        pytest.param(Number(), 12.0, [12], id="number"),
        pytest.param(Number(), 1.5, [1.5], id="fraction"),
        pytest.param(MultiChoice(choices=ABC), ("c", "a"), [1, 0, 1], id="picks"),
        pytest.param(Ranking(choices=ABC), ("c", "a", "b"), [2, 3, 1], id="order"),
        pytest.param(Points(choices=ABC), Split((("b", 7),)), [0, 7, 0], id="points"),
        pytest.param(Date(), "2027-03-02", ["2027-03-02"], id="date"),
        pytest.param(Postcode(), "E1", ["E1"], id="district"),
        pytest.param(Postcode(keep="full"), "E1 6AN", ["E1 6"], id="never_a_street"),
        pytest.param(FreeText(), None, ["GIVEN"], id="words"),
        pytest.param(Voice(), None, ["GIVEN"], id="recording"),
    ],
)
def test_an_answer_stands_in_its_columns(
    question: Question, value: Value, cells: list[Cell]
) -> None:
    assert told(question, Given(A, value)) == cells


@pytest.mark.parametrize(
    ("given", "word"),
    [
        pytest.param(None, "NOT_ASKED", id="never_asked"),
        pytest.param(Given(Outcome.DROPPED), "NOT_ASKED", id="does_not_apply_any_more"),
        pytest.param(Given(Outcome.SKIPPED), "SKIPPED", id="skipped"),
        pytest.param(Given(Outcome.DONT_KNOW), "DONT_KNOW", id="did_not_know"),
        pytest.param(Given(Outcome.REFUSED), "REFUSED", id="preferred_not_to_say"),
    ],
)
def test_no_answer_says_why_in_every_column(given: Given | None, word: str) -> None:
    assert told(MultiChoice(choices=ABC), given) == [word] * 3
    assert told(Number(), given) == [word]


def test_words_come_only_where_they_were_asked_for() -> None:
    given = Given(A, None, "The lamp is out.")

    assert told(FreeText(), given) == ["GIVEN"]
    assert told(FreeText(), given, with_text=True) == ["GIVEN", "The lamp is out."]


def test_words_beside_the_list_stand_beside_the_choice() -> None:
    given = Given(A, Other(""), "a pond")

    assert told(Choice(choices=ABC, other=True), given, with_text=True) == ["other", "a pond"]


def test_equality_questions_and_consent_have_no_column() -> None:
    layout = Layout(
        [document(step("about-you__sex", Choice(choices=ABC), about=True), step("c", Consent()))]
    )

    assert layout.variables == PERSON


def test_a_question_of_an_earlier_version_keeps_its_column() -> None:
    newer = document(step("q", YesNo()), version="v2")
    older = document(step("q", YesNo()), step("gone", Number()))

    names = [each.name for each in Layout([newer, older]).variables[len(PERSON) :]]

    assert names == ["q", "gone"]


def test_a_column_is_labelled_by_its_question_and_its_options_by_their_words() -> None:
    (variable,) = Layout([document(step("q", Choice(choices=ABC)))]).variables[len(PERSON) :]

    assert variable.label == "What do you want?"
    assert variable.values == (("a", "Swings"), ("b", "b"), ("c", "c"))


def test_each_statement_has_a_column_of_its_own() -> None:
    question = Statements(statements=("open", "safe"))
    layout = Layout([document(step("q", question))], voted=["q.r-1a2b3c4d"])

    row = layout.row(person(**{"q.open": Given(A, "agree"), "q.r-1a2b3c4d": Given(A, "pass")}))

    names = [each.name for each in layout.variables[len(PERSON) :]]
    assert names == ["q__open", "q__safe", "q__r-1a2b3c4d"]
    assert row[len(PERSON) :] == ("agree", "NOT_ASKED", "pass")

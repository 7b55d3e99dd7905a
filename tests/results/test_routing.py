"""What everybody knows of two questions, of which one is asked because of the other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from bot.flow.structure import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Condition,
    Flow,
    Includes,
    Is,
    IsNot,
    Not,
    Step,
)
from bot.questions.base import Question
from bot.questions.choice import Choice
from bot.questions.multi_choice import MultiChoice
from bot.questions.scale import Scale
from bot.questions.yes_no import YesNo
from bot.results.routing import routes
from bot.results.tables import SKIPPED, UNPICKED, Route, Table, after, before
from tests.results.worlds import step

ABC = ("a", "b", "c")
ASIDES = {"skipped", "dont_know", "refused", "not_asked", SKIPPED}


def flow(*steps: Step) -> Flow:
    return Flow(slug="parks", language="en", steps=steps, endings=("done",))


def table(question: Question) -> Table:
    cells = {"yes": 9, "no": 9} if isinstance(question, YesNo) else dict.fromkeys(ABC, 9)
    if isinstance(question, Scale):
        cells = {str(n): 9 for n in range(1, 6)}
    picks = (1, 3) if isinstance(question, MultiChoice) else None
    return Table(cells, sum(cells.values()), picks=picks)


def of(question: Question, condition: Condition) -> Route:
    """The route from a question to one that is asked if this holds."""
    asked = replace(step("why", YesNo()), ask_if=condition)
    tables = {"q": table(question), "why": table(YesNo())}
    (found,) = routes(flow(step("q", question), asked), tables)
    return found


def lets(found: Route, cells: Sequence[str] = ABC) -> set[str]:
    return set(found.lets) & set(cells)


@pytest.mark.parametrize(
    ("condition", "asked_after"),
    [
        pytest.param(Is(step="q", values=("a",)), {"a"}, id="is"),
        pytest.param(Is(step="q", values=("a", "b")), {"a", "b"}, id="is_one_of"),
        pytest.param(IsNot(step="q", values=("a",)), {"b", "c"}, id="is_not"),
        pytest.param(Answered(step="q"), {"a", "b", "c"}, id="answered"),
        pytest.param(Not(of=Is(step="q", values=("a",))), {"b", "c"}, id="not"),
    ],
)
def test_some_answers_lead_to_it_and_others_never(
    condition: Condition, asked_after: set[str]
) -> None:
    found = of(Choice(choices=ABC), condition)

    assert (lets(found), found.is_only) == (asked_after, True)
    assert set(found.bars) & set(ABC) == set(ABC) - asked_after


def test_who_gave_no_answer_is_asked_only_where_the_flow_says_so() -> None:
    skipped = of(Choice(choices=ABC), Answered(step="q", is_answered=False))
    named = of(Choice(choices=ABC), Is(step="q", values=("a",)))

    assert skipped.lets >= ASIDES
    assert named.bars >= ASIDES


def test_yes_and_no_and_numbers_have_the_names_that_their_tables_have() -> None:
    assert lets(of(YesNo(), Is(step="q", values=("true",))), ("yes", "no")) == {"yes"}
    assert set(of(Scale(from_=1, to=5), AtLeast(step="q", bound=4)).lets) == {"4", "5"}


def test_whoever_changes_to_an_answer_of_the_same_kind_is_asked_as_before() -> None:
    found = of(Choice(choices=ABC), Is(step="q", values=("a",)))

    assert not found.turns("b", "c")
    assert not found.turns("b", "skipped")
    assert found.turns("a", "b")
    assert found.ends("a", "b")
    assert not found.ends("b", "a")


def test_of_several_picks_one_that_does_not_matter_changes_nothing() -> None:
    found = of(MultiChoice(choices=ABC), Includes(step="q", values=("a",)))

    assert not found.turns("b", UNPICKED)
    assert found.ends("a", UNPICKED)


@pytest.mark.parametrize("joined", [AllOf, AnyOf])
def test_where_two_questions_decide_nothing_is_certain_of_one(
    joined: type[AllOf | AnyOf],
) -> None:
    parts = (Is(step="q", values=("a",)), Is(step="p", values=("true",)))
    asked = replace(step("why", YesNo()), ask_if=joined(of=parts))
    steps = (step("q", Choice(choices=ABC)), step("p", YesNo()), asked)
    found = routes(flow(*steps), {each.id: table(each.question) for each in steps})

    assert [(each.of, each.is_only) for each in found] == [("q", False), ("p", False)]
    assert all(
        each.turns(*cells) for each, cells in zip(found, ("ab", ("yes", "no")), strict=True)
    )


def test_what_an_answer_passes_over_is_asked_only_after_the_others() -> None:
    first = replace(step("q", Choice(choices=ABC)), go_to={"c": "end", "b": "done"})
    steps = (first, step("why", YesNo()), step("end", YesNo()))
    found = routes(flow(*steps), {each.id: table(each.question) for each in steps})

    assert {each.asked: set(each.bars) for each in found} == {"why": {"b", "c"}, "end": {"b"}}
    assert found[0].lets >= {"a"} | ASIDES


def test_questions_follow_from_each_other_over_several_steps() -> None:
    steps = (
        step("q", YesNo()),
        replace(step("r", YesNo()), ask_if=Is(step="q", values=("true",))),
        replace(step("s", YesNo()), ask_if=Is(step="r", values=("true",))),
    )
    found = routes(flow(*steps), {each.id: table(each.question) for each in steps})

    assert after(found, "q") == {"q", "r", "s"}
    assert before(found, "s") == {"q", "r", "s"}

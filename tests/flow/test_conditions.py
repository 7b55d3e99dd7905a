"""What conditions mean, and how the file's shorthand becomes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.flow.conditions import canonical, holds
from bot.flow.structure import Condition
from bot.model import Answer, Media, Other, Outcome, Value
from tests.flow.files import choice, flow, loaded

STEPS = (
    choice("visits", "weekly", "rarely", "never", other="Something else"),
    {**choice("wants", "trees", "seats", "paths"), "type": "multi_choice"},
    {"id": "age", "type": "number", "text": "Age?"},
    {"id": "local", "type": "yes_no", "text": "Local?"},
    {"id": "ease", "type": "scale", "text": "Easy?", "from": 1, "to": 5},
    {"id": "area", "type": "postcode", "text": "Postcode?"},
    {"id": "why", "type": "free_text", "text": "Why?"},
)


def condition(tmp_path: Path, plain: Any) -> Condition:
    last = {"id": "last", "type": "free_text", "text": "Last?", "ask_if": plain}
    step = loaded(tmp_path, flow(*STEPS, last)).flow.step("last")

    assert step is not None
    assert step.ask_if is not None
    return step.ask_if


def answers(**values: Value | Outcome) -> dict[str, Answer]:
    return {
        step: Answer(value) if isinstance(value, Outcome) else Answer(Outcome.ANSWERED, value)
        for step, value in values.items()
    }


@pytest.mark.parametrize(
    ("plain", "true_of", "false_of"),
    [
        pytest.param(
            {"visits": "never"}, answers(visits="never"), answers(visits="rarely"), id="is"
        ),
        pytest.param(
            {"visits": ["weekly", "rarely"]}, answers(visits="rarely"), answers(), id="any_of"
        ),
        pytest.param(
            {"visits": "other"},
            answers(visits=Other("by bus")),
            answers(visits="never"),
            id="other",
        ),
        pytest.param(
            {"visits": {"is_not": "never"}},
            answers(visits="rarely"),
            answers(visits=Outcome.SKIPPED),
            id="is_not_needs_an_answer",
        ),
        pytest.param(
            {"wants": {"includes": "trees"}},
            answers(wants=("seats", "trees")),
            answers(wants=("seats",)),
            id="includes",
        ),
        pytest.param(
            {"wants": {"is_not": ["trees", "seats"]}},
            answers(wants=("paths",)),
            answers(wants=("paths", "trees")),
            id="picks_is_not",
        ),
        pytest.param(
            {"age": {"at_least": 18, "at_most": 64}},
            answers(age=18),
            answers(age=65),
            id="between",
        ),
        pytest.param({"age": 18}, answers(age=18.0), answers(age=18.5), id="number_is"),
        pytest.param({"local": True}, answers(local=True), answers(local=False), id="true"),
        pytest.param({"local": "no"}, answers(local=False), answers(), id="no"),
        pytest.param({"ease": [1, 2]}, answers(ease=2), answers(ease=3), id="scale"),
        pytest.param({"area": "e1"}, answers(area="E1"), answers(area="E14"), id="postcode"),
        pytest.param(
            {"why": {"answered": "yes"}},
            answers(why="because"),
            answers(why=Outcome.DONT_KNOW),
            id="dont_know_is_no_answer",
        ),
        pytest.param(
            {"why": {"answered": "no"}}, answers(), answers(why="because"), id="not_answered"
        ),
        pytest.param(
            {"visits": "never", "local": "yes"},
            answers(visits="never", local=True),
            answers(visits="never"),
            id="and",
        ),
        pytest.param(
            {"any": [{"visits": "never"}, {"local": "yes"}]},
            answers(local=True),
            answers(local=False),
            id="or",
        ),
        pytest.param(
            {"all": [{"visits": "never"}, {"not": {"local": "yes"}}]},
            answers(visits="never"),
            answers(visits="never", local=True),
            id="not",
        ),
    ],
)
def test_a_condition_holds_of_what_it_says(
    tmp_path: Path, plain: Any, true_of: dict[str, Answer], false_of: dict[str, Answer]
) -> None:
    read = condition(tmp_path, plain)

    assert holds(read, true_of)
    assert not holds(read, false_of)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (3.0, "3"),
        (2.5, "2.5"),
        ("never", "never"),
        (Other("words"), "other"),
        (Media("voice", "id"), "voice"),
        (("a", Other("b")), "a,other"),
    ],
    ids=str,
)
def test_the_canonical_text_of_a_value_is_what_files_name(value: Value, text: str) -> None:
    assert canonical(value) == text

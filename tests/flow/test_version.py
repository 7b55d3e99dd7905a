"""A version changes with the structure and the consent text, and with nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.flow.load import load
from bot.flow.version import (
    digest,
    dump,
    dump_document,
    dump_plan,
    parse,
    parse_document,
    parse_plan,
)
from tests.flow.files import BLOCKS, EYES, assembled, choice, flow


def version(*steps: Any, **keys: Any) -> str:
    return assembled(flow(*steps, **keys)).version


BASE = version(choice("a", "x", "y"), choice("b", "x"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(flow(choice("a", "x", "y", text="Else?"), choice("b", "x")), id="wording"),
        pytest.param(
            flow(choice("a", "x", "y"), choice("b", "x"), title="T", closes="2027-03-01 09:00"),
            id="plan",
        ),
        pytest.param(
            flow(choice("a", "x", "y"), choice("b", "x"), reminders={"after": ["2 days"]}),
            id="reminders",
        ),
    ],
)
def test_words_and_plan_leave_the_version(other: dict[str, Any]) -> None:
    assert assembled(other).version == BASE


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(flow(choice("a", "y", "x"), choice("b", "x")), id="order_of_choices"),
        pytest.param(flow(choice("a", "x", "y")), id="step_removed"),
        pytest.param(flow(choice("a", "x", "y", optional=True), choice("b", "x")), id="optional"),
        pytest.param(
            flow(choice("a", "x", "y"), choice("b", "x", ask_if={"a": "x"})), id="branching"
        ),
    ],
)
def test_structure_makes_a_new_version(other: dict[str, Any]) -> None:
    assert assembled(other).version != BASE


def test_consent_words_make_a_new_version() -> None:
    one = {"id": "agree", "type": "consent", "text": "May we ask?"}

    assert version(one) != version({**one, "text": "May we ask you?"})


def test_the_canonical_json_is_sorted_and_leaves_defaults_out() -> None:
    text = dump(assembled(flow(choice("a", "x"))).flow)

    assert json.loads(text) == {
        "endings": ["done", "declined", "closed"],
        "language": "en",
        "slug": "parks",
        "steps": [
            {
                "id": "a",
                "parts": ["text"],
                "prefix": "parks.a",
                "question": {"type": "choice", "choices": ["x"]},
                "slug": "parks",
            }
        ],
    }
    assert " " not in text


def test_the_worked_example_reads_back() -> None:
    document = load(EYES, BLOCKS)

    assert parse(dump(document.flow)) == document.flow
    assert digest(parse(dump(document.flow))) == document.version
    assert parse_document(dump_document(document)) == document


def test_moments_come_back_in_their_own_zone() -> None:
    plan = load(EYES, BLOCKS).plan
    again = parse_plan(dump_plan(plan))

    assert again == plan
    assert again.closes is not None
    assert again.closes.tzname() == "BST"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"slug":"x","language":"en","steps":[{}],"endings":[]}',
        '{"slug":"x","language":"en","endings":[],"steps":'
        '[{"id":"a","prefix":"p","slug":"x","question":{"type":"riddle"}}]}',
    ],
)
def test_what_is_no_flow_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 json's and pydantic's errors are ValueErrors
        parse(text)

"""What holds of every flow: it ends, it can be written down and read back, and no file whatever
makes the loader fail."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.flow.compiled import compile_flow
from bot.flow.draw import mermaid
from bot.flow.load import problems
from bot.flow.paths import walk
from bot.flow.structure import Step
from bot.flow.version import digest, dump_document, parse_document
from bot.flow.yaml import read
from bot.model import Answer, Limits, Other, Outcome, Value
from tests.flow.files import BLOCKS, EYES, assembled
from tests.flow.strategies import flows

SMS = Limits(False, True, 1600, frozenset())


@pytest.fixture(scope="module")
def folder() -> Any:
    with TemporaryDirectory() as name:
        yield Path(name)


def answer(data: st.DataObject, step: Step) -> dict[str, Answer]:
    """Whatever somebody may answer here, or nothing at all."""
    options = step.question.options()
    by_type: dict[str, list[Value]] = {
        "yes_no": [True, False],
        "number": [0, 1, 17.5, 50, 99, 100],
        "scale": [1, 2, 3, 4, 5],
        "postcode": ["E1", "N1"],
        "multi_choice": [*((one,) for one in options), ("red", "green"), ("green", "grey")],
        "ranking": [options],
        "choice": [Other("?") if option == "other" else option for option in options],
    }
    value = data.draw(st.sampled_from([None, *by_type.get(step.question.type, ["words"])]))
    return {} if value is None else {step.id: Answer(Outcome.ANSWERED, value)}


@given(plain=flows(), data=st.data())
def test_from_every_step_whatever_is_answered_there_is_a_way_to_an_ending(
    plain: dict[str, Any], data: st.DataObject
) -> None:
    document = assembled(plain)
    whole = compile_flow(document.flow)
    flow = data.draw(st.sampled_from([whole, whole.on(SMS)]))
    for step in document.flow.steps:
        at, answers, seen = step.id, dict[str, Answer](), 0
        while not flow.is_ending(at):
            answers |= answer(data, flow.step(at))
            at, seen = flow.next(at, answers), seen + 1

            assert seen <= len(document.flow.steps)


@given(plain=flows(), data=st.data())
def test_nobody_comes_to_a_step_that_is_called_unreachable(
    plain: dict[str, Any], data: st.DataObject
) -> None:
    flow = compile_flow(assembled(plain).flow)
    paths = walk(flow)
    at, answers = flow.first({}), dict[str, Answer]()
    while not flow.is_ending(at):
        step = flow.step(at)
        given_ = answer(data, step)
        if not given_ and not step.optional and not step.question.is_silent:
            return  # only "don't know" leads on without an answer, and nobody is meant to go so
        answers |= given_
        at = flow.next(at, answers)

        assert at in paths.reached


@given(plain=flows())
def test_a_document_reads_back_as_it_was_written(plain: dict[str, Any]) -> None:
    document = assembled(plain)
    text = dump_document(document)
    again = parse_document(text)

    assert again == document
    assert dump_document(again) == text
    assert digest(again.flow) == document.version


@given(plain=flows())
def test_what_is_left_never_exceeds_what_lies_ahead(plain: dict[str, Any]) -> None:
    document = assembled(plain)
    flow = compile_flow(document.flow)
    steps = document.flow.steps
    for place, step in enumerate(steps):
        counted = [each for each in steps[place:] if each.is_counted]

        assert 0 <= flow.left(step.id, {}) <= len(counted)


@given(plain=flows(most=5))
def test_the_longest_way_goes_forwards_and_can_be_drawn(plain: dict[str, Any]) -> None:
    document = assembled(plain)
    ids = [step.id for step in document.flow.steps]
    longest = walk(compile_flow(document.flow)).longest.steps

    assert list(longest) == [step for step in ids if step in longest]
    assert mermaid(document).startswith("flowchart TD\n")


def _example() -> Any:
    sheet, _ = read((EYES / "flow.yaml").read_bytes(), "flow.yaml")
    assert sheet is not None
    return sheet.root.plain()


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    found = [path] if path else []
    if isinstance(node, dict | list):
        for key, item in inner:
            found += (
                _places(item, (*path, key)) if isinstance(item, dict | list) else [(*path, key)]
            )
    return found


EXAMPLE = _example()
PLACES = _places(EXAMPLE)
ODD = st.one_of(
    st.sampled_from(["", "{", "{x}", "stop", "-1", "1e999", "nan", "yes", "\u0985", "a__b",
                     [], {}, ["x"], {"any": []}, {"answer": "ease"}, {"includes": ["x"]}, [[]],
                     {"use": "consent"}, {"": ""}, "9" * 400, "2027-01-01 00:00"]),
    st.recursive(st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
                 | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6),
)  # fmt: skip


@settings(suppress_health_check=list(HealthCheck))
@given(place=st.sampled_from(PLACES), odd=ODD, is_deleted=st.booleans())
def test_no_slip_in_a_file_is_an_exception(
    folder: Path, place: tuple[Any, ...], odd: Any, is_deleted: bool
) -> None:
    plain = copy.deepcopy(EXAMPLE)
    node = plain
    for key in place[:-1]:
        node = node[key]
    if is_deleted:
        del node[place[-1]]
    else:
        node[place[-1]] = odd
    path = folder / "slip.yaml"
    path.write_text(json.dumps(plain), encoding="utf-8", errors="replace")

    document, found = problems(path, BLOCKS)

    assert (document is None) == any(problem.severity == "error" for problem in found)
    assert all(problem.message.endswith((".", "?")) for problem in found)

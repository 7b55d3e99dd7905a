"""Where answers lead, through one shared machine."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest

from bot.flow.compiled import CompiledFlow, Cursor, compile_flow
from bot.flow.load import load
from bot.model import Answer, Limits, Outcome, Value
from tests.flow.files import BLOCKS, EYES, assembled, choice, flow

SMS = Limits(False, True, 1600, frozenset())
TELEGRAM = Limits(True, False, 4096, frozenset({"voice", "photo", "location"}))


def answers(**values: Value | None) -> dict[str, Answer]:
    return {
        step: Answer(Outcome.SKIPPED) if value is None else Answer(Outcome.ANSWERED, value)
        for step, value in values.items()
    }


@pytest.fixture(scope="module")
def eyes() -> CompiledFlow:
    return compile_flow(load(EYES, BLOCKS).flow)


@pytest.mark.parametrize(
    ("at", "given", "goes_to"),
    [
        pytest.param("consent__agree", answers(consent__agree=True), "last_visit", id="agreed"),
        pytest.param("consent__agree", answers(consent__agree=False), "declined", id="refused"),
        pytest.param("consent__agree", {}, "declined", id="silence_is_not_consent"),
        pytest.param("last_visit", answers(last_visit="this_year"), "ease", id="branch"),
        pytest.param("last_visit", answers(last_visit="never"), "barriers", id="other_branch"),
        pytest.param("last_visit", answers(last_visit=None), "wishes", id="neither_branch"),
        pytest.param("ease", answers(last_visit="this_year", ease=5), "wishes", id="joins"),
        pytest.param("barriers", answers(barriers=("travel",)), "minutes", id="includes"),
        pytest.param("barriers", answers(barriers=("time",)), "wishes", id="does_not_include"),
        pytest.param("more", answers(more=None), "about-you__reason", id="into_a_block"),
        pytest.param("about-you__caring", {}, "done", id="to_the_end"),
    ],
)
def test_an_answer_leads_on(
    eyes: CompiledFlow, at: str, given: dict[str, Answer], goes_to: str
) -> None:
    assert eyes.next(at, given) == goes_to


def test_a_jump_lands_on_the_first_step_after_it_that_applies() -> None:
    asked = choice("c", "y", ask_if={"a": "x"})
    document = assembled(
        flow(choice("a", "x", "z", go_to={"z": "c"}), choice("b", "y"), asked, choice("d", "y"))
    )
    compiled = compile_flow(document.flow)

    assert compiled.next("a", answers(a="z")) == "d"
    assert compiled.next("a", answers(a="x")) == "b"


def test_a_named_ending_is_reached() -> None:
    steps = (choice("a", "x", "z", go_to={"z": "elsewhere"}), choice("b", "y"))
    compiled = compile_flow(assembled(flow(*steps, endings={"elsewhere": "Ask there."})).flow)

    assert compiled.next("a", answers(a="z")) == "elsewhere"
    assert compiled.is_ending("elsewhere")
    assert not compiled.is_ending("a")


def test_a_step_that_a_channel_cannot_ask_is_routed_over_there() -> None:
    note = {"id": "note", "type": "voice", "text": "Say it.", "on_sms": "skip"}
    place = {"id": "place", "type": "location", "text": "Where?"}
    compiled = compile_flow(assembled(flow(choice("a", "x"), note, place)).flow)

    assert compiled.on(SMS).next("a", {}) == "place"
    assert compiled.on(SMS).step("place").question.type == "postcode"
    assert compiled.on(TELEGRAM).next("a", {}) == "note"
    assert compiled.on(TELEGRAM).step("place").question.type == "location"


def test_whoever_stands_where_a_channel_cannot_ask_still_goes_on() -> None:
    note = {"id": "note", "type": "voice", "text": "Say it.", "on_sms": "skip"}
    compiled = compile_flow(assembled(flow(note, choice("a", "x"))).flow)

    assert compiled.on(SMS).first({}) == "a"
    assert compiled.on(SMS).next("note", {}) == "a"


def test_what_is_left_counts_the_branch_once_it_is_known(eyes: CompiledFlow) -> None:
    easy = answers(last_visit="this_year")
    hard = answers(last_visit="never", barriers=("travel",))

    assert eyes.left("last_visit", {}) == 6
    assert eyes.left("ease", easy) == 5
    assert eyes.left("wishes", easy) == 3
    assert eyes.left("minutes", hard) == 4
    assert eyes.left("about-you__sex", {}) == 0
    assert eyes.left("done", {}) == 0


def test_an_unknown_step_is_a_key_error_and_never_a_guess(eyes: CompiledFlow) -> None:
    with pytest.raises(KeyError):
        eyes.next("gone", {})
    with pytest.raises(KeyError):
        eyes.step("gone")
    assert eyes.has("done")
    assert not eyes.has("gone")


def test_one_machine_serves_a_version_and_keeps_nobody(eyes: CompiledFlow) -> None:
    flow_ = load(EYES, BLOCKS).flow

    assert compile_flow(flow_) is eyes
    assert eyes.on(SMS) is eyes.on(SMS)
    for _ in range(100):
        eyes.next("last_visit", answers(last_visit="never"))
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, Cursor)]
    machines = [each for each in gc.get_objects() if type(each).__name__ == "Machine"]
    assert machines
    assert not [each for each in machines if each.models]


def test_two_hundred_forking_steps_compile_and_walk_in_no_time(tmp_path: Path) -> None:
    steps = [choice("s0", "x", "y")]
    steps += [choice(f"s{n}", "x", "y", ask_if={f"s{n - 1}": "x"}) for n in range(1, 200)]
    begun = time.process_time()
    compiled = compile_flow(assembled(flow(*steps)).flow)

    assert compiled.next("s0", answers(s0="x")) == "s1"
    assert compiled.next("s0", answers(s0="y")) == "done"
    assert time.process_time() - begun < 5

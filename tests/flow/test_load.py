"""A flow that loads is whole: structure, plan and every word under its key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import FlowError
from bot.flow.load import load
from bot.flow.structure import USUAL, Is, Reminders
from bot.questions import QUESTION_TYPES
from bot.questions.bounds import AnswerOf
from bot.questions.choice import Choice
from bot.questions.number import Number
from bot.questions.postcode import Postcode
from tests.flow.files import BLOCKS, EYES, choice, codes, flow, found, loaded

EVERY_TYPE = (
    {"id": "hello", "type": "info", "text": "Hello."},
    {"id": "agree", "type": "consent", "text": "May we ask?"},
    {"id": "local", "type": "yes_no", "text": "Local?", "choices": {"yes": "I live here"}},
    choice(
        "visits", "weekly", "rarely", other="Something else", none_of_these="None", shuffle=True
    ),
    {**choice("wants", "trees", "seats"), "type": "multi_choice", "at_least": 1, "at_most": 2},
    {**choice("order", "trees", "seats"), "type": "ranking"},
    {**choice("spend", "trees", "seats"), "type": "points", "points": 5},
    {
        "id": "views",
        "type": "statements",
        "text": "Do you agree?",
        "statements": {"safe": "It is safe.", "dark": "It is dark."},
        "at_most": 2,
        "own": "What would you say?",
    },
    {
        "id": "rate",
        "type": "delphi",
        "text": "How much would it help?",
        "items": {"bench": "A bench", "path": "A path"},
        "from": 1,
        "to": 9,
        "low": "not",
        "high": "very",
        "rounds": 2,
        "each": "7 days",
        "agree": {"share": 75, "within": [7, 9]},
    },
    {
        "id": "age",
        "type": "number",
        "text": "Age?",
        "whole": True,
        "bands": {0: "Child", 18: "Adult"},
    },
    {
        "id": "ease",
        "type": "scale",
        "text": "Easy?",
        "from": 0,
        "to": 10,
        "low": "no",
        "high": "yes",
    },
    {"id": "day", "type": "date", "text": "When?", "earliest": "2027-01-01", "latest": "today"},
    {"id": "area", "type": "postcode", "text": "Postcode?", "keep": "sector"},
    {"id": "why", "type": "free_text", "text": "Why?", "voice": True, "at_most": 500},
    {"id": "note", "type": "voice", "text": "Say it.", "on_sms": "ask_text"},
    {"id": "picture", "type": "photo", "text": "Show it.", "on_sms": "skip"},
    {"id": "place", "type": "location", "text": "Where?"},
)


def test_every_type_and_its_keys_load(tmp_path: Path) -> None:
    document = loaded(tmp_path, flow(*EVERY_TYPE))

    assert [step.question.type for step in document.flow.steps] == list(QUESTION_TYPES)


def test_the_worked_example_loads_with_its_plan() -> None:
    document = load(EYES, BLOCKS)
    plan = document.plan

    assert plan.opens == datetime(2027, 3, 2, 9, tzinfo=UTC)
    assert plan.closes == datetime(2027, 3, 31, 17, tzinfo=UTC)
    assert plan.reminders.after == (timedelta(days=2), timedelta(days=4))
    assert plan.keywords["eyes1"] == "mosque"
    assert plan.keep is not None
    assert plan.keep.identity == timedelta(days=90)
    assert plan.contact is not None
    assert document.flow.endings == ("done", "declined", "closed")


def test_who_says_nothing_of_reminders_gets_the_usual_ones(tmp_path: Path) -> None:
    said = flow(*EVERY_TYPE)

    assert "reminders" not in said
    assert loaded(tmp_path, said).plan.reminders == USUAL
    assert loaded(tmp_path, {**said, "reminders": {}}).plan.reminders == Reminders()


def test_words_stand_under_their_catalogue_keys() -> None:
    texts = load(EYES, BLOCKS).texts

    assert texts["eye-screening-access.title"] == "Getting to diabetic eye screening"
    assert texts["eye-screening-access.ease.low"] == "very hard"
    assert texts["eye-screening-access.barriers.choices.travel"] == "Too far"
    assert texts["eye-screening-access.barriers.choices.other"] == "Something else"
    assert texts["eye-screening-access.barriers.also.travel"].split("\n")[0] == "distance"
    assert texts["eye-screening-access.urgent.words"].startswith("sudden\n")
    assert texts["block.about-you.sex.text"] == "What is your sex?"
    assert texts["eye-screening-access.endings.done"].endswith("{closes}.")


def test_every_key_that_a_step_may_ask_for_is_among_the_words(tmp_path: Path) -> None:
    document = loaded(tmp_path, flow(*EVERY_TYPE))
    yes_no = {f"choices.{option}" for option in ("yes", "no", "agree", "disagree", "pass")}
    for step in document.flow.steps:
        labels = {f"choices.{option}" for option in step.question.options()}
        own = (
            labels
            - yes_no
            - ({f"choices.{n}" for n in range(11)} if step.id in {"ease", "rate"} else set())
        )
        for part in (*step.parts, *own):
            assert step.key(part) in document.texts


def test_a_block_is_prefixed_and_its_steps_know_each_other() -> None:
    document = load(EYES, BLOCKS)
    step = document.flow.step("about-you__ethnic_asian")

    assert step is not None
    assert step.about
    assert step.optional
    assert step.prefix == "block.about-you.ethnic_asian"
    assert isinstance(step.ask_if, Is)
    assert step.ask_if.step == "about-you__ethnic_group"


def test_every_question_about_you_may_be_declined() -> None:
    steps = [step for step in load(EYES, BLOCKS).flow.steps if step.about]
    asked = [step for step in steps if not step.question.is_silent]

    assert {"age_band", "sex", "religion", "caring"} <= {step.id.split("__")[1] for step in asked}
    assert all(step.optional and "prefer_not" in step.question.options() for step in asked)


def test_a_flow_may_say_a_block_in_its_own_words(tmp_path: Path) -> None:
    own = {"agree": {"text": "Is that all right?", "choices": {"yes": "Go on"}}}
    document = loaded(tmp_path, flow({"use": "consent", "with": own}, choice("visits", "weekly")))
    step = document.flow.steps[0]

    assert step.key("text") == "parks.consent__agree.text"
    assert step.key("more") == "block.consent.agree.more"
    assert document.texts["parks.consent__agree.choices.yes"] == "Go on"
    assert "block.consent.agree.text" not in document.texts
    assert document.flow.consent_text.startswith("Is that all right?")


def test_consent_may_follow_what_only_says_something(tmp_path: Path) -> None:
    hello = {"id": "hello", "type": "info", "text": "Hello."}

    assert codes(tmp_path, flow(hello, {"use": "consent"}, choice("visits", "weekly"))) == []


def test_a_bound_may_rest_on_an_earlier_answer(tmp_path: Path) -> None:
    home = {"id": "home", "type": "number", "text": "How many at home?"}
    young = {"id": "young", "type": "number", "text": "Young?", "at_most": {"answer": "home"}}
    step = loaded(tmp_path, flow(home, young)).flow.step("young")

    assert step is not None
    assert isinstance(step.question, Number)
    assert step.question.at_most == AnswerOf(answer="home")


def test_a_choice_may_carry_its_own_way_on_and_code(tmp_path: Path) -> None:
    visits = choice("visits")
    visits["choices"] = {
        "weekly": "Every week",
        "never": {"label": "Never", "also": ["not once"], "go_to": "done", "code": "V0"},
    }
    step = loaded(tmp_path, flow(visits, choice("why", "far", "dark"))).flow.steps[0]

    assert step.go_to == {"never": "done"}
    assert isinstance(step.question, Choice)
    assert step.question.codes == {"never": "V0"}


def test_yes_and_no_lead_on_as_true_and_false(tmp_path: Path) -> None:
    local = {"id": "local", "type": "yes_no", "text": "Local?", "go_to": {"no": "done"}}
    step = loaded(tmp_path, flow(local, choice("why", "far", "near"))).flow.steps[0]

    assert step.go_to == {"false": "done"}


def test_defaults_reach_every_step_and_yield_to_its_own(tmp_path: Path) -> None:
    steps = (choice("a", "x1"), choice("b", "x1", tries=5), choice("c", "x1", optional=True))
    plain = loaded(tmp_path, flow(*steps)).flow.steps
    set_ = loaded(tmp_path, flow(*steps, defaults={"tries": 2, "when_stuck": "end"})).flow.steps

    assert [step.when_stuck for step in plain] == ["link_worker", "link_worker", "skip"]
    assert [step.tries for step in set_] == [2, 5, 2]
    assert {step.when_stuck for step in set_} == {"end"}


def test_sections_run_until_the_next(tmp_path: Path) -> None:
    steps = (choice("a", "x1"), choice("b", "x1"), {"use": "about-you"})
    titles = {"b": "The park", "about-you": "You"}
    document = loaded(tmp_path, flow(*steps, sections=titles))

    assert [step.section for step in document.flow.steps[:4]] == [
        "",
        "b",
        "about-you",
        "about-you",
    ]
    assert document.texts["parks.sections.b"] == "The park"


def test_wards_come_from_the_file_beside_the_flow(tmp_path: Path) -> None:
    (tmp_path / "wards.csv").write_text("postcode,ward\ne1,Whitechapel\nE14  8,Canary Wharf\n")
    area = {"id": "area", "type": "postcode", "text": "?", "keep": "ward", "areas": "wards.csv"}
    question = loaded(tmp_path, flow(area)).flow.steps[0].question

    assert isinstance(question, Postcode)
    assert question.areas == {"E1": "Whitechapel", "E14 8": "Canary Wharf"}


def test_the_folder_and_the_consultation_have_one_name(tmp_path: Path) -> None:
    folder = tmp_path / "streets"
    folder.mkdir()
    (folder / "flow.yaml").write_text((EYES / "flow.yaml").read_text("utf-8"), "utf-8")

    with pytest.raises(FlowError, match="F-160"):
        load(folder, BLOCKS)


def test_a_broken_block_is_told_at_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text("block: odd\nsteps:\n  - {id: a, type: choise, text: A}\n")
    path = tmp_path / "parks.yaml"
    path.write_text(
        "consultation: parks\ntitle: T\nrun_by: R\nlanguage: en\nlanguages: [en]\n"
        "steps:\n  - use: odd\n"
    )

    with pytest.raises(FlowError, match=r"odd\.yaml:3:19: F-113"):
        load(path, tmp_path)


@pytest.mark.parametrize(
    "label",
    ["STOP", "stop.", "End", "cancel", "QUIT", "Unsubscribe", "Start", "info", "Help", "Back",
     "skip", "Language", "More", "ＳＴＯＰ", "Stop\u200b"],
)  # fmt: skip
def test_a_label_is_never_a_word_that_means_something_else(tmp_path: Path, label: str) -> None:
    visits = choice("visits", "weekly")
    visits["choices"] = {"weekly": "Every week", "x1": label}

    assert codes(tmp_path, flow(visits)) == ["F-118"]


def test_yes_is_allowed_though_the_provider_knows_it(tmp_path: Path) -> None:
    visits = choice("visits")
    visits["choices"] = {"y": "Yes", "n": "No", "m": "Maybe"}

    assert codes(tmp_path, flow(visits)) == []


@pytest.mark.parametrize(
    ("fallback", "expected"), [("", ["F-142"]), ("|there", [])], ids=["without", "with"]
)
@pytest.mark.parametrize("keys", [{"optional": True}, {"when_stuck": "skip"}], ids=str)
def test_a_pipe_of_what_may_be_missing_needs_other_words(
    tmp_path: Path, keys: dict[str, object], fallback: str, expected: list[str]
) -> None:
    why = {"id": "why", "type": "free_text", "text": f"Why {{visits{fallback}}}?"}

    assert codes(tmp_path, flow(choice("visits", "weekly", **keys), why)) == expected


def test_endings_and_reminders_may_print_names_and_endings_answers(tmp_path: Path) -> None:
    keys = {
        "closes": "2027-03-31 18:00",
        "endings": {"done": "{visits}: until {closes}", "declined": "{visits|fine}"},
        "reminders": {"text": "{left} left of {title}, {run_by}"},
    }

    assert codes(tmp_path, flow(choice("visits", "weekly"), **keys)) == []


def test_every_problem_is_told_once_and_in_order(tmp_path: Path) -> None:
    steps: list[Any] = [{"id": "A", "type": "choice"}, {"type": "x"}, 7]
    problems = found(tmp_path, flow(*steps, titel="T"))

    assert list(problems) == sorted(set(problems))
    assert {problem.code for problem in problems} >= {"F-110", "F-111", "F-112", "F-113"}


def test_two_hundred_steps_are_the_most(tmp_path: Path) -> None:
    steps = [{"id": f"s{n}", "type": "info", "text": "x"} for n in range(201)]

    assert "F-104" in codes(tmp_path, flow(*steps))

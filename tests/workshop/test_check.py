"""`kotha flow check` says everything that can be said of a flow before anyone is texted."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.channels import LIMITS
from bot.errors import Problem
from bot.flow import schemes
from bot.flow.load import load
from bot.workshop.check import Report, check
from tests.flow.files import BLOCKS, EYES, ROOT, choice, flow, write

LOCALES = ROOT / "locales"
PLANNED: dict[str, Any] = {
    "purpose": "needs",
    "promise": "consult",
    "opens": "2027-03-01 09:00",
    "closes": "2027-03-31 18:00",
    "keep": {"identity": "90 days after feedback", "answers": "12 months"},
    "decision": {"maker": "Cabinet", "date": "2027-04-28"},
    "feedback": {"heard": "2027-04-10 10:00", "decided": "2027-05-05 10:00"},
    "contact": {"name": "Ann"},
}


def checked(folder: Path, *steps: Any, **keys: Any) -> Report:
    return check(write(folder, flow(*steps, **{**PLANNED, **keys})), BLOCKS, LOCALES, LIMITS)


def codes(report: Report) -> dict[str, str]:
    return {problem.code: problem.severity for problem in report.problems}


def only(report: Report, code: str) -> Problem:
    (found,) = [problem for problem in report.problems if problem.code == code]
    return found


ASK = choice("visits", "weekly", "rarely", "never")


def test_the_worked_example_may_run_and_its_transcripts_hold() -> None:
    report = check(EYES, BLOCKS, LOCALES, LIMITS)

    assert [str(each) for each in report.problems if each.severity == "error"] == []
    assert [cost.language for cost in report.costs] == list(load(EYES, BLOCKS).plan.languages)
    assert all(cost.parts >= cost.messages for cost in report.costs)


def test_a_plain_flow_has_nothing_said_of_it(tmp_path: Path) -> None:
    assert checked(tmp_path, ASK).problems == ()


def test_a_broken_flow_is_reported_as_it_is(tmp_path: Path) -> None:
    report = checked(tmp_path, {**ASK, "type": "choise"})

    assert codes(report) == {"F-113": "error"}


def test_an_unknown_language_is_an_error_at_its_place(tmp_path: Path) -> None:
    problem = only(checked(tmp_path, ASK, languages=["en", "bnn"]), "F-201")

    assert problem.severity == "error"
    assert 'Did you mean "bn"?' in problem.message


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        pytest.param(
            {"invitation": "How do you get there? Reply STOP to end."}, "who is texting", id="who"
        ),
        pytest.param(
            {"invitation": "{run_by}: how do you get there?"}, "no more texts", id="way_out"
        ),
        pytest.param(
            {"reminders": {"after": ["2 days"], "text": "Questions left: {left}. Or STOP."}},
            "who is texting",
            id="reminder",
        ),
    ],
)
def test_words_for_whoever_did_not_write_first_say_who_and_how_to_stop(
    tmp_path: Path, keys: dict[str, Any], says: str
) -> None:
    problem = only(checked(tmp_path, ASK, **keys), "F-324")

    assert problem.severity == "error"
    assert says in problem.message


def test_a_language_that_lacks_words_is_a_warning_here(tmp_path: Path) -> None:
    report = checked(tmp_path, ASK, languages=["en", "bn"])

    assert codes(report)["F-202"] == "warning"
    assert not report.has_errors


@pytest.mark.parametrize(
    ("n", "keys", "expected"),
    [
        pytest.param(5, {}, {}, id="five"),
        pytest.param(6, {}, {"F-301": "warning"}, id="six"),
        pytest.param(11, {}, {"F-302": "error"}, id="eleven"),
        pytest.param(11, {"long": True}, {"F-301": "warning"}, id="eleven_on_purpose"),
    ],
)
def test_the_longest_way_has_a_limit(
    tmp_path: Path, n: int, keys: dict[str, Any], expected: dict[str, str]
) -> None:
    steps = [choice(f"s{place}", "red", "green") for place in range(n)]

    assert codes(checked(tmp_path, *steps, **keys)) == expected


def test_an_ethnic_group_without_a_place_in_a_scheme_is_an_error(tmp_path: Path) -> None:
    blocks = shutil.copytree(BLOCKS, tmp_path / "_blocks")
    block, mapped = blocks / "about-you.yaml", blocks / schemes.FILE
    words = block.read_text(encoding="utf-8")
    more = words.replace("      indian: Indian\n", "      indian: Indian\n      nepali: Nepali\n")
    block.write_text(more, encoding="utf-8")
    plain = flow(ASK, {"use": "about-you"}, **PLANNED)

    found = check(write(tmp_path, plain), blocks, LOCALES, LIMITS).problems
    mapped.write_text("scheme,code\n", encoding="utf-8")
    unread = check(write(tmp_path, plain), blocks, LOCALES, LIMITS).problems
    mapped.unlink()
    without = check(write(tmp_path, plain), blocks, LOCALES, LIMITS).problems

    said = [str(each) for each in found if each.code == "F-353"]
    assert said == [
        f"{mapped}:1:1: F-353 The scheme {scheme} has no place for: ethnic_asian.nepali. Add each "
        "to the answers of one of its groups."
        for scheme in ("2011", "2021", "nhs")
    ]
    assert [each.code for each in unread if each.severity == "error"] == ["F-351"]
    assert [each for each in without if each.severity == "error"] == []


def test_branches_consent_and_about_you_do_not_lengthen_the_way(tmp_path: Path) -> None:
    branches = [
        choice(f"b{n}", "red", "green", ask_if={"visits": option})
        for n, option in enumerate(("weekly", "rarely", "never"))
    ]
    steps = ({"use": "consent"}, ASK, *branches, {"use": "about-you"})

    assert "F-301" not in codes(checked(tmp_path, *steps))


def test_two_labels_a_slip_apart_are_pointed_out(tmp_path: Path) -> None:
    near = choice("where", "here", "there")

    assert codes(checked(tmp_path, near)) == {"F-311": "warning"}


def test_a_menu_of_one_is_pointed_out(tmp_path: Path) -> None:
    problem = only(checked(tmp_path, choice("visits", "weekly")), "F-312")

    assert problem.severity == "warning"


def test_a_label_that_people_say_for_a_command_is_an_error(tmp_path: Path) -> None:
    ask = choice("visits", "weekly")
    ask["choices"] = {"weekly": "Every week", "x1": "stop texting me"}

    assert codes(checked(tmp_path, ask)) == {"F-118": "error"}


def test_a_long_message_and_a_stray_quote_are_priced(tmp_path: Path) -> None:
    long_one = choice("visits", "weekly", text="Tell us now. " * 50)
    quote = choice("parks", "weekly", text="What is the fête like? " + "Say so. " * 10)
    report = checked(tmp_path, {"use": "consent"}, long_one, quote)

    assert codes(report).items() >= {"F-303": "warning", "F-304": "warning"}.items()
    assert "ê" in only(report, "F-304").message


def test_hard_and_leading_words_are_warnings(tmp_path: Path) -> None:
    hard = choice(
        "visits", "weekly", "rarely",
        text="Do you agree that municipal recreational opportunities necessitate considerable "
             "organisational rationalisation?",
    )  # fmt: skip

    assert codes(checked(tmp_path, hard)) == {"F-321": "warning", "F-322": "warning"}


@pytest.mark.parametrize(
    "keys",
    [
        {"title": "Your sexual health"},
        {"invitation": "{run_by}: tell us about HIV testing."},
        {"invitation": "{run_by} asks: {title}", "title": "Living with dementia"},
    ],
    ids=["title", "invitation", "title_in_invitation"],
)
def test_a_private_topic_in_the_first_text_is_an_error(
    tmp_path: Path, keys: dict[str, Any]
) -> None:
    assert codes(checked(tmp_path, ASK, **keys))["F-323"] == "error"


def test_a_file_that_a_step_sends_must_be_there(tmp_path: Path) -> None:
    shown = {**ASK, "media": "map.jpg"}
    problem = only(checked(tmp_path, shown), "F-341")
    assert (problem.severity, "map.jpg" in problem.message) == ("error", True)

    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "map.jpg").write_bytes(b"a map")
    assert "F-341" not in codes(checked(tmp_path, shown))


@pytest.mark.parametrize("name", ["../map.jpg", "/etc/passwd", "a/b.jpg", ".hidden", ""])
def test_a_step_sends_no_file_from_elsewhere(tmp_path: Path, name: str) -> None:
    assert codes(checked(tmp_path, {**ASK, "media": name})) == {"F-112": "error"}


def test_too_little_time_and_a_late_answer_are_warnings(tmp_path: Path) -> None:
    late = {"heard": "2027-05-10 10:00", "decided": "2027-06-05 10:00"}
    report = checked(tmp_path, ASK, opens="2027-03-20 09:00", feedback=late)

    assert [each.code for each in report.problems] == ["F-331", "F-331"]


def test_what_a_launch_needs_is_named(tmp_path: Path) -> None:
    report = check(write(tmp_path, flow(ASK)), BLOCKS, LOCALES, LIMITS)

    assert "opens, closes, purpose, promise, decision" in only(report, "F-332").message


def test_a_transcript_that_fails_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "parks"
    (folder / "transcripts").mkdir(parents=True)
    write(folder, flow(ASK, **PLANNED)).rename(folder / "flow.yaml")
    (folder / "transcripts" / "wrong.txt").write_text(
        "channel: sms   language: en\n> weekly\n< Never said.\n= visits: weekly\n"
    )

    assert "T-102" in codes(check(folder, BLOCKS, LOCALES, LIMITS))

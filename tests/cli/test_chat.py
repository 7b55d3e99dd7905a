"""`kotha chat`: what a resident would see, and with `--json` what a script holds on to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cli import MISUSE
from bot.flow.load import load
from tests.commands import Ran, kotha
from tests.flow.files import BLOCKS, EYES

FLOW = "eye-screening-access"
OFFERED = load(EYES, BLOCKS).plan.languages


def chat(*lines: str, args: tuple[str, ...] = ("--lang", "en")) -> Ran:
    """Run it with these lines on its input."""
    return kotha("chat", FLOW, *args, text="".join(f"{line}\n" for line in lines))


def said(*lines: str, args: tuple[str, ...] = ("--lang", "en")) -> list[dict[str, Any]]:
    """The objects that it prints."""
    ran = chat(*lines, args=(*args, "--json"))
    assert (ran.code, ran.err) == (0, "")
    return [json.loads(line) for line in ran.out.splitlines()]


TELEGRAM = ("--lang", "en", "--channel", "telegram")
WHOLE = (
    "yes",
    "never",
    "too far",
    "about 40 min",
    "312",
    "SW1A 2AA",
    "It is dark",
    *("skip",) * 7,
)


def test_a_whole_conversation_is_told_message_by_message() -> None:
    first, *messages, end = said(*WHOLE)

    assert set(first) == {"say", "options", "segments", "step"}
    assert first["step"] == "consent__agree"
    assert first["options"] == [{"id": "yes", "label": "Yes"}, {"id": "no", "label": "No"}]
    assert first["segments"] >= 1
    assert "STOP" in first["say"]
    assert messages[0]["say"].splitlines()[1] == "1 In the last 12 months"
    assert (end["status"], end["step"], end["language"]) == ("completed", None, "en")


def test_at_the_end_every_answer_is_a_value_and_every_other_step_an_outcome() -> None:
    *_, end = said(*WHOLE)

    assert end["answers"] == {
        "consent__agree": True,
        "last_visit": "never",
        "barriers": ["travel"],
        "minutes": 40,
        "wishes": ["speaker", "evening", "nearer"],
        "area": "SW1A",
        "more": "It is dark",
    }
    assert end["outcomes"]["about-you__sex"] == "skipped"
    assert end["outcomes"]["ease"] == "unasked"


def test_other_is_an_object_and_picks_stand_in_the_order_of_the_file() -> None:
    *_, end = said(
        "[yes]", "[never]", "[other]", "[time]", "[letter]", "[+done]", "My knees", args=TELEGRAM
    )

    assert end["answers"]["barriers"] == ["letter", "time", {"other": "My knees"}]


def test_a_voice_note_is_an_object() -> None:
    *_, end = said("yes", "this year", "5", "312", "E1", "[voice]", args=TELEGRAM)

    assert set(end["answers"]["more"]) == {"media"}
    assert (end["answers"]["ease"], end["answers"]["wishes"][0]) == (5, "speaker")


def test_time_passes_and_the_reminder_comes() -> None:
    _, question, reminder, end = said("yes", "~ 3 days")

    assert reminder["say"].startswith("Example NHS Trust: questions left: 6.")
    assert reminder["step"] == question["step"] == end["step"] == "last_visit"


def test_without_a_language_the_picker_is_shown() -> None:
    picker, invitation, end = said("2", args=())

    labels = [option["label"] for option in picker["options"]]
    assert labels[:2] == ["English", "বাংলা"]
    assert len(labels) == len(OFFERED)
    assert picker["step"] is None
    assert (invitation["step"], end["language"]) == ("consent__agree", "bn")


def test_one_message_per_line_in_bengali_too() -> None:
    first, second, end = said("১", args=("--lang", "bn"))

    assert (second["step"], end["language"]) == ("last_visit", "bn")
    assert first["segments"] > 1, "Bengali letters take more room"


def test_an_empty_input_is_the_invitation_and_the_end() -> None:
    ran = kotha("chat", FLOW, "--lang", "en", "--json")
    invitation, end = map(json.loads, ran.out.splitlines())

    assert (invitation["step"], end["status"]) == ("consent__agree", "invited")


def test_stop_is_confirmed_and_then_nothing_more_is_said() -> None:
    *_, goodbye, end = said("yes", "STOP", "never", "~ 3 days")

    assert (goodbye["step"], goodbye["options"], end["status"]) == (None, [], "stopped")


@pytest.mark.parametrize("line", ["\x00\x07", "\u202e", "[+gone]", "[", "~", "🙂" * 2000])
def test_whatever_is_typed_it_goes_on(line: str) -> None:
    ran = chat("yes", line, "never", args=("--lang", "en", "--json"))

    if line == "~":
        assert ran.code == MISUSE
    else:
        assert ran.code == 0
        assert json.loads(ran.out.splitlines()[-1])["answers"]["last_visit"] == "never"
    assert "Traceback" not in ran.err


def test_for_a_person_the_text_stands_as_on_the_phone() -> None:
    ran = chat("yes")

    assert "  When was your last eye screening? (1 of about 6)\n  1 In the last 12" in ran.out
    assert ran.out.splitlines()[-1] == "= status: active"
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--channel", "fax"), "There is no channel 'fax'. Choose one of: sms, telegram."),
        (
            ("--lang", "hi"),
            f"This flow is not offered in 'hi'. It is in: {', '.join(OFFERED)}.",
        ),
    ],
    ids=["channel", "language"],
)
def test_misuse_says_what_there_is(args: tuple[str, ...], says: str) -> None:
    ran = chat(args=args)

    assert (ran.code, ran.err.strip()) == (MISUSE, says)


def test_an_unknown_flow_is_misuse_and_names_those_there_are() -> None:
    ran = kotha("chat", "no-such-flow")

    assert ran.code == MISUSE
    assert FLOW in ran.err

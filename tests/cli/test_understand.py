"""`kotha understand` in a pipe."""

from __future__ import annotations

import json
import time

from bot.cli import WRONG
from tests.commands import kotha


def _line(reply: str, kind: str = "yesno", ui: str = "bn") -> str:
    question = {"type": kind}
    return json.dumps({"question": question, "ui": ui, "channel": "sms", "reply": reply})


def test_each_line_in_is_a_line_out() -> None:
    ran = kotha("understand", text=f"{_line('জি')}\n\n{_line('STOP')}\n")

    assert ran.code == 0
    assert [json.loads(line) for line in ran.out.splitlines()] == [
        {"as": "yes", "value": None, "lang": "bn"},
        {"as": "stop", "value": None, "lang": "en"},
    ]


def test_a_line_that_cannot_be_read_is_named_and_the_others_are_answered() -> None:
    ran = kotha("understand", text=f"{_line('জি')}\nhello\n{_line('না')}\n")

    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert (ran.code, [answer["as"] for answer in answers]) == (WRONG, ["yes", "unclear", "no"])
    assert answers[1]["error"] == "it is not JSON"
    assert ran.err == "Line 2: it is not JSON.\n"


def test_an_unknown_language_is_wrong() -> None:
    ran = kotha("understand", text=_line("yes", ui="xx"))

    assert ran.code == WRONG
    assert '"xx" is not a language here' in ran.err


def test_a_lone_surrogate_is_read_like_any_noise() -> None:
    ran = kotha("understand", text=_line("\ud83d yes"))

    assert json.loads(ran.out)["as"] == "yes"


def test_a_thousand_lines_take_no_time() -> None:
    replies = ["yes", "ji na", "accha", "no, i was ill", "হ্যাঁ, গত মাসে গিয়েছি"] * 200
    started = time.process_time()  # of this process alone, however busy the machine is

    ran = kotha("understand", text="\n".join(map(_line, replies)))

    assert len(ran.out.splitlines()) == 1000
    assert time.process_time() - started < 5

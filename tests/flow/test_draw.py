"""A drawing holds every step, only ways that somebody can take, and no text that breaks it."""

from __future__ import annotations

import re

from bot.flow.draw import mermaid
from bot.flow.load import load
from tests.flow.files import BLOCKS, EYES, assembled, choice, flow

LINE = re.compile(
    r"  (begin|s\d+|e\d+)"
    r'((\(\(|\(\[|\[/|\[)"[^"`<>&\\]*"(\)\)|\]\)|/\]|\])'
    r'|( -->(\|"[^"`<>&\\]*"\|)? (s\d+|e\d+)))'
)


def test_the_worked_example_is_drawn() -> None:
    drawn = mermaid(load(EYES, BLOCKS))

    assert drawn.startswith("flowchart TD\n")
    assert 's2 -->|"last_visit: In the last 12 months"| s3' in drawn
    assert '|"consent__agree: no"| e2' in drawn
    assert "s2 --> s6" not in drawn  # nobody can take it: every answer asks one of the two


def test_no_script_and_no_mark_breaks_the_drawing() -> None:
    odd = 'আপনি কি "হ্যাঁ" <b>`#1`</b> & \\ ] --> x; %% \n সিলেট ﷽ 👩‍🦽'
    ask = choice("a", "x", "y", text=odd)
    ask["choices"] = {"x": 'এক "১"', "y": "`دو`|2"}
    drawn = mermaid(assembled(flow(ask, choice("b", "x", ask_if={"a": "x"}), title=odd)))

    lines = drawn.splitlines()[1:]
    assert all(LINE.fullmatch(line) for line in lines), drawn
    assert "হ্যাঁ" in drawn

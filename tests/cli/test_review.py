"""`kotha review`: what an officer sees of what people challenge."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli import WRONG
from tests.commands import installation, kotha


def test_with_nothing_challenged_it_says_so(tmp_path: Path) -> None:
    env = installation(tmp_path)

    assert kotha("review", "list", env=env).out == "No review waits for an answer.\n"
    assert json.loads(kotha("review", "list", "--json", env=env).out) == {"reviews": []}


def test_a_review_that_is_not_there_is_a_plain_line(tmp_path: Path) -> None:
    env = installation(tmp_path)
    reasons = ("--because", "No bus.", "--by", "Olive Grant", "--send")

    for command in (("show", "#1a2b3c4d"), ("outcome", "#1a2b3c4d", "upheld", *reasons)):
        ran = kotha("review", *command, env=env)

        assert (ran.code, ran.out) == (WRONG, "")
        assert ran.err.startswith("No one review is meant by that.")

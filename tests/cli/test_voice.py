"""`kotha voice`: what an officer sees of spoken answers."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli import WRONG
from tests.commands import installation, kotha


def test_with_nothing_to_hear_it_says_so(tmp_path: Path) -> None:
    env = installation(tmp_path)

    assert kotha("voice", "list", env=env).out == "Every voice note is written down.\n"
    assert json.loads(kotha("voice", "list", "--json", env=env).out) == {"recordings": []}


def test_a_recording_that_is_not_there_is_a_plain_line(tmp_path: Path) -> None:
    env = installation(tmp_path)
    for command in (
        ("save", "0" * 8, str(tmp_path / "a.ogg")),
        ("transcribe", "0" * 8, "--text", "words"),
    ):
        ran = kotha("voice", *command, env=env)

        assert ran.code == WRONG
        assert ran.err.startswith("No recording that waits is meant by that.")
    assert not (tmp_path / "a.ogg").exists()

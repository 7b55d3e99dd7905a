"""`kotha person`: what an officer is told of one participant."""

from __future__ import annotations

from pathlib import Path

from bot.cli import WRONG
from tests.commands import installation, kotha


def test_nobody_is_a_plain_line(tmp_path: Path) -> None:
    env = installation(tmp_path)
    for command in (
        ("show", "00000000"),
        ("reply", "00000000", "--text", "words", "--send"),
        ("done", "00000000"),
    ):
        ran = kotha("person", *command, env=env)

        assert ran.code == WRONG
        assert ran.err.startswith("No one case is meant by that.")

"""`kotha remind`: says whom, or says what is missing."""

from __future__ import annotations

from pathlib import Path

from bot.cli import MISUSE, WRONG
from tests.commands import installation, kotha


def test_whom_must_be_said(tmp_path: Path) -> None:
    env = installation(tmp_path)

    assert kotha("remind", "parks", "--as", "Rehana", env=env).code == MISUSE
    both = kotha("remind", "parks", "--as", "R", "--stuck", "--person", "0" * 8, env=env)
    assert both.code == MISUSE


def test_what_is_not_open_is_a_plain_line(tmp_path: Path) -> None:
    ran = kotha("remind", "parks", "--as", "Rehana", "--stuck", env=installation(tmp_path))

    assert ran.code == WRONG
    assert ran.err.startswith("No consultation called parks is open here.")

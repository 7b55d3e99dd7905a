"""`kotha statements`: what a moderator gives and gets; what it does is tested with the service."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import MISUSE, WRONG
from tests.commands import installation, kotha


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        pytest.param(("list", "parks"), WRONG, "No consultation called parks", id="unknown"),
        pytest.param(
            ("accept", "parks", "r-1", "--by", "Farida", "--text", "hello"),
            MISUSE,
            '"hello" is not a language and its words',
            id="no_language",
        ),
        pytest.param(("reject", "parks", "r-1", "--by", "Farida"), MISUSE, "because", id="no_why"),
    ],
)
def test_what_is_wrong_is_a_plain_line(
    tmp_path: Path, given: tuple[str, ...], code: int, says: str
) -> None:
    ran = kotha("statements", *given, env=installation(tmp_path))

    assert ran.code == code
    assert says in ran.err

"""`kotha` itself, by a clock that the test can wind: an officer on the days of the story.

python -m tests.e2e.officer CLOCK_FILE [WORD…]

Without words, commands come as lines of JSON, and so does what they printed: one process for all
of them, because starting takes longer than most of what they do.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import time_machine
from typer.testing import CliRunner

from bot.__main__ import main as kotha
from bot.cli import app
from tests.e2e.clock import SharedClock


def main(clock_file: str, *words: str) -> None:
    """Run this command, or commands until there are no more."""
    clock = SharedClock(Path(clock_file))
    if words:
        sys.argv = ["kotha", *words]
        with time_machine.travel(clock.now()):
            return kotha()
    for line in sys.stdin:
        now = clock.now()
        with time_machine.travel(now):
            done = CliRunner().invoke(app, json.loads(line), prog_name="kotha")
        sys.stdout.write(json.dumps([done.exit_code, done.stdout, done.stderr]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

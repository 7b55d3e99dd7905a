"""Our own commands, with the words an officer gives them: what they say, their exit status.

Rule: nothing of the tester's environment leaks in; a test says what is set. What a command does
is tested in this process (`kotha`), because a Python of its own and every language read again
take it seconds; that it starts, and how it ends, is tested as a process (`started`).
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.settings import make_keys

ROOT = Path(__file__).parents[1]
_NEEDED = ("PATH", "HOME", "XDG_CACHE_HOME")
"""The last is this run's own: what one command keeps for the next stays within it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


def environment(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The little that a process needs, and what *given* sets."""
    needed = {name: os.environ[name] for name in _NEEDED if name in os.environ}
    places = {"KOTHA_FLOWS_DIR": str(ROOT / "flows"), "KOTHA_LOCALES_DIR": str(ROOT / "locales")}
    return {**needed, **places, "COLUMNS": "80", "PYTHONPATH": str(ROOT), **(given or {})}


def installation(folder: Path) -> dict[str, str]:
    """Settings of a fresh installation in *folder*: keys, a database, any free port."""
    url = f"sqlite+aiosqlite:///{folder / 'kotha.db'}"
    return {**make_keys(), "KOTHA_DATABASE_URL": url, "KOTHA_PORT": "0"}


def kotha(
    *args: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT, text: str = ""
) -> Ran:
    """Run `kotha` with *args* to its end, *text* on its standard input.

    Raises:
        Exception: whatever the command let through, which a process would show as a traceback.
    """
    unset: dict[str, str | None] = dict.fromkeys(os.environ)
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(
            app,
            args,
            input=text.encode(),
            env={**unset, **environment(env)},
            prog_name="kotha",
            catch_exceptions=False,
        )
    return Ran(done.exit_code, done.stdout, done.stderr)


def started(
    *args: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT, text: str = ""
) -> Ran:
    """The same as an officer runs it: a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *args],
        env=environment(env),
        cwd=cwd,
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)

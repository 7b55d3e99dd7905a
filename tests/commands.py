"""Our own commands run as an officer runs them: a process, its words, its exit status.

Rule: nothing of the tester's environment leaks in; a test says what is set.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.settings import make_keys

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


def environment(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The little that a process needs, and what *given* sets."""
    needed = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    places = {"KOTHA_FLOWS_DIR": str(ROOT / "flows"), "KOTHA_LOCALES_DIR": str(ROOT / "locales")}
    return {**needed, **places, "COLUMNS": "80", "PYTHONPATH": str(ROOT), **(given or {})}


def installation(folder: Path) -> dict[str, str]:
    """Settings of a fresh installation in *folder*: keys, a database, any free port."""
    url = f"sqlite+aiosqlite:///{folder / 'kotha.db'}"
    return {**make_keys(), "KOTHA_DATABASE_URL": url, "KOTHA_PORT": "0"}


def kotha(
    *args: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT, text: str = ""
) -> Ran:
    """Run `kotha` with *args* to its end, *text* on its standard input."""
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

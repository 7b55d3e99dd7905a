"""Cold start of `kotha chat`, against importing pydantic and typer."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from math import inf
from statistics import median
from time import perf_counter

from tests.bench.table import ROUNDS, Ratio

CHAT = [sys.executable, "-m", "bot", "chat", "eye-screening-access", "--lang", "en", "--json"]
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
BARE = [sys.executable, "-c", "import pydantic, typer"]


def measure() -> list[Ratio]:
    """At most 2.5 times the bare import, once bytecode and snapshots are kept, as they are from
    the second start on; and, without a bar, the very first, which reads and judges every file."""
    _seconds(CHAT)  # writes them
    rounds = [(_seconds(CHAT), _first_seconds(), _seconds(BARE)) for _ in range(ROUNDS)]
    ours, first, bare = (median(each[index] for each in rounds) for index in range(3))
    name = "`kotha chat` / pydantic+typer"
    return [_ratio(f"cold start of {name}", ours, bare, 2.5), _ratio(f"first {name}", first, bare)]


def _ratio(name: str, ours: float, bare: float, bar: float = inf) -> Ratio:
    shown = f"{ours * 1e3:.0f} ms", f"{bare * 1e3:.0f} ms"
    return Ratio(name, *shown, ours / bare, bar, is_ceiling=True)


def _first_seconds() -> float:
    """As after installing, which writes bytecode and nothing else."""
    with tempfile.TemporaryDirectory() as empty:
        return _seconds(CHAT, {**ENVIRONMENT, "XDG_CACHE_HOME": empty})


def _seconds(command: list[str], environment: Mapping[str, str] = ENVIRONMENT) -> float:
    began = perf_counter()
    subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
        env=environment,
    )
    return perf_counter() - began


if __name__ == "__main__":
    print(*measure(), sep="\n")

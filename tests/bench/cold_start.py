"""Cold start of `kotha chat`, against importing pydantic and typer."""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median
from time import perf_counter

from tests.bench.table import ROUNDS, Ratio

CHAT = [sys.executable, "-m", "bot", "chat", "eye-screening-access", "--lang", "en", "--json"]
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
BARE = [sys.executable, "-c", "import pydantic, typer"]


def measure() -> list[Ratio]:
    """At most 2.5 times the bare import."""
    _seconds(CHAT)  # an installed program has its bytecode: this writes it
    pairs = [(_seconds(CHAT), _seconds(BARE)) for _ in range(ROUNDS)]
    ours, bare = (median(pair[index] for pair in pairs) for index in (0, 1))
    return [
        Ratio(
            "cold start of `kotha chat` / pydantic+typer",
            f"{ours * 1e3:.0f} ms",
            f"{bare * 1e3:.0f} ms",
            ours / bare,
            2.5,
            is_ceiling=True,
        )
    ]


def _seconds(command: list[str]) -> float:
    began = perf_counter()
    subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, env=ENVIRONMENT
    )
    return perf_counter() - began


if __name__ == "__main__":
    print(*measure(), sep="\n")

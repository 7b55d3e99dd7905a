"""Every measurement, as one table: `make bench`, or `python -m tests.bench webhook advance`."""

from __future__ import annotations

import sys
from importlib import import_module

from tests.bench.table import HEADER

ALL = (
    "webhook",
    "replying",
    "group_commit",
    "store",
    "broadcast",
    "reminding",
    "figures",
    "hearing",
    "rest",
    "advance",
    "understanding",
    "page",
    "memory",
    "cold_start",
)


def main(names: list[str]) -> int:
    """Print a line per figure as it comes; 1 where a bar is missed."""
    print(HEADER)
    missed = 0
    for name in names or ALL:
        for ratio in import_module(f"tests.bench.{name}").measure():
            print(ratio, flush=True)
            missed += not ratio.passes
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

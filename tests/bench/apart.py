"""Measuring in a process of its own: what it holds, and what processor time it takes, is then of
the work alone."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping


def in_process(module: str, *arguments: str) -> Mapping[str, float]:
    """The figures that `python -m MODULE ARGUMENTS` prints as JSON."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def megabytes() -> float:
    """What this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

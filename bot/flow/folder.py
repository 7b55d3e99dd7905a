"""Where the files of flows lie.

Rule: names and limits only; `load` opens them.
"""

from __future__ import annotations

from pathlib import Path

FILE = "flow.yaml"
BLOCKS = "_blocks"
"""Beside the flows: the folder of steps that several of them use."""
LIMIT_BYTES = 1024 * 1024
"""Of each file that a flow is read from."""


def folders(flows: Path) -> list[Path]:
    """Of a folder of flows, those that hold one, by name."""
    return sorted(file.parent for file in flows.glob(f"*/{FILE}"))

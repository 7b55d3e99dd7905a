"""Files that a command writes for its user alone.

Rule: never over another file.
"""

from __future__ import annotations

import os
from pathlib import Path


def create(path: Path) -> int:
    """A handle for writing a new file that nobody else may read.

    Raises:
        OSError: it is there already, or cannot be made.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

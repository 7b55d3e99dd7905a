"""`kotha dpia`: see `privacy`.

Rule: one command a file.
"""

from __future__ import annotations

from bot.cli.privacy import dpia as command

__all__ = ["command"]

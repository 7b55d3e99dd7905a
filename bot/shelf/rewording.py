"""The installation's note of its words: it changes whenever they are to be read again.

Rule: each process that sees another note than before reads the files, and judges them for itself.
"""

from __future__ import annotations

import json

from msgspec import Struct


class Note(Struct, frozen=True):
    """What the processes are told."""

    revision: int = 0
    accepted_by: str = ""

    @classmethod
    def read(cls, text: str) -> Note:
        """As it was kept; the first of all, where nothing was."""
        found = json.loads(text) if text else {}
        return cls(int(found.get("revision", 0)), str(found.get("accepted_by", "")))

    def next(self, accepted_by: str) -> Note:
        """Read them once more."""
        return Note(self.revision + 1, accepted_by)

    def __str__(self) -> str:
        return json.dumps({"revision": self.revision, "accepted_by": self.accepted_by})

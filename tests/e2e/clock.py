"""A clock that several processes share, so that days can pass in a test.

Rule: it runs as real time does; only `wind` jumps.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path


class SharedClock:
    """Real time plus what a file says."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at = 0
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The present moment of the story."""
        changed = self._path.stat().st_mtime_ns
        if changed != self._read_at:
            self._read_at = changed
            self._ahead = timedelta(seconds=float(self._path.read_text()))
        return _real() + self._ahead

    def set(self, moment: datetime) -> None:
        """Jump to a moment."""
        temporary = self._path.with_suffix(".new")
        temporary.write_text(str((moment - _real()).total_seconds()))
        temporary.rename(self._path)

    def wind(self, length: timedelta) -> None:
        """Let time pass at once."""
        self.set(self.now() + length)


def _real() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 (what the story's time is counted from)

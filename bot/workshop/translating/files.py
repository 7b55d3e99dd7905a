"""Catalogue files, written whole or not at all.

Rule: new contents lie beside the old until all of them are known to be good; then each takes its
file's place in one step, so that whoever reads meanwhile finds the old or the new.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self


class Staged:
    """New contents of some files. Use it as a context: what is not committed is forgotten."""

    def __init__(self) -> None:
        self._waiting: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for beside in self._waiting.values():
            with contextlib.suppress(FileNotFoundError):
                beside.unlink()

    def put(self, path: Path, text: str) -> Path:
        """Lay `text` beside `path`; where it lies."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}.new")
        self._waiting[path] = beside
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return beside

    def commit(self) -> tuple[Path, ...]:
        """Put all in place, in the order in which they were laid; the files."""
        done = tuple(self._waiting)
        for path, beside in self._waiting.items():
            beside.replace(path)
        self._waiting.clear()
        return done


def write(texts: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write those of the files that would change; which did."""
    with Staged() as staged:
        for path, text in texts.items():
            if not path.exists() or path.read_bytes() != text.encode():
                staged.put(path, text)
        return staged.commit()

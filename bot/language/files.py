"""The files under `locales/`: their text.

Rule: a file that cannot be read whole is refused whole, with the line and the remedy.
"""

from __future__ import annotations

from pathlib import Path

from bot.errors import FlowError, Problem

LIMIT_BYTES = 1_048_576


def read_text(path: Path) -> str:
    """The text of one file, a byte-order mark left out.

    Raises:
        FlowError: it is not there or not ours to read (W-101), over 1 MiB (W-102), or not UTF-8
            (W-103).
    """
    shown = path.as_posix()
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"It cannot be read: {error.strerror}. Restore it."
        raise FlowError([Problem(shown, 1, 1, "W-101", message)]) from error
    if len(raw) > LIMIT_BYTES:
        message = "The file is over 1 MiB. Split it, or find what went wrong in it."
        raise FlowError([Problem(shown, 1, 1, "W-102", message)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = "It is not UTF-8. Save it as UTF-8."
        raise FlowError([Problem(shown, line, 1, "W-103", message)]) from error

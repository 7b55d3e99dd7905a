"""The files under `locales/`: their text, and the YAML among them.

Rule: a file that cannot be read whole is refused whole, with the line and the remedy.
"""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # of the C module
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node
from ruamel.yaml.resolver import BaseResolver

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


def read_yaml(path: Path) -> Node | None:
    """The root of one YAML file, every scalar as its text; nothing where the file is empty.

    Raises:
        FlowError: as `read_text`, or it is not YAML (W-104).
    """
    try:
        root: Node | None = _Loader(read_text(path)).get_single_node()
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"It is not YAML: {getattr(error, 'problem', None) or 'it does not parse'}."
        raise FlowError([Problem(path.as_posix(), line, column, "W-104", message)]) from error
    return root


class _Loader(CParser, BaseResolver):  # type: ignore[misc]  # the C parser has no types
    """The C parser, twenty times faster than the pure one. It reads as YAML 1.1, which differs
    from 1.2 only in what becomes of scalars: here they stay text."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        BaseResolver.__init__(self)

"""The YAML among the files under `locales/`, every scalar as its text.

Rule: as `files`: read whole, or refused with the line and the remedy.
"""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # of the C module
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node
from ruamel.yaml.resolver import BaseResolver

from bot.errors import FlowError, Problem
from bot.language.files import read_text


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

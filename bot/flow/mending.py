"""A file with errors, mended for the sake of the rest of it.

Rule: what is mended is never used, only judged: it lets one run find every other problem.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.flow.yaml import Plain

Model = TypeVar("Model", bound=BaseModel)

_ROUNDS = 3
"""A part without one of its needed keys is filled in first, and given up the next time."""
_PLACEHOLDERS: Mapping[str, Plain] = {
    "consultation": "x", "language": "en", "languages": ["en"], "steps": [{}],
}  # fmt: skip
_SOME_WORDS = "…"


def mended(model: type[Model], plain: Plain) -> Model | None:
    """The model of what is right in `plain`: wrong values left out, missing ones made up."""
    root = copy.deepcopy(plain)
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(root)
        except ValidationError as error:
            if not isinstance(root, dict):
                return None
            # The last first: leaving out an item moves those behind it.
            for detail in reversed(error.errors(include_url=False)):
                _mend(root, detail)
    return None


def _mend(root: dict[str, Plain], detail: ErrorDetails) -> None:
    trail = list(detail["loc"])
    node: Plain = root
    while len(trail) > 1:
        below = _child(node, trail[0])
        if below is None:
            break
        node = below
        trail.pop(0)
    _fix(node, trail[0] if trail else "", is_missing=detail["type"] == "missing")


def _fix(node: Plain, key: str | int, *, is_missing: bool) -> None:
    if isinstance(node, list):
        if isinstance(key, int) and key < len(node):
            del node[key]
    elif isinstance(node, dict):
        if is_missing or key in _PLACEHOLDERS:
            node[str(key)] = copy.deepcopy(_PLACEHOLDERS.get(str(key), _SOME_WORDS))
        else:
            node.pop(str(key), None)


def _child(node: Plain, key: str | int) -> Plain | None:
    if isinstance(node, list):
        return node[key] if isinstance(key, int) and key < len(node) else None
    return node.get(str(key)) if isinstance(node, dict) else None

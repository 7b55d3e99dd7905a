"""The events of a YAML text, by the faster of two parsers that read it alike.

Rule: the careful one decides; the fast one is believed only where both say the same, at the same
places.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from itertools import islice

from ruamel.yaml import YAML
from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # of the C module
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import Event

LIMIT_NODES = 4_000
"""Ten times the longest flow we know; the parser needs up to 60 µs a node."""
LIMIT_EVENTS = 4 * LIMIT_NODES
"""More than these nodes can make: what lies behind need not be read to refuse it."""

_ONLY_PURE = re.compile(r"[\t\x85\u2028\u2029\ufeff]|^%|\\[uU]", re.MULTILINE)
"""What YAML 1.1 and 1.2 read differently although neither refuses it."""


def events(text: str) -> Iterator[Event]:
    """By the C parser, twenty times as fast, where it reads as YAML 1.2 does; else, and for
    whatever it refuses, by the pure one."""
    return iter(fast_events(text) or pure_events(text))


def fast_events(text: str) -> list[Event] | None:
    """What the C parser reads, where the pure one would read the same; a test holds the two
    together. `None`: broken, or sound in 1.2 alone (`{text: Where?}`), or with a value left out,
    which each places elsewhere."""
    if _ONLY_PURE.search(text):
        return None
    try:
        found = list(islice(_c_events(text), LIMIT_EVENTS))
    except YAMLError:
        return None
    return None if any(map(_is_placed_elsewhere, found)) else found


def _is_placed_elsewhere(event: Event) -> bool:
    """Whether the two parsers say that it begins at different places: what is left out, and what
    bears an anchor or a tag, which we refuse."""
    marks = (getattr(event, "anchor", None), getattr(event, "tag", None))
    return getattr(event, "value", None) == "" or marks != (None, None)


def _c_events(text: str) -> Iterator[Event]:
    parser = CParser(text)
    while parser.check_event():
        yield parser.get_event()


def pure_events(text: str) -> Iterator[Event]:
    """A fresh loader per file: a used one remembers the version directive of the last."""
    loader = YAML(typ="safe", pure=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ruamel warns of things that we refuse anyway
        yield from loader.parse(text)

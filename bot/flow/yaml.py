"""Reads YAML that an author wrote into a tree that remembers where everything stood.

Rule: every scalar stays the text that was typed, and nothing in a file can make reading slow,
deep or clever: no aliases, no tags, no second document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from bot.errors import FlowError, Problem
from bot.flow.events import LIMIT_NODES, events
from bot.flow.folder import LIMIT_BYTES

LIMIT_DEPTH = 20
LIMIT_LINES = 20_000
LIMIT_LINE_CHARS = 20_000

Trail: TypeAlias = tuple["str | int", ...]
"""Where a value stands in the file: keys and indices from the top."""
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


class Mark(Struct, frozen=True, order=True):
    """A place in a file, counted from 1 as editors do."""

    line: int = 1
    column: int = 1


class Node(Struct, frozen=True):
    """A value and where it begins. Mappings also know where each key begins."""

    mark: Mark
    value: str | tuple[Node, ...] | Mapping[str, Node]
    keys: Mapping[str, Mark]

    def plain(self) -> Plain:
        """The bare value: text, lists and dicts."""
        match self.value:
            case str():
                return self.value
            case tuple():
                return [item.plain() for item in self.value]
            case mapping:
                return {key: item.plain() for key, item in mapping.items()}

    def child(self, step: str | int) -> Node | None:
        """The value under a key or index."""
        match self.value:
            case str():
                return None
            case tuple():
                is_there = isinstance(step, int) and 0 <= step < len(self.value)
                return self.value[int(step)] if is_there else None
            case mapping:
                return mapping.get(str(step))


class Sheet(Struct, frozen=True):
    """One file as read: its name as problems print it, and its tree."""

    file: str
    root: Node

    def value_at(self, path: Trail) -> Mark:
        """Where the value at `path` begins, or the nearest thing around it that exists."""
        node = self.root
        for step in path:
            below = node.child(step)
            if below is None:
                return node.keys.get(str(step), node.mark)
            node = below
        return node.mark

    def key_at(self, path: Trail) -> Mark:
        """Where the key that ends `path` begins."""
        above = self.root
        for step in path[:-1]:
            below = above.child(step)
            if below is None:
                return above.mark
            above = below
        return above.keys.get(str(path[-1])) or self.value_at(path) if path else above.mark


def read(body: bytes, file: str) -> tuple[Sheet | None, tuple[Problem, ...]]:
    """As `parse`, from the bytes of a file."""
    if len(body) > LIMIT_BYTES:
        return None, (_too_big(file),)
    try:
        return parse(body.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = "This is not UTF-8 text. Save the file as UTF-8."
        return None, (Problem(file, line, 1, "F-101", message),)


def parse(text: str, file: str) -> tuple[Sheet | None, tuple[Problem, ...]]:
    """The tree of a YAML text, and what is wrong with it.

    Returns:
        The sheet, or `None` where the text cannot be read to its end. Duplicate keys are
        reported and the first one kept, so that the rest of the file can be judged.
    """
    lines = text.splitlines()
    if len(text.encode("utf-8", "surrogatepass")) > LIMIT_BYTES or len(lines) > LIMIT_LINES:
        return None, (_too_big(file),)
    for number, line in enumerate(lines, start=1):
        if len(line) > LIMIT_LINE_CHARS:
            return None, (_too_big(file, number),)
    builder = Builder(file)
    try:
        root = builder.build(events(text))
    except FlowError as error:
        return None, (*builder.problems, *error.problems)
    except YAMLError as error:
        return None, (*builder.problems, _explained(error, text, file))
    return Sheet(file, root), tuple(builder.problems)


class Builder:
    """Events in, one node out; gathers duplicate keys on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._nodes = 0
        self._documents = 0

    def build(self, events: Iterator[Event]) -> Node:
        """The root node; every event is read, so that an error at the end is seen."""
        root = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self._documents += 1
            if isinstance(event, NodeEvent):
                self._refuse_second(event)
                root = self._node(event, events, 1)
        return root or Node(Mark(), {}, {})

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        mark = _mark(event)
        self._refuse_clever(event, mark, depth)
        match event:
            case ScalarEvent():
                return Node(mark, _whole(str(event.value)), {})
            case SequenceStartEvent():
                return Node(mark, tuple(self._items(events, depth)), {})
            case MappingStartEvent():
                return self._mapping(mark, events, depth)
            case _:
                raise self._stop(mark, "F-100", "This cannot be read. Rewrite the line.")

    def _items(self, events: Iterator[Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, CollectionEndEvent):
                return
            yield self._node(event, events, depth + 1)

    def _mapping(self, mark: Mark, events: Iterator[Event], depth: int) -> Node:
        entries: dict[str, Node] = {}
        keys: dict[str, Mark] = {}
        items = self._items(events, depth)
        for key in items:
            value = next(items)
            if not isinstance(key.value, str):
                message = "A key must be plain text. Put quotes around it."
                raise self._stop(key.mark, "F-100", message)
            if key.value in entries:
                self.problems.append(self._twice(key.value, key.mark, keys[key.value]))
                continue
            entries[key.value] = value
            keys[key.value] = key.mark
        return Node(mark, entries, keys)

    def _refuse_clever(self, event: Event, mark: Mark, depth: int) -> None:
        self._nodes += 1
        if self._nodes > LIMIT_NODES:
            message = f"More than {LIMIT_NODES:,} values in one file. Split the consultation."
            raise self._stop(mark, "F-104", message)
        if depth > LIMIT_DEPTH:
            message = f"Nested deeper than {LIMIT_DEPTH} levels. A flow never needs that."
            raise self._stop(mark, "F-103", message)
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            message = (
                "Anchors (&name) and aliases (*name) are not allowed. "
                "Write the words out, or put quotes around them."
            )
            raise self._stop(mark, "F-105", message)
        if getattr(event, "tag", None) not in {None, "!"}:
            message = "Tags (!name) are not allowed. Put quotes around the words."
            raise self._stop(mark, "F-105", message)

    def _refuse_second(self, event: Event) -> None:
        if self._documents > 1:
            message = 'A second document begins after "---". Keep one flow in one file.'
            raise self._stop(_mark(event), "F-105", message)

    def _twice(self, key: str, mark: Mark, first: Mark) -> Problem:
        message = (
            f'"{key}" is given twice; the first is on line {first.line}. '
            "Keep one of them, or give one another name."
        )
        return Problem(self.file, mark.line, mark.column, "F-102", message)

    def _stop(self, mark: Mark, code: str, message: str) -> FlowError:
        return FlowError([Problem(self.file, mark.line, mark.column, code, message)])


def _whole(text: str) -> str:
    """Escaped halves of a character, as JSON writes them, put together; a half alone is a "?"."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _mark(event: Event) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def _too_big(file: str, line: int = 1) -> Problem:
    message = "This is too large for a flow file (1 MiB, 20,000 lines). Split the consultation."
    return Problem(file, line, 1, "F-104", message)


_REMEDIES: Sequence[tuple[str, str]] = (
    ("found character '\\t'", "A tab stands at the start of the line. Use spaces."),
    (
        "mapping values are not allowed",
        'A colon here starts another "key: value". Put quotes around the whole text, '
        "or check the spaces at the start of the line.",
    ),
    (
        "could not find expected ':'",
        'This line has no "key: value". Add the colon and a space, or indent it under the line '
        "above.",
    ),
    (
        "cannot start any token",
        "A text cannot begin with this character. Put quotes around the text.",
    ),
    (
        "while scanning a quoted scalar",
        "A quotation mark is opened here and never closed. Close it.",
    ),
    (
        "expected <block end>",
        "The spaces at the start of the line do not match the lines above. Line them up, "
        "or close the quotation mark.",
    ),
    ("expected the node content", "A bracket is opened and never closed. Close it."),
    ("expected ',' or", "A comma or a closing bracket is missing here. Add it."),
    ("special characters", "A control character stands here. Delete it."),
)


def _explained(error: YAMLError, text: str, file: str) -> Problem:
    told = str(error)
    remedy = next(
        (remedy for sign, remedy in _REMEDIES if sign in told),
        "This is not YAML. Compare the line with a template.",
    )
    place = _place(error, text)
    return Problem(file, place.line, place.column, "F-100", remedy)


def _place(error: YAMLError, text: str) -> Mark:
    if isinstance(error, MarkedYAMLError):
        # What was opened and never closed is shown where it was opened.
        is_unclosed = "scanning a quoted" in str(error) or "a flow" in str(error)
        marks = (error.context_mark, error.problem_mark)
        mark = next(filter(None, marks if is_unclosed else reversed(marks)), None)
        return Mark(mark.line + 1, mark.column + 1) if mark else Mark()
    position = getattr(error, "position", 0)
    before = text[:position] if isinstance(position, int) else ""
    return Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))

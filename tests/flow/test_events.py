"""The two parsers read alike wherever the fast one is believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml.events import Event

from bot.errors import FlowError
from bot.flow.events import fast_events, pure_events
from bot.flow.yaml import Builder
from tests.flow.files import FLOWS

PIECES = (
    "a", "b: ", "- ", "\n", "\n  ", "\n    ", "'", '"', ": ", "{", "}", "[", "]", ", ", "#",
    " # c", "|\n", ">\n", "? ", "&x ", "*x", "!t ", "'it''s'", '"a\\n"', "কথা", "~", "yes", "1_0",
    "---", "\r\n", ":", "x:y", "\\", '"\\/"', '"\\x41"', "`", "@", " ",
)  # fmt: skip


@example(text="!t &x a")
@given(text=st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_the_fast_parser_reads_what_the_careful_one_reads(text: str) -> None:
    fast = fast_events(text)

    if fast is not None:
        assert _built(iter(fast)) == _built(pure_events(text))


@pytest.mark.parametrize("path", sorted(FLOWS.rglob("*.yaml")), ids=lambda path: path.name)
def test_every_flow_of_ours_is_read_fast_and_alike(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    fast = fast_events(text)

    assert fast is not None
    assert _built(iter(fast)) == _built(pure_events(text))


def _built(events: Iterator[Event]) -> object:
    """The tree, or the problems where there is none."""
    try:
        return Builder("flow.yaml").build(events)
    except FlowError as error:
        return error.problems

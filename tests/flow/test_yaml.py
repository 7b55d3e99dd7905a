"""YAML is read as text with places, and nothing in it can hurt."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.folder import LIMIT_BYTES
from bot.flow.yaml import Mark, parse, read

BOMBS = {
    "laughs": "a: &a [x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n",
    "merge": "a: &a {x: 1}\nb: {<<: *a}\n",
    "itself": "a: &a [*a]\n",
    "brackets": "a: " + "[" * 100_000,
    "braces": "a: " + "{" * 100_000,
    "dashes": "- " * 100_000,
    "questions": "? " * 100_000,
    "many_values": "- a\n" * 200_000,
    "many_keys": "".join(f"k{n}: 1\n" for n in range(15_000)),
    "one_line": "a: " + "x y " * 200_000,
    "quotes": "a: '" + "x\n" * 300_000,
    "blank_lines": "\n" * 900_000 + "a: b",
    "too_large": "a: " + "x" * LIMIT_BYTES,
    "directive": "%YAML 1.1\n---\na: !!python/object/apply:os.system [ls]\n",
    "null_bytes": "a: \0\0\0",
    "long_key": "x" * 19_000 + ": &a b",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_in_no_time(bomb: str) -> None:
    begun = time.process_time()
    sheet, found = read(bomb.encode(), "bomb.yaml")

    assert sheet is None
    assert found
    assert time.process_time() - begun < 2


def test_every_scalar_stays_the_text_that_was_typed() -> None:
    sheet, _ = parse("a: [yes, no, 07, 1.50, 2027-03-02 09:00, null, ~, '', 0x1F]\nb:\n", "f")

    assert sheet is not None
    assert sheet.root.plain() == {
        "a": ["yes", "no", "07", "1.50", "2027-03-02 09:00", "null", "~", "", "0x1F"],
        "b": "",
    }


def test_an_earlier_file_leaves_no_trace() -> None:
    parse("%YAML 1.1\n---\na: yes\n", "old")
    sheet, _ = parse("a: {? b : yes, 'c:d': no}\n", "new")

    assert sheet is not None
    assert sheet.root.plain() == {"a": {"b": "yes", "c:d": "no"}}


def test_places_count_from_one_as_editors_do() -> None:
    sheet, _ = parse("a:\n  - b: c\n    d: 'e'\n", "f")

    assert sheet is not None
    assert sheet.key_at(("a",)) == Mark(1, 1)
    assert sheet.key_at(("a", 0, "d")) == Mark(3, 5)
    assert sheet.value_at(("a", 0, "d")) == Mark(3, 8)
    assert sheet.value_at(("a", 0, "missing")) == Mark(2, 5)
    assert sheet.value_at(("a", 7)) == Mark(2, 3)


def test_a_repeated_key_is_told_and_the_first_kept() -> None:
    sheet, found = parse("a: 1\nb: 2\na: 3\n", "f")

    assert sheet is not None
    assert sheet.root.plain() == {"a": "1", "b": "2"}
    assert [(problem.line, problem.code) for problem in found] == [(3, "F-102")]


def test_what_is_not_utf8_has_a_line() -> None:
    _, found = read(b"a: 1\nb: \xff\n", "f")

    assert [(problem.line, problem.code) for problem in found] == [(2, "F-101")]


def test_a_byte_order_mark_and_windows_lines_are_no_matter() -> None:
    sheet, found = read("\ufeffa: 1\r\nb: 2\r\n".encode(), "f")

    assert not found
    assert sheet is not None
    assert sheet.root.plain() == {"a": "1", "b": "2"}


@given(st.text(alphabet=st.sampled_from("ab:-?[]{}&*!|>'\"#%@`,\n\t 0\u0985\u200f\ufeff\0")))
def test_nothing_typed_is_an_exception(text: str) -> None:
    sheet, found = parse(text, "f")

    assert sheet is not None or found

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Media, Other, Split, Value
from bot.store.values import coded, needs_seal, parse, whole

CANARY = "words of my own"
plain = st.one_of(
    st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
values = st.one_of(
    plain,
    st.builds(Other, st.text()),
    st.lists(st.one_of(st.text(), st.builds(Other, st.text()))).map(tuple),
    st.builds(Split, st.lists(st.tuples(st.text(), st.integers())).map(tuple)),
    st.builds(Media, st.text(), st.text(), st.text(), st.integers(), st.integers()),
)


@given(values)
def test_a_value_is_read_as_it_was_written(value: Value) -> None:
    assert parse(whole(value)) == value
    assert type(parse(whole(value))) is type(value)


@given(values, st.booleans())
def test_what_needs_no_seal_is_whole_in_its_coded_part(value: Value, is_free_text: bool) -> None:
    if not needs_seal(value, is_free_text=is_free_text):
        part = coded(value, is_free_text=is_free_text)

        assert part is not None
        assert parse(part) == value


@pytest.mark.parametrize(
    ("value", "is_free_text", "expected"),
    [
        pytest.param("a", False, '"a"', id="choice"),
        pytest.param(True, False, "true", id="yes"),
        pytest.param(Other(CANARY), False, '{"other":""}', id="other"),
        pytest.param(("a", Other(CANARY)), False, '["a",{"other":""}]', id="picks"),
        pytest.param(
            Split((("b", 7), ("a", 3))), False, '{"split":[["b",7],["a",3]]}', id="split"
        ),
        pytest.param(CANARY, True, None, id="free_text"),
        pytest.param(
            Media("voice", CANARY), False, '{"media":{"file_id":"","kind":"voice"}}', id="media"
        ),
    ],
)
def test_the_coded_part_holds_no_words(
    value: Value, is_free_text: bool, expected: str | None
) -> None:
    assert coded(value, is_free_text=is_free_text) == expected
    assert needs_seal(value, is_free_text=is_free_text) == (CANARY in whole(value))


@pytest.mark.parametrize("text", ["null", '{"else": 1}', "[1]", '{"split": [["a"]]}'])
def test_what_we_never_wrote_is_not_guessed_at(text: str) -> None:
    with pytest.raises(ValueError, match="a stored"):
        parse(text)

"""A wording is found by what somebody remembers of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.finding import find
from bot.language.po import Entry, read_po

FILE = Path(__file__).parents[2] / "locales" / "bn" / "bot.po"
ENTRIES = read_po(FILE)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        pytest.param("কিছু করা হয়নি।", "bot.desk.cancelled", id="the whole of it"),
        pytest.param("  কিছু   করা হয়নি", "bot.desk.cancelled", id="blanks and no stop"),
        pytest.param("কিচু করা হয়নি", "bot.desk.cancelled", id="a slip"),
        pytest.param("লোক: 12। নিজের একটি কথা যোগ", "bot.desk.remind.ready", id="a filled blank"),
    ],
)
def test_it_is_the_first_that_is_found(words: str, key: str) -> None:
    assert find(ENTRIES, words, 3)[0].key == key


@pytest.mark.parametrize("words", ["", "   ", "\u200b", "zzzzzzzzzz"])
def test_what_is_nowhere_is_not_found(words: str) -> None:
    assert find(ENTRIES, words, 3) == ()


@given(entry=st.sampled_from([entry for entry in ENTRIES if entry.text]))
def test_every_wording_is_found_by_itself(entry: Entry) -> None:
    assert entry.text in {found.text for found in find(ENTRIES, entry.text, 6)}

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import FlowError
from bot.language.po import Entry
from bot.language.reviews import read_reviews

HEAD = "key,hash,status,by,tested\n"
ENTRY = Entry("bot.yes", "Yes", "হ্যাঁ", is_fuzzy=False, file="bot.po", line=1)


def _read(folder: Path, row: str) -> bool:
    path = folder / "review.csv"
    path.write_text(f"{HEAD}{row}\n", encoding="utf-8")
    return read_reviews(path)["bot.yes"].approves(ENTRY)


@pytest.mark.parametrize(
    ("row", "approves"),
    [
        pytest.param(f"bot.yes,{ENTRY.hash},approved,FK,read aloud to 3", True, id="approved"),
        pytest.param(f"bot.yes,{ENTRY.hash},draft,FK,", False, id="a_draft"),
        pytest.param(f"bot.yes,{ENTRY.hash},approved,,", False, id="by_nobody"),
        pytest.param("bot.yes,0123456789abcdef,approved,FK,", False, id="other_words"),
    ],
)
def test_only_a_person_who_saw_these_very_words_approves(
    tmp_path: Path, row: str, approves: bool
) -> None:
    assert _read(tmp_path, row) is approves


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("a,b\n", ":1:1: W-109 The first line must be", id="head"),
        pytest.param(f"{HEAD}bot.yes,x,fine,FK,\n", ":2:1: W-109 A row has 5 fields", id="status"),
        pytest.param(f"{HEAD}bot.yes,x\n", ":2:1: W-109 A row has 5 fields", id="short"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "review.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FlowError) as caught:
        read_reviews(path)

    assert says in str(caught.value)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "review.csv"
    path.write_bytes(HEAD.encode() + b"\xff")

    with pytest.raises(FlowError, match=":2:1: W-103"):
        read_reviews(path)

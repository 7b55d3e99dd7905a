"""`review.csv`: who stands for each translation.

Rule: a review is of exact words. Its hash covers source and translation, so a change of either
un-reviews them, whatever editor made it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from sys import intern
from types import MappingProxyType

from msgspec import Struct

from bot.errors import FlowError, Problem
from bot.language.files import read_text
from bot.language.po import Entry

COLUMNS = ("key", "hash", "status", "by", "tested")
STATUSES = frozenset({"draft", "approved"})


class Review(Struct, frozen=True):
    """One row: what somebody said of one translation."""

    key: str
    hash: str
    """Of source and translation, as they then were: `Entry.hash`."""
    status: str
    """`draft`, or `approved` by the person in `by`."""
    by: str = ""
    tested: str = ""
    """How it was tried on readers."""

    def approves(self, entry: Entry) -> bool:
        """Whether somebody stands for exactly these words."""
        return self.status == "approved" and bool(self.by) and self.hash == entry.hash


def read_reviews(path: Path) -> Mapping[str, Review]:
    """The rows of one language, by key; the last row of a key counts.

    Raises:
        FlowError: with every problem found.
    """
    shown = path.as_posix()
    rows = csv.reader(read_text(path).splitlines())
    if tuple(next(rows, ())) != COLUMNS:
        message = f"The first line must be {','.join(COLUMNS)}."
        raise FlowError([Problem(shown, 1, 1, "W-109", message)])
    reviews: dict[str, Review] = {}
    problems: list[Problem] = []
    for row in rows:
        if len(row) != len(COLUMNS) or row[2] not in STATUSES:
            message = f"A row has {len(COLUMNS)} fields, and its status is draft or approved."
            problems.append(Problem(shown, rows.line_num, 1, "W-109", message))
        else:
            key, mark, status, *rest = row
            reviews[key] = Review(intern(key), mark, intern(status), *map(intern, rest))
    if problems:
        raise FlowError(problems)
    return MappingProxyType(reviews)

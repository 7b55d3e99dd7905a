"""`review.csv` written: rows for what is new, and a name for what somebody stands for.

Rule: a row is of exact words. What was said of other words stays until somebody says it anew.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from bot.errors import Refused
from bot.language.catalogue import Catalogue, Entry, Review
from bot.language.reviews import COLUMNS

LIMIT_NAME = 80


class Approval(Struct, frozen=True):
    """Who stands for translations, and how they were tried on readers."""

    by: str
    tested: str = ""


class Approved(Struct, frozen=True):
    """What came of it, by key."""

    text: str
    """The whole of the new `review.csv`."""
    approved: tuple[str, ...]
    left: Mapping[str, str]
    """Not approved, and why."""


def drafts(entries: Iterable[Entry], known: Mapping[str, Review]) -> tuple[str, int]:
    """The file with a row for every translation; how many rows are new."""
    fresh = [
        Review(entry.key, entry.hash, "draft")
        for entry in entries
        if entry.text and entry.key not in known
    ]
    return written({**known, **{review.key: review for review in fresh}}), len(fresh)


def approve(
    catalogue: Catalogue,
    tag: str,
    keys: Mapping[str, str],
    faults: Mapping[str, str],
    approval: Approval,
) -> Approved:
    """Put a name to translations.

    Args:
        catalogue: all languages.
        tag: the language.
        keys: those wanted, with their source words as they now are.
        faults: by key, what `check` finds wrong.
        approval: who, and how tested.
    """
    entries, known = catalogue.entries[tag], dict(catalogue.reviews.get(tag, {}))
    done: list[str] = []
    left: dict[str, str] = {}
    for key, words in keys.items():
        reason = _why_not(entries.get(key), words, faults.get(key, ""))
        if reason:
            left[key] = reason
            continue
        known[key] = Review(key, entries[key].hash, "approved", approval.by, approval.tested)
        done.append(key)
    return Approved(written(known), tuple(done), left)


def _why_not(entry: Entry | None, words: str, fault: str) -> str:
    if entry is None or not entry.text:
        return "has no translation"
    if entry.is_fuzzy or entry.source != words:
        return "is stale: the source has changed since"
    return fault


def written(reviews: Mapping[str, Review]) -> str:
    """The file as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for review in reviews.values():
        writer.writerow((review.key, review.hash, review.status, review.by, review.tested))
    return out.getvalue()


def name(text: str) -> str:
    """A person's name for the record.

    Raises:
        Refused: it is none, or would be something else in a spreadsheet.
    """
    kept = " ".join(text.split())
    if not kept or len(kept) > LIMIT_NAME or not kept[0].isalpha():
        raise Refused(f"--by: give the name of a person, of at most {LIMIT_NAME} letters.")
    return kept


def reviewers(catalogue: Catalogue, tag: str) -> Collection[str]:
    """Who has approved translations into this language before."""
    found = catalogue.reviews.get(tag, {}).values()
    return tuple(dict.fromkeys(r.by for r in found if r.status == "approved" and r.by))

"""Words that people let us print: what is taken out of them, and what must not be left in.

Rule: pure; the original is never changed, only what is printed of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from bot.results.coding.remarks import Codes

REDACTED = "[…]"
CONSENT = "quotes__publish"
"""The step of the block `quotes` in which people say whether their words may be printed."""
FACETS = ("area", "language", "segment")
"""What may be told of whoever said it: one of them at most."""
_LEAKS = (
    ("a telephone number", re.compile(r"\+?\d(?:[\s().-]?\d){6,}")),
    ("an e-mail address", re.compile(r"\S+@\S+\.\S+")),
    ("a postcode", re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.IGNORECASE)),
    ("a web address", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
)


class Quote(Struct, frozen=True):
    """Words that may be printed as they stand."""

    id: str
    """The pseudonym of the answer."""
    step: str
    key: tuple[int, UUID, int]
    """As in `Remark`."""
    codes: Codes
    """Its themes."""
    language: str
    """Of the original."""
    text: str
    """The original, redacted; empty where its language alone would tell of few people."""
    translation: str
    """Redacted; empty: there is none."""
    facet: str
    """What is told of whoever said it: one of `FACETS`, or nothing."""
    value: str
    """Such as the name of their area."""
    by: str
    at: datetime


def redacted(text: str, words: Sequence[str]) -> str:
    """*text* with each of *words* taken out wherever it stands, whatever its capitals."""
    shown = unicodedata.normalize("NFC", text)
    for each in sorted(words, key=len, reverse=True):
        plain = unicodedata.normalize("NFC", each.strip())
        shown = re.sub(re.escape(plain), REDACTED, shown, flags=re.IGNORECASE)
    return shown


def leaks(text: str) -> Sequence[str]:
    """What still stands in it that leads to somebody."""
    found = unicodedata.normalize("NFKC", text)
    return [name for name, pattern in _LEAKS if pattern.search(found)]

"""Ways in without an invitation: the word on a venue's poster, what people make of it, and the
token of the link that carries it.

Rule: pure. A listed word leads to its venue however it is spaced; what only begins like one still
leads into the consultation, under the bare keyword, so that nobody is sent away for a slip.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from bot.flow.labels import reserved
from bot.language.folding import fold

LIMIT_WORD_CHARS = 30
"""Longest joining word: what somebody can copy from a wall. Its link fits Telegram's 64."""
LEAST_BARE_CHARS = 3
"""Shortest keyword that is heard without its number: less is said by anybody about anything."""
_DIGITS = "0123456789"
_HASHED = "w-"
_HASH_CHARS = 24


class Ways(Struct, frozen=True):
    """The ways into one consultation."""

    listed: Mapping[str, str]
    """Joining word, folded and without spaces, to its venue."""
    bare: frozenset[str]
    """What the words of several venues begin with, folded: EYES of EYES1 and EYES2."""
    venues: Mapping[str, str]
    """Name of each venue, folded, to the name as written."""

    def venue(self, key: str) -> str | None:
        """The venue whose word, or link, this folded text is."""
        return self.listed.get(key.replace(" ", ""))

    def source(self, key: str) -> str | None:
        """Where somebody comes from whose folded text begins like a joining word: the venue
        that it names after the keyword (EYES MOSQUE), else the bare keyword; `None`: it does not
        begin so."""
        head, _, rest = key.partition(" ")
        word = head if head in self.listed else head.rstrip(_DIGITS)
        if word not in self.bare and word not in self.listed:
            return None
        return self.venues.get(rest, word.upper())


def ways(keywords: Mapping[str, str]) -> Ways:
    """The ways in by a plan's `keywords`: folded word to venue."""
    listed = {compact(key): venue for key, venue in keywords.items()}
    by_link = {fold(token(key)).replace(" ", ""): venue for key, venue in keywords.items()}
    venues = {fold(venue): venue for venue in keywords.values()}
    return Ways({**by_link, **listed}, frozenset(_bare(keywords)), venues)


def compact(key: str) -> str:
    """A folded word by which it is looked up: phones part `EYES 1`, and people join it."""
    return key.replace(" ", "")


def token(word: str) -> str:
    """What a Telegram start link carries for a joining word: the word itself where the alphabet
    allows it, else a digest of it.

    Source: Telegram's Bot API, deep linking: at most 64 characters of A-Z, a-z, 0-9, _ and -.
    """
    key = fold(word)
    if key.isascii() and len(key) <= LIMIT_WORD_CHARS:
        return key.replace(" ", "-")
    return _HASHED + hashlib.sha256(key.encode()).hexdigest()[:_HASH_CHARS]


def _bare(keywords: Iterable[str]) -> Iterable[str]:
    """Keywords without the number of a venue, and the first word that several begin with. A word
    of a language or a command is none, nor is what stands alone at the head of a phrase."""
    heads = Counter(key.partition(" ")[0] for key in keywords)
    for key in keywords:
        head, _, rest = key.partition(" ")
        stem = head.rstrip(_DIGITS)
        is_family = not rest or heads[head] > 1
        if is_family and len(stem) >= LEAST_BARE_CHARS and reserved(stem) is None:
            yield stem

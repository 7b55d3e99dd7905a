"""Near misses: what an author probably meant.

Rule: a suggestion is a question, never a correction.
"""

from __future__ import annotations

from collections.abc import Collection

from rapidfuzz import process
from rapidfuzz.distance import OSA

LIMIT_DISTANCE = 0.6
"""Normalised similarity below which a suggestion would puzzle more than help."""


def did_you_mean(word: str, known: Collection[str], otherwise: str) -> str:
    """`Did you mean "…"?` where something known is near, else what to do instead."""
    found = process.extractOne(
        word, list(known), scorer=OSA.normalized_similarity, score_cutoff=LIMIT_DISTANCE
    )
    return f'Did you mean "{found[0]}"?' if found else otherwise

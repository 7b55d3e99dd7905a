"""Find a wording by what somebody remembers of it.

Rule: what holds the very words comes first; then what is most alike, since blanks were filled and
a word is mistyped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from bot.language.folding import clean
from bot.language.po import Entry

LEAST_ALIKE = 75
"""Of 100: below it, what is found is not what was meant."""


def find(entries: Iterable[Entry], words: str, limit: int) -> Sequence[Entry]:
    """Those that hold these words, or some like them, the likeliest first."""
    wanted = _folded(words)
    if not wanted:
        return ()
    by_key = {entry.key: entry for entry in entries if entry.text}
    texts = {key: _folded(entry.text) for key, entry in by_key.items()}
    exact = sorted((len(text), key) for key, text in texts.items() if wanted in text)
    alike = process.extract(
        wanted, texts, scorer=fuzz.partial_ratio, limit=limit, score_cutoff=LEAST_ALIKE
    )
    keys = dict.fromkeys([*(key for _, key in exact), *(str(key) for _, _, key in alike)])
    return tuple(by_key[key] for key in keys)[:limit]


def _folded(text: str) -> str:
    return " ".join(clean(text).casefold().split())

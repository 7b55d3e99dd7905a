"""How English reads: its reading age, questions that lead, and topics that give someone away.

Rule: measures and word lists only, each with its source; every finding is a suggestion but the
sensitive first text, which anyone may see on a lock screen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LIMIT_READING_AGE = 14
"""Short texts measure roughly, so this is looser than the age of 9 to 11 to write for."""
_LEAST_WORDS = 10
"""Of fewer words the measure says nothing."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SENTENCE = re.compile(r"[.!?]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_BLANK = re.compile(r"\{[^{}]*\}")

_LEADING: Mapping[str, str] = {
    r"\b(don't|do not|wouldn't|would not|isn't|is not) (you|it)\b": "Ask it without a negative.",
    r"\b(agree|accept) that\b": "Ask what they think, not whether they agree.",
    r"\bhow (much )?(better|worse)\b": "Ask how it is, and let them say better or worse.",
    r"\bhow (good|bad|great|terrible|satisfied|happy|unhappy) (is|was|are|were)\b":
        "Name both ends, or neither.",
    r"\b(surely|obviously|clearly|of course|everyone knows|most people)\b": "Leave it out.",
    r"\b(waste|wasteful|unfair|excellent|terrible|vital)\b": "Use a neutral word.",
}  # fmt: skip
"""Wording that suggests its answer, and what to do instead."""

_SENSITIVE = re.compile(
    r"\b(hiv|aids|sexual\w*|sex|contracepti\w*|abortion\w*|pregnan\w*|miscarriage\w*|mental\w*"
    r"|depress\w*|suicid\w*|self[- ]harm\w*|addict\w*|alcohol\w*|drugs?|gambl\w*|abus\w*"
    r"|domestic violence|rape|cancer\w*|dement\w*|debts?|immigration|asylum|religio\w*|gay"
    r"|lesbian|trans(?:gender)?|ethnic\w*)\b",
    re.IGNORECASE,
)


def reading_age(text: str) -> float | None:
    """Years of age at which most can read this English, or `None` where it is too short to say.

    Source: Flesch-Kincaid grade level (Kincaid et al., 1975) plus five.
    """
    plain = _BLANK.sub("it", text)
    words = _WORD.findall(plain)
    if len(words) < _LEAST_WORDS:
        return None
    sentences = max(1, len(_SENTENCE.findall(plain)))
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + 5


def leading(text: str) -> str | None:
    """What to do about wording that suggests its answer; `None` where none is found."""
    for pattern, remedy in _LEADING.items():
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return f'"{found[0]}" leads people to an answer. {remedy}'
    return None


def sensitive(text: str) -> str | None:
    """The first word that could give away something private about whoever gets this text."""
    found = _SENSITIVE.search(text)
    return found[0] if found else None


def _syllables(word: str) -> int:
    """Runs of vowels, without a silent final e. Right within a tenth over ordinary English."""
    lower = word.casefold()
    runs = len(_VOWELS.findall(lower))
    is_silent = lower.endswith("e") and not lower.endswith(("le", "ee")) and runs > 1
    return max(1, runs - is_silent)

"""What a reply means: a command, a choice of language, or an answer to what was asked.

Rule: a command is the whole message or it is none; STOP comes before everything, and only a clear
STOP is one: what merely looks like it is asked about.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.intents.answers import answer
from bot.intents.asides import PENDING
from bot.intents.commands import command_of
from bot.intents.meaning import Asked, ChosenLanguage, Confirmed, Meaning, NearStop, Unclear
from bot.language.folding import clean, fold, loosen
from bot.model import Media
from bot.questions.base import Said

__all__ = [
    "Asked",
    "ChosenLanguage",
    "Confirmed",
    "Meaning",
    "NearStop",
    "Said",
    "Unclear",
    "hear",
    "is_urgent",
    "read",
]


def hear(raw: str, media: Media | None = None) -> Said:
    """Prepare what came in: cut, harmless, folded. Never raises."""
    return _heard(raw, media)


@lru_cache(maxsize=1)
def _heard(raw: str, media: Media | None) -> Said:
    """Once, whoever asks of it."""
    text = clean(raw)
    return Said(text, fold(text), media)


def read(said: Said, asked: Asked) -> Meaning:
    """What the person meant. Never raises, whatever they sent."""
    command = command_of(said, asked)
    if command is not None:
        return command
    if asked.pending is not None:
        meaning = PENDING.get(asked.pending.kind, answer)(said, asked)
        if meaning is not None:
            return meaning
    return answer(said, asked)


def is_urgent(said: Said, words: str) -> bool:
    """Whether any of the flow's urgent words or phrases, one a line, stands in the reply, as whole
    words."""
    return _urgent(words).search(f" {loosen(said.key)} ") is not None


@lru_cache(maxsize=256)
def _urgent(words: str) -> re.Pattern[str]:
    keys = (loosen(fold(word)) for word in words.splitlines())
    either = "|".join(re.escape(key) for key in keys if key)
    return re.compile(f" (?:{either}) " if either else r"(?!)")

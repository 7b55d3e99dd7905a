"""What a reply means: a command, a choice of language, or an answer to what was asked.

Rule: a command is the whole message or it is none; STOP comes before everything, and only a clear
STOP is one: what merely looks like it is asked about.
"""

from __future__ import annotations

from functools import lru_cache

from bot.intents.answers import answer
from bot.intents.asides import PENDING
from bot.intents.commands import command_of
from bot.intents.meaning import Asked, ChosenLanguage, Meaning, NearStop, Unclear
from bot.language.folding import clean, fold, loosen
from bot.model import Media
from bot.questions.base import Said

__all__ = [
    "Asked",
    "ChosenLanguage",
    "Meaning",
    "NearStop",
    "Said",
    "Unclear",
    "hear",
    "is_urgent",
    "read",
]


@lru_cache(maxsize=1)
def hear(raw: str, media: Media | None = None) -> Said:
    """Prepare what came in, once, whoever asks of it: cut, harmless, folded. Never raises."""
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
    padded = f" {loosen(said.key)} "
    return any(key in padded for key in _urgent_keys(words))


@lru_cache(maxsize=256)
def _urgent_keys(words: str) -> tuple[str, ...]:
    keys = (loosen(fold(word)) for word in words.splitlines())
    return tuple(f" {key} " for key in keys if key)

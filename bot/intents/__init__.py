"""What a reply means: a command, a choice of language, or an answer to what was asked.

Rule: a command is the whole message or it is none; STOP comes before everything, and only a clear
STOP is one: what merely looks like it is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.intents.answers import answer
from bot.intents.asides import PENDING
from bot.intents.commands import command_of
from bot.intents.meaning import Asked, ChosenLanguage, Meaning, NearStop, Unclear
from bot.language.folding import clean, fold, fold_cached, loosen
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


def hear(raw: str, media: Media | None = None) -> Said:
    """Prepare what came in, once: cut, harmless, folded. Never raises."""
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


def is_urgent(said: Said, words: Iterable[str]) -> bool:
    """Whether any of the flow's urgent words or phrases stands in the reply, as whole words."""
    padded = f" {loosen(said.key)} "
    keys = (loosen(fold_cached(word)) for word in words)
    return any(f" {key} " in padded for key in keys if key)

"""The reply as an answer to the outstanding question.

Rule: the question type reads it; only what it cannot read may be something else.
"""

from __future__ import annotations

from bot.intents.commands import is_label, is_near_stop, language_of
from bot.intents.meaning import Asked, ChosenLanguage, Meaning, NearStop, Unclear
from bot.language.folding import loosen
from bot.model import Accepted, Rejected
from bot.questions.base import Said


def answer(said: Said, asked: Asked) -> Meaning:
    """The reply as an answer to the step's question."""
    if asked.question is None:
        return _idle(said, asked)
    is_an_option = is_label(said.key, asked.hearing)
    if loosen(said.key) in asked.hearing.lexicon.near_stop and not is_an_option:
        return NearStop()
    verdict = asked.question.read(said, asked.hearing)
    if isinstance(verdict, Accepted):
        return verdict
    if is_near_stop(said, asked):
        return NearStop()
    tag = language_of(said, asked.hearing.lexicon)
    return ChosenLanguage(tag) if tag and isinstance(verdict, Rejected) else verdict


def _idle(said: Said, asked: Asked) -> Meaning:
    if is_near_stop(said, asked):
        return NearStop()
    tag = language_of(said, asked.hearing.lexicon)
    return ChosenLanguage(tag) if tag else Unclear()

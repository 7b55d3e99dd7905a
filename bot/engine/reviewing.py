"""REVIEW: a person challenges what came of a consultation, and says what to look at.

Rule: the case is kept by whoever feeds the engine; here are only the words, and the listening.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from bot.engine.moves import ask_again, say
from bot.flow.compiled import CompiledFlow
from bot.model import Conversation, Evidence, Pending, Phrase, Review, Stands, Turn

REVIEW = "review"
"""The kind of the side question: what should we look at?"""
MORE = "more"
"""They have said something, and may add to it."""
_SAID: Mapping[Stands, str] = {
    Stands.NEW: "bot.review.opened",
    Stands.OPEN: "bot.review.open",
    Stands.ANSWERED: "bot.review.again",
}


def review(flow: CompiledFlow, conversation: Conversation, given: Review) -> Turn:
    """Say how the review stands, and listen; who took no part is told so."""
    if given.stands is Stands.NONE:
        plain = replace(conversation, pending=None)
        return ask_again(flow, plain, Phrase("bot.review.none"))
    listening = replace(conversation, pending=Pending(REVIEW, (given.stands.value,)))
    return Turn(listening, (say(Phrase(_SAID[given.stands], given.values)),))


def evidence(flow: CompiledFlow, conversation: Conversation, given: Evidence) -> Turn:
    """Say that their words are kept; the question that was outstanding is put again."""
    key = "bot.review.reopened" if given.is_reopening else "bot.review.kept"
    pending = None if given.is_last else Pending(REVIEW, (MORE,))
    heard = replace(conversation, pending=pending)
    return ask_again(flow, heard, Phrase(key, given.values))

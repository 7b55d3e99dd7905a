"""Did we hear you right? What is said to whoever answers the summary that they were sent.

Rule: the answer is kept by whoever feeds the engine; here are only the words, and the listening.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.engine.moves import ask_again
from bot.flow.compiled import CompiledFlow
from bot.model import Conversation, Echo, Pending, Phrase, Turn

WRONG = "wrong"
"""The kind of the side question: what did we get wrong?"""


def echo(flow: CompiledFlow, conversation: Conversation, given: Echo) -> Turn:
    """Thank them; whoever disagrees is asked why, once."""
    if given.agrees:
        return _thanked(flow, conversation, "bot.echo.agreed")
    if given.has_words:
        return _thanked(flow, conversation, "bot.echo.kept")
    asked = replace(conversation, pending=Pending(WRONG))
    return ask_again(flow, asked, Phrase("bot.echo.disagreed"))


def _thanked(flow: CompiledFlow, conversation: Conversation, key: str) -> Turn:
    return ask_again(flow, replace(conversation, pending=None), Phrase(key))

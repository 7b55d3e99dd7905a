"""A number that has been silent for a quarter of a year may be somebody else's by now.

Rule: pure. Its next unprompted words name nobody and tell of no consultation; only when it answers
does a consultation begin, and NOT ME is a way out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.exchange.desk import Exchange
from bot.exchange.focus import focused
from bot.intents import hear
from bot.language.folding import fold, loosen
from bot.model import Conversation, Pending, Phrase, Say, Text, Turn
from bot.ports import Person

SILENCE = timedelta(days=90)
"""Some networks give a number away after so long."""
GREETING = "greeting"
WORDS = "bot.not_me.words"


def is_silent(person: Person, now: datetime) -> bool:
    """Whether nobody has written from there for so long; never of somebody who is new to us."""
    moments = [talk.heard_at or talk.asked_at for talk in person.conversations]
    known = [moment for moment in moments if moment is not None]
    return bool(known) and now - max(known) >= SILENCE


def greet(fresh: Conversation) -> Turn:
    """Ask whether we may write, in place of an invitation."""
    waits = replace(fresh, pending=Pending(GREETING), revision=fresh.revision + 1)
    return Turn(waits, (Say((Phrase("bot.greeting"),)),))


def is_greeted(conversation: Conversation) -> bool:
    """Whether it waits to hear that its number is still the same person's."""
    pending = conversation.pending
    return conversation.step is None and pending is not None and pending.kind == GREETING


def disowned(given: Exchange, person: Person) -> Conversation | None:
    """The conversation that the number's new owner says is not theirs."""
    content = given.message.content
    talk = focused(person)
    if talk is None or not isinstance(content, Text) or not is_greeted(talk):
        return None
    said = loosen(hear(content.body).key)
    return talk if said in _words(given, talk.language) else None


def _words(given: Exchange, tongue: str) -> frozenset[str]:
    own = given.desk.catalogue.own_words
    lists = (own.get(tag, WORDS) or "" for tag in dict.fromkeys((tongue or "en", "en")))
    return frozenset(loosen(fold(word)) for text in lists for word in text.splitlines() if word)

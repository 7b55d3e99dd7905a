"""Did we hear you right? What people answer to the summary that they were sent.

Rule: pure. One voice a person, and the latest counts. A plain yes or no answers only until the day
of the decision, when something else was said last; AGREE and DISAGREE count whenever they come, as
long as they answer nothing else.
"""

from __future__ import annotations

from datetime import timedelta

from bot.engine.echoing import WRONG
from bot.exchange.desk import Exchange
from bot.exchange.reviewing import newest_told
from bot.exchange.turns import take
from bot.intents import Meaning, Unclear, hear
from bot.model import Conversation, Echo, Lifecycle, Rejected
from bot.ports import EchoRow, Person
from bot.questions.polarity import polarity
from bot.questions.stance import AGREE, DISAGREE, stance

LISTENS = timedelta(days=1)
"""So long the next words say what we got wrong."""
_SHORT_WORDS = 4
"""Whoever writes more than this has said why already."""
_AGREES = {AGREE: True, DISAGREE: False}


def heard(
    given: Exchange, person: Person, at: Conversation, meaning: Meaning, body: str
) -> Person | None:
    """Take a message that answers the summary, or says what is wrong with it; `None`: it does
    neither.

    Args:
        given: the message.
        person: whoever wrote it.
        at: the conversation that has their words.
        meaning: what they mean there.
        body: their words.
    """
    if _is_asked_why(given, at):
        return _keep(given, person, at, agrees=False, words=body) if body.strip() else None
    told = newest_told(given, person)
    if told is None or not isinstance(meaning, Unclear | Rejected):
        return None
    agrees = _agrees(given, told, body, is_moment=told.id == at.id and _is_moment(given, told))
    if agrees is None:
        return None
    words = body if _is_long(body) and not agrees else ""
    return _keep(given, person, told, agrees=agrees, words=words)


def tapped(given: Exchange, person: Person, told: Conversation, word: str) -> Person:
    """One of the two buttons under the summary, however old."""
    return _keep(given, person, told, agrees=word == AGREE, words="")


def _is_asked_why(given: Exchange, at: Conversation) -> bool:
    is_asked = at.pending is not None and at.pending.kind == WRONG
    return is_asked and at.heard_at is not None and given.now - at.heard_at <= LISTENS


def _agrees(given: Exchange, told: Conversation, body: str, *, is_moment: bool) -> bool | None:
    lexicon = given.desk.catalogue.lexicon(told.language or "en")
    said = hear(body)
    found = stance(said, lexicon)
    is_plain = bool(polarity(said, lexicon).meaning)  # yes or no, which may answer anything
    is_explained = found.meaning == DISAGREE and _is_long(body)  # somebody will read it
    if not (found.is_sure or is_explained) or (is_plain and not is_moment):
        return None
    return _AGREES.get(found.meaning)


def _is_long(body: str) -> bool:
    return len(body.split()) > _SHORT_WORDS


def _is_moment(given: Exchange, told: Conversation) -> bool:
    """Whether the summary is what we said last."""
    launched = given.desk.running[told.consultation].launched
    feedback = launched.document.plan.feedback
    is_told = launched.lifecycle is Lifecycle.REPORTED
    return is_told and (feedback is None or given.now < feedback.decided)


def _keep(
    given: Exchange, person: Person, told: Conversation, *, agrees: bool, words: str
) -> Person:
    given.rows.echoes[told.id] = EchoRow(
        bucket=told.bucket,
        conversation=told.id,
        consultation=told.consultation,
        agrees=agrees,
        at=given.now,
        text=words,
    )
    return take(given, person, told, Echo(agrees=agrees, has_words=bool(words)))

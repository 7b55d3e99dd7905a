"""Handing a conversation over to our staff, and back.

Rule: while they talk, the flow asks nothing and hears nothing; what it had asked is put again when
they have done.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from bot.engine.moves import ask_again, flow_phrase, say
from bot.flow.compiled import CompiledFlow
from bot.model import (
    Alert,
    CaseKind,
    Confide,
    Conversation,
    Effect,
    HandBack,
    Phrase,
    Remind,
    Status,
    Turn,
)

WHEN = "by_the_hour.call"
"""Stands for when somebody will answer, which depends on the hour: `effects` chooses the words."""


def call(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    """CALL: pause, and say when somebody will answer. One who asks twice opens one case."""
    if conversation.with_staff:
        return Turn(conversation, (say(Phrase(WHEN)),))
    alert = Alert(CaseKind.HANDOVER, conversation.step)
    if conversation.status is Status.STOPPED:  # we may ring them, and not write
        return Turn(conversation, (say(Phrase("bot.call")), alert))
    return Turn(paused(conversation), (say(Phrase(WHEN)), alert, Remind(None)))


def paused(conversation: Conversation) -> Conversation:
    """As it stands while our staff talk to the person; what was finished stays finished."""
    status = Status.PARKED if conversation.status.is_open else conversation.status
    return replace(conversation, with_staff=True, status=status, pending=None)


def resumed(conversation: Conversation, now: datetime) -> Conversation:
    """As it stands when the flow hears the person again."""
    if not conversation.with_staff:
        return conversation
    back = replace(conversation, with_staff=False, pending=None, misses=0, reminded=0)
    if conversation.status is not Status.PARKED:
        return back
    status = Status.INVITED if conversation.step is None else Status.ACTIVE
    return replace(back, status=status, asked_at=now)


def confide(flow: CompiledFlow, conversation: Conversation, given: Confide) -> Turn:
    """Words for our staff: only urgent ones are answered by the bot."""
    heard = replace(conversation, pending=None)
    if not given.is_urgent:
        return Turn(heard, (Remind(None),))
    urgent = flow_phrase(flow, "urgent.reply", "bot.call")
    return Turn(heard, (say(urgent), Alert(CaseKind.URGENT, conversation.step), Remind(None)))


def hand_back(
    flow: CompiledFlow, conversation: Conversation, given: HandBack, now: datetime
) -> Turn:
    """Our staff have done: the question is put again, unless the person is busy elsewhere."""
    closing = Phrase("bot.call.done")
    if conversation.status is Status.PARKED:  # also one whom nobody has written to yet
        conversation = replace(conversation, with_staff=True)
    back = resumed(conversation, now)
    is_known = back.step is not None and flow.has(back.step)
    if not is_known or not back.status.is_open:
        return Turn(back, (say(closing),))
    if given.is_busy:
        return Turn(replace(back, status=Status.WAITING), (say(closing), Remind(0)))
    turn = ask_again(flow, back, closing)
    effects: tuple[Effect, ...] = (*turn.effects, Remind(0))
    return Turn(turn.conversation, effects)

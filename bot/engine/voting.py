"""What a reply to one of several things does: a vote on a statement, the rating of an item.

Rule: a vote is recorded with the turn in which it is given; where it leads is decided elsewhere.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid5

from msgspec.structs import replace

from bot.engine.ballots import outstanding, passed_by, votes
from bot.engine.moves import question
from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Step
from bot.model import (
    Accepted,
    Answer,
    Conversation,
    Effect,
    Outcome,
    Phrase,
    Proposal,
    Propose,
    Record,
    Remind,
    Status,
    Turn,
)
from bot.questions.stance import PASS
from bot.questions.statements import OWN, vote_of

_PASSED = Answer(Outcome.ANSWERED, PASS)
_LEFT_OUT = Answer(Outcome.SKIPPED)
THANKS = Phrase("bot.statement.thanks")


def took(
    step: Step, conversation: Conversation, verdict: Accepted
) -> tuple[Conversation, tuple[Effect, ...], tuple[Phrase, ...]]:
    """The reply to what is outstanding: the conversation without it, the effects, and what is to
    be said of it."""
    statement = conversation.order[0]
    value = verdict.value
    if statement != OWN:
        voted, record = _voted(step, conversation, Answer(verdict.outcome, value))
        return voted, (record,), ()
    left = _left(conversation)
    if verdict.outcome is not Outcome.ANSWERED or not isinstance(value, str):
        return left, (), ()
    return left, (Propose(step.id, value),), (THANKS,)


def passed(step: Step, conversation: Conversation) -> tuple[Conversation, tuple[Effect, ...]]:
    """SKIP: pass on this statement, or leave this item out; what stands already stays, and so
    does silence on one's own."""
    statement = conversation.order[0]
    if statement == OWN or statement in votes(conversation, step.id):
        return _left(conversation), ()
    can_pass = PASS in step.question.options()
    voted, record = _voted(step, conversation, _PASSED if can_pass else _LEFT_OUT)
    return voted, (record,)


def ask_next(
    flow: CompiledFlow, conversation: Conversation, lead: tuple[Phrase, ...], now: datetime
) -> Turn:
    """Put the next of them."""
    asked = replace(conversation, asked_at=now, reminded=0)
    return Turn(asked, (question(flow, asked, lead), Remind(0)))


def stepped_back(step: Step, conversation: Conversation) -> Conversation | None:
    """BACK within the step: what came before this one again; `None` where there is none."""
    if not outstanding(step, conversation):
        return None
    before = passed_by(step, conversation)
    if not before:
        return None
    order = (before[-1], *conversation.order)
    return replace(conversation, order=order, misses=0, pending=None)


def _voted(step: Step, conversation: Conversation, answer: Answer) -> tuple[Conversation, Record]:
    key = vote_of(step.id, conversation.order[0])
    answers = {each: given for each, given in conversation.answers.items() if each != key}
    kept = replace(_left(conversation), answers=MappingProxyType({**answers, key: answer}))
    return kept, Record(key, answer, step.about)


def _left(conversation: Conversation) -> Conversation:
    status = conversation.status if conversation.changing else Status.ACTIVE
    return replace(
        conversation, order=conversation.order[1:], misses=0, pending=None, status=status
    )


def proposal_of(given: Propose, conversation: Conversation, turn: UUID, now: datetime) -> Proposal:
    """What somebody sent in, as it waits to be looked at: the same at every replay of the turn."""
    return Proposal(
        id=uuid5(turn, "statement"),
        bucket=conversation.bucket,
        participant=conversation.participant,
        conversation=conversation.id,
        consultation=conversation.consultation,
        step=given.step,
        language=conversation.language,
        text=given.text,
        at=now,
    )

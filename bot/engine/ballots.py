"""Where somebody stands in a step that puts several statements.

Rule: `Conversation.order` holds what is still to come, the outstanding one first, so that what a
person was asked hangs on nothing but their own row.
"""

from __future__ import annotations

from bot.flow.structure import Step
from bot.model import Conversation, Outcome
from bot.questions.statements import OWN, Statements, step_of


def outstanding(step: Step, conversation: Conversation) -> str:
    """The statement that this step is asking about, or `OWN`; empty: none."""
    is_here = conversation.step == step.id and isinstance(step.question, Statements)
    return conversation.order[0] if is_here and conversation.order else ""


def votes(conversation: Conversation, step: str) -> tuple[str, ...]:
    """The statements of a step that the person voted on, in that order."""
    return tuple(
        statement
        for answer, given in conversation.answers.items()
        if given.outcome is Outcome.ANSWERED
        for of, statement in [step_of(answer)]
        if of == step and statement
    )


def queue(step: Step, question: Statements, conversation: Conversation) -> tuple[str, ...]:
    """What this person is asked here: as it stands, where they are in the midst of it."""
    if conversation.step == step.id and conversation.order:
        return conversation.order
    lot = f"{conversation.participant}.{step.id}"
    found = question.queue(lot, votes(conversation, step.id))
    return (*found, OWN) if question.own else found


def is_put(step: Step, statement: str) -> bool:
    """Whether it may be put to somebody: what was taken back is not."""
    question = step.question
    return statement == OWN or (isinstance(question, Statements) and statement in question.pool())


def nth(step: Step, conversation: Conversation) -> tuple[int, int]:
    """Which statement this is, of how many."""
    ahead = [each for each in conversation.order if each != OWN]
    behind = [each for each in votes(conversation, step.id) if each not in conversation.order]
    return len(behind) + 1, len(behind) + len(ahead)

"""Where somebody stands in a step that puts several things: statements, or items to rate.

Rule: `Conversation.order` holds what is still to come, the outstanding one first, so that what a
person was asked hangs on nothing but their own row.
"""

from __future__ import annotations

from bot.flow.structure import Step
from bot.model import Conversation, Outcome
from bot.questions.statements import OWN, Statements, step_of, vote_of


def outstanding(step: Step, conversation: Conversation) -> str:
    """What of several things this step is asking about, or `OWN`; empty: none."""
    is_here = conversation.step == step.id and step.question.puts
    return conversation.order[0] if is_here and conversation.order else ""


def is_asked(answered: str, conversation: Conversation) -> bool:
    """Whether an answer, by the id that it is kept under, is one to what is outstanding: what
    amends or drops an earlier one is not."""
    step, thing = step_of(answered)
    return step == conversation.step and (not thing or conversation.order[:1] == (thing,))


def votes(conversation: Conversation, step: str) -> tuple[str, ...]:
    """The statements of a step that the person voted on, or what they rated, in that order."""
    return tuple(
        each
        for each in dealt_with(conversation, step)
        if conversation.answers[vote_of(step, each)].outcome is Outcome.ANSWERED
    )


def dealt_with(conversation: Conversation, step: str) -> tuple[str, ...]:
    """The same, with what they passed over, or did not know."""
    return tuple(
        statement
        for answer, given in conversation.answers.items()
        if given.outcome is not Outcome.DROPPED
        for of, statement in [step_of(answer)]
        if of == step and statement
    )


def queue(step: Step, conversation: Conversation) -> tuple[str, ...]:
    """What this person is asked here: as it stands, where they are in the midst of it."""
    still = tuple(each for each in conversation.order if is_put(step, each))
    if conversation.step == step.id and still:
        return still
    question, lot = step.question, f"{conversation.participant}.{step.id}"
    found = question.queue(lot, dealt_with(conversation, step.id))
    return (*found, OWN) if isinstance(question, Statements) and question.own else found


def is_put(step: Step, statement: str) -> bool:
    """Whether it may be put to somebody: what was taken back, or is settled, is not."""
    return statement == OWN or statement in step.question.pool()


def nth(step: Step, conversation: Conversation) -> tuple[int, int]:
    """Which statement this is, of how many."""
    ahead = [each for each in conversation.order if each != OWN]
    behind = passed_by(step, conversation)
    return len(behind) + 1, len(behind) + len(ahead)


def passed_by(step: Step, conversation: Conversation) -> list[str]:
    """What of the things that are put here lies behind them."""
    known = dealt_with(conversation, step.id)
    return [each for each in known if each not in conversation.order and is_put(step, each)]

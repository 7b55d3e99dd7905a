"""A round of ratings has ended: whoever rated is asked again about what is not settled.

Rule: nobody is begun, brought back or taken from our staff by it: who talks to them is asked when
they have done. What they rated stands until they say otherwise.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from bot.engine.ballots import votes
from bot.engine.moves import ask_again, enter, walk_on
from bot.flow.compiled import CompiledFlow
from bot.model import (
    Conversation,
    Effect,
    MessageKind,
    NextRound,
    Phrase,
    Remind,
    Say,
    Status,
    Turn,
)
from bot.questions.delphi import OpenDelphi

MAY_GO_ON = frozenset({Status.INVITED, Status.ACTIVE, Status.WAITING, Status.COMPLETED})
"""Where somebody stands who may be asked again, unless they are with our staff."""


def next_round(
    flow: CompiledFlow, conversation: Conversation, given: NextRound, now: datetime
) -> Turn:
    """Put the open items again, each with what the group and the person said; nothing, where
    nothing is open, or they never rated."""
    step = flow.step(flow.rated) if flow.rated else None
    question = step.question if step is not None else None
    if step is None or not isinstance(question, OpenDelphi) or not question.pool():
        return Turn(conversation)
    if not is_rater(flow, conversation) or is_held(conversation):
        return Turn(conversation)
    is_finished = not conversation.status.is_open
    again = replace(
        conversation,
        visited=tuple(each for each in conversation.visited if each != step.id),
        order=(),
        changing=is_finished or conversation.changing,
        status=conversation.status if is_finished else Status.ACTIVE,
    )
    numbers = {"round": str(question.number), "rounds": str(question.rounds)}
    has_group = any(map(question.group, question.pool()))
    key = "bot.delphi.round" if has_group else "bot.delphi.round_alone"
    turn = enter(flow, again, step.id, (Phrase(key, numbers),), now)
    effects: list[Effect] = [
        replace(effect, kind=MessageKind.BROADCAST, is_shared=given.is_shared)
        for effect in turn.effects
        if isinstance(effect, Say)
    ]
    # Whoever had finished is asked once, and not reminded.
    return Turn(turn.conversation, (*effects, Remind(None if is_finished else 0)))


def is_rater(flow: CompiledFlow, conversation: Conversation) -> bool:
    """Whether somebody has rated anything, and may still be asked, if only later."""
    may_go_on = conversation.status in MAY_GO_ON or is_held(conversation)
    return may_go_on and bool(votes(conversation, flow.rated))


def is_held(conversation: Conversation) -> bool:
    """Whether somebody of ours has them in hand: nothing is asked until they are back."""
    return conversation.with_staff or conversation.status is Status.PARKED


def too_late(flow: CompiledFlow, conversation: Conversation, step: str, now: datetime) -> Turn:
    """What was rated stands; whoever was still asked about it is let go."""
    settled, over = replace(conversation, pending=None), Phrase("bot.delphi.over")
    if conversation.step == step:
        return walk_on(flow, settled, (over,), now)
    return ask_again(flow, settled, over)

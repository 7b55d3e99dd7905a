"""Moving along a flow: beginning, entering a step, walking on, arriving at an ending.

Rule: the only place that changes `step` and `visited`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from types import MappingProxyType

from msgspec.structs import replace

from bot.engine.ballots import nth, outstanding, queue
from bot.flow import conditions
from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Step
from bot.model import (
    Answer,
    Conversation,
    Effect,
    Finish,
    Outcome,
    Phrase,
    Record,
    Remind,
    Say,
    Status,
    Turn,
)
from bot.questions.base import NONE, OTHER, Question
from bot.questions.statements import step_of

ENDING_STATUS = {"declined": Status.DECLINED, "closed": Status.EXPIRED}
"""What reaching an ending makes of the conversation; any other ending completes it."""


def say(*phrases: Phrase) -> Say:
    """A message of sentences only."""
    return Say(phrases)


def flow_phrase(flow: CompiledFlow, part: str, default: str) -> Phrase:
    """One of the flow's own sentences, or the bot's where the flow has none."""
    return Phrase(f"{flow.flow.slug}.{part}", default=default)


def current(flow: CompiledFlow, conversation: Conversation) -> Step:
    """The step whose question is outstanding.

    Raises:
        KeyError: the version has no such step; the caller parks the conversation.
    """
    return flow.step(conversation.step or "")


def begin(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    """The invitation and the first question, in one message."""
    if conversation.step is not None:
        return ask_again(flow, conversation)
    invitation = flow_phrase(flow, "invitation", "bot.invitation")
    return enter(flow, conversation, flow.first(conversation.answers), (invitation,), now)


def enter(
    flow: CompiledFlow,
    conversation: Conversation,
    target: str,
    phrases: tuple[Phrase, ...],
    now: datetime,
) -> Turn:
    """Arrive at `target`, saying `phrases` first; steps that only tell are passed through."""
    visited = conversation.visited
    while not flow.is_ending(target) and not asks(flow.step(target), conversation):
        if flow.step(target).question.is_silent:
            phrases = (*phrases, Phrase(flow.step(target).key("text")))
        visited = (*visited, target)
        target = flow.next(target, conversation.answers)
    is_asking = not flow.is_ending(target)
    moved = replace(
        conversation,
        step=target,
        visited=visited,
        misses=0,
        pending=None,
        reminded=0,
        order=shown_order(flow.step(target), conversation) if is_asking else (),
        asked_at=now if is_asking else conversation.asked_at,
    )
    if not is_asking:
        return _finish(flow, moved, phrases)
    return Turn(moved, (question(flow, moved, phrases), Remind(0)))


def asks(step: Step, conversation: Conversation) -> bool:
    """Whether a step has anything to ask this person: of items to rate, none may be left."""
    question = step.question
    return not question.is_silent and (not question.puts or bool(queue(step, conversation)))


def walk_on(
    flow: CompiledFlow, conversation: Conversation, phrases: tuple[Phrase, ...], now: datetime
) -> Turn:
    """Leave the present step for the next one on the path that is not settled yet: nobody is
    asked the same thing twice, except by BACK or CHANGE."""
    left = current(flow, conversation).id
    visited = conversation.visited
    settled = {*visited, *standing(conversation), left}
    visited = visited if left in visited else (*visited, left)
    target = flow.next(left, conversation.answers)
    while target in settled:
        visited = visited if target in visited else (*visited, target)
        target = flow.next(target, conversation.answers)
    return enter(flow, replace(conversation, visited=visited), target, phrases, now)


def drop_what_no_longer_applies(
    flow: CompiledFlow, conversation: Conversation, changed: str
) -> tuple[Conversation, tuple[Effect, ...]]:
    """After an answer changed: forget later answers that the new path would not have asked for.
    The store keeps them as history."""
    answers = dict(conversation.answers)
    gone = Answer(Outcome.DROPPED)
    dropped: list[str] = []
    skipped = _jumped_over(flow, changed, flow.next(changed, answers))
    for step in flow.flow.steps:
        is_gone = step.ask_if is not None and not conditions.holds(step.ask_if, answers)
        if step.id in standing(conversation) and (is_gone or step.id in skipped):
            answers[step.id] = gone
            dropped.append(step.id)
    lost = {a: s for s in dropped for a in told_at(s, standing(conversation))}
    answers |= dict.fromkeys(lost, gone)
    visited = tuple(step for step in conversation.visited if step not in dropped)
    kept = replace(conversation, answers=MappingProxyType(answers), visited=visited)
    return kept, tuple(Record(a, gone, flow.step(s).about) for a, s in lost.items())


def standing(conversation: Conversation) -> set[str]:
    """Steps with an answer that still counts: given, skipped or refused, but not dropped."""
    return {
        step
        for step, answer in conversation.answers.items()
        if answer.outcome is not Outcome.DROPPED
    }


def told_at(step: str, answers: Collection[str]) -> list[str]:
    """Of these answers, those given at a step: its own, and the votes in it."""
    return sorted(each for each in answers if step_of(each)[0] == step)


def _jumped_over(flow: CompiledFlow, changed: str, target: str) -> set[str]:
    ids = [step.id for step in flow.flow.steps]
    start = ids.index(changed) + 1
    end = len(ids) if flow.is_ending(target) else ids.index(target)
    return set(ids[start:end])


def question(
    flow: CompiledFlow, conversation: Conversation, phrases: tuple[Phrase, ...] = ()
) -> Say:
    """The outstanding question, as this person sees it."""
    step = current(flow, conversation)
    left = flow.left(step.id, conversation.answers)
    pending = conversation.pending
    statement = outstanding(step, conversation)
    place = nth(step, conversation) if statement else (0, 0)
    return Say(
        phrases,
        ask=step.id,
        picked=pending.values if pending is not None and pending.kind == "picks" else (),
        order=step.question.options() if statement else conversation.order,
        progress=_progress(flow, conversation, step, left) if place[0] <= 1 else None,
        left=left,
        media=step.media if place[0] <= 1 else "",
        statement=statement,
        nth=place,
    )


def ask_again(flow: CompiledFlow, conversation: Conversation, *phrases: Phrase) -> Turn:
    """Say `phrases`, and repeat whatever question is outstanding."""
    has_question = (
        conversation.step is not None
        and not flow.is_ending(conversation.step)
        and (conversation.status.is_open or conversation.changing)
        and not conversation.with_staff
    )
    if has_question:
        return Turn(conversation, (question(flow, conversation, phrases),))
    return Turn(conversation, (say(*phrases),) if phrases else ())


def shown_order(step: Step, conversation: Conversation) -> tuple[str, ...]:
    """The options as numbered for this person: shuffled by person and step where the flow says
    so, "other" and "none" always last. Of several things, those that are still to come."""
    if step.question.puts:
        return queue(step, conversation)
    options = step.question.options()
    if not step.question.is_shuffled:
        return options
    tail = tuple(option for option in options if option in {OTHER, NONE})
    body = [option for option in options if option not in tail]
    lot = f"{conversation.participant}.{step.id}"
    body.sort(key=lambda option: hashlib.sha256(f"{lot}.{option}".encode()).digest())
    return (*body, *tail)


def _progress(
    flow: CompiledFlow, conversation: Conversation, step: Step, left: int
) -> tuple[int, int] | None:
    if step.id not in flow.counted or conversation.changing:
        return None
    done = sum(each in flow.counted for each in conversation.visited)
    return done + 1, done + left


def _finish(flow: CompiledFlow, conversation: Conversation, phrases: tuple[Phrase, ...]) -> Turn:
    ending = conversation.step or "done"
    status = ENDING_STATUS.get(ending, Status.COMPLETED)
    thanks = (
        Phrase(_amended(flow, conversation))
        if conversation.changing and status is Status.COMPLETED
        else flow_phrase(flow, f"endings.{ending}", _default_ending(ending))
    )
    receipt = (
        (Phrase("bot.receipt"), Phrase("bot.receipt.change"))
        if status is Status.COMPLETED and _has_choices(flow, conversation)
        else ()
    )
    done = replace(conversation, status=status, changing=False)
    return Turn(done, (say(*phrases, thanks, *receipt), Finish(status), Remind(None)))


def _amended(flow: CompiledFlow, conversation: Conversation) -> str:
    last = flow.written(conversation.visited[-1]) if conversation.visited else None
    return last.question.amended if last is not None else Question.amended


def _is_receipted(question: Question) -> bool:
    return question.is_said_back and bool(question.options())


def _default_ending(ending: str) -> str:
    return f"bot.ending.{ending}" if ending in ENDING_STATUS else "bot.ending.done"


def _has_choices(flow: CompiledFlow, conversation: Conversation) -> bool:
    """Whether a receipt has anything that it may repeat."""
    return any(
        step.is_counted and not step.sensitive and _is_receipted(step.question)
        for step in flow.flow.steps
        if step.id in conversation.answers
        and conversation.answers[step.id].outcome is Outcome.ANSWERED
    )

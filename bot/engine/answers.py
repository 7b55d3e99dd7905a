"""What a reply does: settle the outstanding question, ask again, or amend an earlier answer.

Rule: a reply is judged before it comes here; this module only acts on the verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias, assert_never

from msgspec.structs import replace

from bot.engine import voting
from bot.engine.ballots import is_put, outstanding, votes
from bot.engine.moves import (
    ask_again,
    asks,
    current,
    drop_what_no_longer_applies,
    enter,
    flow_phrase,
    question,
    say,
    standing,
    told_at,
    walk_on,
)
from bot.engine.rounds import too_late
from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Step
from bot.model import (
    Accepted,
    Alert,
    Answer,
    CaseKind,
    Conversation,
    Effect,
    Finish,
    Media,
    Other,
    Outcome,
    Pending,
    Phrase,
    Pick,
    Record,
    Rejected,
    Remind,
    Reply,
    Say,
    Status,
    Turn,
    Unsure,
    Value,
)

_Phrases: TypeAlias = tuple[Phrase, ...]


def answer(flow: CompiledFlow, conversation: Conversation, given: Reply, now: datetime) -> Turn:
    """Take a reply, to the outstanding question or (an old button, an edit) to an earlier one."""
    if not given.is_urgent:
        return _settle(flow, conversation, given, (), now)
    urgent = flow_phrase(flow, "urgent.reply", "bot.call")
    turn = _settle(flow, conversation, given, (urgent,), now)
    effects = turn.effects
    if not any(isinstance(effect, Say) for effect in effects):
        effects = (say(urgent), *effects)
    return Turn(turn.conversation, (*effects, Alert(CaseKind.URGENT, conversation.step)))


def _settle(
    flow: CompiledFlow, conversation: Conversation, given: Reply, lead: _Phrases, now: datetime
) -> Turn:
    side = _side_question(conversation.pending, given)
    if side and isinstance(given.verdict, Accepted):
        return side(flow, conversation, given.verdict.value, now)
    if given.step is not None and given.step != conversation.step:
        return _answer_earlier(flow, conversation, given, now)
    if not (conversation.status.is_open or conversation.changing) or conversation.step is None:
        return Turn(conversation, (say(*lead, Phrase("bot.idle")),))
    match given.verdict:
        case Accepted():
            return _accept(flow, conversation, given.verdict, lead, now)
        case Unsure(candidates):
            return _did_you_mean(flow, conversation, candidates, lead, now)
        case Rejected(hint, aside):
            return _left_with(aside, _miss(flow, conversation, (*lead, hint), now))
        case _:
            assert_never(given.verdict)


def _accept(
    flow: CompiledFlow,
    conversation: Conversation,
    verdict: Accepted,
    lead: _Phrases,
    now: datetime,
) -> Turn:
    value = _with_earlier_picks(verdict.value, conversation.pending)
    if _wants_words(value):
        picks = tuple(v for v in value if isinstance(v, str)) if isinstance(value, tuple) else ()
        waiting = replace(conversation, pending=Pending("other", picks))
        return Turn(waiting, (say(*lead, Phrase("bot.other.ask")), Remind(0)))
    step = current(flow, conversation)
    if outstanding(step, conversation):
        kept, effects, said = voting.took(step, conversation, verdict)
        return _voted(flow, kept, effects, (*lead, *said), now)
    if verdict.note is not None:
        told = {"answer": conversation.step or ""}
        lead = (*lead, replace(verdict.note, steps=told))
    return keep(flow, conversation, Answer(verdict.outcome, value), lead, now)


def pass_over(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    """SKIP where one of several things is outstanding."""
    kept, effects = voting.passed(current(flow, conversation), conversation)
    return _voted(flow, kept, effects, (), now)


def _voted(
    flow: CompiledFlow,
    conversation: Conversation,
    effects: tuple[Effect, ...],
    lead: _Phrases,
    now: datetime,
) -> Turn:
    """On to the next that is still put; after the last, the step is answered."""
    step = current(flow, conversation)
    still = tuple(each for each in conversation.order if is_put(step, each))
    conversation = replace(conversation, order=still)
    if conversation.order:
        turn = voting.ask_next(flow, conversation, lead, now)
    else:
        turn = keep(flow, conversation, _given_up(conversation), lead, now)
    return Turn(turn.conversation, (*effects, *turn.effects))


def _given_up(conversation: Conversation) -> Answer:
    """What a step comes to that is left: of several things, how many were answered."""
    given = len(votes(conversation, conversation.step or ""))
    return Answer(Outcome.ANSWERED, given) if given else Answer(Outcome.SKIPPED)


def keep(
    flow: CompiledFlow,
    conversation: Conversation,
    settled: Answer,
    lead: _Phrases,
    now: datetime,
) -> Turn:
    """Record the answer to the outstanding step, and go on."""
    kept, effects = _record(flow, conversation, current(flow, conversation), settled)
    if isinstance(settled.value, Media):
        step = conversation.step
        lead = (*lead, Phrase(_RECEIVED.get(settled.value.kind, "bot.media.received")))
        if settled.value.kind == "voice":  # never a machine: a person writes it down
            effects = (*effects, Alert(CaseKind.TRANSCRIPTION, step))
    turn = walk_on(flow, kept, lead, now)
    return Turn(turn.conversation, (*effects, *turn.effects))


def _record(
    flow: CompiledFlow, conversation: Conversation, step: Step, settled: Answer
) -> tuple[Conversation, tuple[Effect, ...]]:
    before = conversation.answers.get(step.id)
    answers = MappingProxyType({**conversation.answers, step.id: settled})
    status = conversation.status if conversation.changing else Status.ACTIVE
    kept = replace(conversation, answers=answers, misses=0, pending=None, status=status)
    record = Record(step.id, settled, step.about)
    if before is None or before == settled:
        return kept, (record,)
    kept, dropped = drop_what_no_longer_applies(flow, kept, step.id)
    return kept, (record, *dropped)


def _wants_words(value: Value | None) -> bool:
    """Whether "other" was picked and the words are still to come."""
    picks = value if isinstance(value, tuple) else (value,)
    return any(isinstance(pick, Other) and not pick.text for pick in picks)


def _with_earlier_picks(value: Value | None, pending: Pending | None) -> Value | None:
    """Words for "other" join the picks that were made with it."""
    if pending and pending.kind == "other" and pending.values and isinstance(value, Other):
        return (*pending.values, value)
    return value


def _did_you_mean(
    flow: CompiledFlow,
    conversation: Conversation,
    candidates: tuple[str, ...],
    lead: _Phrases,
    now: datetime,
) -> Turn:
    """Ask which was meant; doubt that goes on counts as a miss, so that it ends."""
    if conversation.misses + 1 >= current(flow, conversation).tries:
        return _miss(flow, conversation, lead, now)
    asked = replace(
        conversation,
        misses=conversation.misses + 1,
        pending=Pending("did_you_mean", candidates),
        status=_woken(conversation),
    )
    if len(candidates) > 1:
        which = Phrase("bot.did_you_mean_which")
        statement = outstanding(current(flow, conversation), conversation)
        ask = Say((*lead, which), order=candidates, statement=statement)
    else:
        only = Phrase("bot.did_you_mean", labels={"label": candidates})
        ask = Say((*lead, only), order=("yes", "no"), options_of="yes_no")
    return Turn(asked, (ask, Remind(0)))


def _woken(conversation: Conversation) -> Status:
    return Status.ACTIVE if conversation.status is Status.INVITED else conversation.status


def _miss(flow: CompiledFlow, conversation: Conversation, lead: _Phrases, now: datetime) -> Turn:
    step = current(flow, conversation)
    if conversation.status is Status.PARKED:
        return ask_again(flow, replace(conversation, pending=None), *_own_retry(step, lead))
    missed = replace(
        conversation, misses=conversation.misses + 1, pending=None, status=_woken(conversation)
    )
    if missed.misses >= step.tries:
        # Whoever had finished, and was asked again, stays finished.
        is_again = missed.changing and outstanding(step, missed)
        return _STUCK["skip" if is_again else step.when_stuck](flow, missed, step, now)
    turn = ask_again(flow, missed, *_own_retry(step, lead))
    return Turn(turn.conversation, (*turn.effects, Remind(0)))


def _left_with(aside: str, turn: Turn) -> Turn:
    """The turn, its question standing in the light of a hint; nothing, where it was left."""
    if not aside or not turn.conversation.misses or not turn.conversation.status.is_open:
        return turn
    return Turn(replace(turn.conversation, pending=Pending(aside)), turn.effects)


def _own_retry(step: Step, lead: _Phrases) -> _Phrases:
    """The step's own words for a miss, in place of the type's hint, which they may quote."""
    if "retry" not in step.parts or not lead:
        return lead
    *before, hint = lead
    return (*before, Phrase(step.key("retry"), hint.values, hint.labels, hint=hint))


def _stuck_skip(flow: CompiledFlow, missed: Conversation, step: Step, now: datetime) -> Turn:
    return keep(flow, missed, _given_up(missed), (Phrase("bot.stuck.skip"),), now)


def _stuck_end(flow: CompiledFlow, missed: Conversation, step: Step, now: datetime) -> Turn:
    ended = replace(missed, status=Status.EXPIRED)
    return Turn(ended, (say(Phrase("bot.stuck.end")), Finish(Status.EXPIRED), Remind(None)))


def _stuck_link_worker(
    flow: CompiledFlow, missed: Conversation, step: Step, now: datetime
) -> Turn:
    """A person on our side takes over, yet an answer that comes after all goes on."""
    parked = replace(missed, status=Status.PARKED)
    handover = Alert(CaseKind.HANDOVER, step.id)
    return Turn(parked, (say(Phrase("bot.stuck.link_worker")), handover, Remind(None)))


_RECEIVED = {"voice": "bot.voice.received"}
"""What is said of each kind of media."""

_STUCK: dict[str, Callable[[CompiledFlow, Conversation, Step, datetime], Turn]] = {
    "skip": _stuck_skip,
    "end": _stuck_end,
    "link_worker": _stuck_link_worker,
}


def _answer_earlier(
    flow: CompiledFlow, conversation: Conversation, given: Reply, now: datetime
) -> Turn:
    """An old button is harmless; an edited message amends its answer."""
    step = flow.written(given.step or "")
    before = conversation.answers.get(given.step or "")
    settled = (
        Answer(given.verdict.outcome, given.verdict.value)
        if isinstance(given.verdict, Accepted)
        else None
    )
    if settled is not None and settled == before:
        return Turn(conversation)
    if given.is_tap:
        return Turn(conversation, (say(Phrase("bot.already_answered")),))
    if step is None or before is None or settled is None or _wants_words(settled.value):
        return Turn(conversation)
    return _amend(flow, conversation, step, settled, now)


def _amend(
    flow: CompiledFlow, conversation: Conversation, step: Step, settled: Answer, now: datetime
) -> Turn:
    """Replace an earlier answer. Where the path changes with it, go to what is now unasked."""
    is_finished = conversation.status is Status.COMPLETED
    amending = replace(conversation, changing=is_finished)
    kept, effects = _record(flow, amending, step, settled)
    at = replace(kept, step=step.id)
    turn = walk_on(flow, at, (Phrase("bot.changed"),), now)
    if turn.conversation.step == conversation.step and not is_finished:
        same = replace(kept, pending=conversation.pending)
        return Turn(same, (*effects, question(flow, same, (Phrase("bot.changed"),))))
    return Turn(turn.conversation, (*effects, *turn.effects))


# ── Side questions ────────────────────────────────────────────────────────────────────────────


def _change(
    flow: CompiledFlow, conversation: Conversation, value: Value | None, now: datetime
) -> Turn:
    """CHANGE: put the chosen step's question again, unless it is asked no more."""
    if not asks(flow.step(str(value)), conversation):
        return too_late(flow, conversation, str(value), now)
    visited = tuple(step for step in conversation.visited if step != value)
    is_finished = not conversation.status.is_open
    back = replace(conversation, visited=visited, changing=is_finished or conversation.changing)
    return enter(flow, back, str(value), (), now)


def _restart(
    flow: CompiledFlow, conversation: Conversation, value: Value | None, now: datetime
) -> Turn:
    """RESTART, once confirmed: consent stays given, all else is forgotten."""
    settled = replace(conversation, pending=None)
    if value is not True:
        return ask_again(flow, settled, Phrase("bot.restart.kept"))
    consent = [s.id for s in flow.flow.steps if s.question.type == "consent"]
    kept = {s: a for s, a in conversation.answers.items() if s in consent and a.value is True}
    gone = Answer(Outcome.DROPPED)
    forgotten = standing(conversation) - set(kept)
    fresh = replace(
        settled,
        answers=MappingProxyType({**kept, **dict.fromkeys(forgotten, gone)}),
        visited=tuple(step for step in conversation.visited if step in kept),
        status=Status.ACTIVE,
        changing=False,
        order=(),
    )
    first = flow.first(kept)
    while first in kept:
        first = flow.next(first, kept)
    turn = enter(flow, fresh, first, (), now)
    records = (Record(a, gone, s.about) for s in flow.flow.steps for a in told_at(s.id, forgotten))
    return Turn(turn.conversation, (*records, *turn.effects))


_Aside: TypeAlias = Callable[[CompiledFlow, Conversation, Value | None, datetime], Turn]


def _side_question(pending: Pending | None, given: Reply) -> _Aside | None:
    """The side question that is answered; none, where the reply answers the step itself: a yes
    to the question that stood before "which answer do you want to change?"."""
    if pending is None or given.step is not None or not isinstance(given.verdict, Accepted):
        return None
    value = given.verdict.value
    if pending.kind == "change" and value in pending.values:
        return _change
    return _restart if pending.kind == "restart" and isinstance(value, bool) else None


# ── Taps that gather ──────────────────────────────────────────────────────────────────────────


def pick(flow: CompiledFlow, conversation: Conversation, given: Pick, now: datetime) -> Turn:
    """A tap on a question that takes many: one option more, or less. DONE comes as a `Reply`."""
    is_listening = conversation.status.is_open or conversation.changing
    if given.step != conversation.step or not is_listening:
        return Turn(conversation, (say(Phrase("bot.already_answered")),))
    pending = conversation.pending
    picks = pending.values if pending and pending.kind == "picks" else ()
    toggled = current(flow, conversation).question.picked(picks, given.option)
    gathering = replace(
        conversation, pending=Pending("picks", toggled), status=_woken(conversation)
    )
    redrawn = replace(question(flow, gathering), picked=toggled, replaces=True)
    return Turn(gathering, (redrawn, Remind(0)))

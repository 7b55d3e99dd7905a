"""The verb of Kotha: `advance` feeds one input to a conversation.

Rule: pure. No clock, no I/O, no words: what is to be said are catalogue keys, and what is to be
done are effects. The compiled flow decides where an answer leads; this package decides the rest.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from bot.engine.answers import answer, pick
from bot.engine.commands import command
from bot.engine.echoing import echo
from bot.engine.handing import confide, hand_back, resumed
from bot.engine.moves import ask_again, begin, flow_phrase, say, shown_order
from bot.engine.reviewing import evidence, review
from bot.engine.rights import WISHES, confirm, note, unasked
from bot.engine.rounds import next_round
from bot.flow.compiled import CompiledFlow
from bot.model import (
    Alert,
    Ask,
    CaseKind,
    Close,
    Confide,
    Confirm,
    Conversation,
    Doubt,
    Echo,
    Effect,
    Evidence,
    Finish,
    Forget,
    HandBack,
    Input,
    MessageKind,
    NextRound,
    OfferLanguage,
    Pending,
    Phrase,
    Pick,
    Remind,
    Reply,
    Review,
    Say,
    Silence,
    Start,
    Status,
    Stop,
    SwitchLanguage,
    Turn,
    Welcome,
)

__all__ = ["PERSONAL", "advance", "invite"]

_HEARD = (
    Start, Reply, Pick, Ask, Confirm, Stop, Doubt, SwitchLanguage, OfferLanguage, Confide, Review,
    Evidence, Echo,
)  # fmt: skip
"""Inputs that are the person's own doing."""
PERSONAL = "by_who_asks.reminder"
"""Stands for who asks for a reminder, and what they add: `effects` knows."""
_INVITATION = ("invitation", "bot.invitation")
"""Parts of a flow that lead a question, and the bot's own words for them."""


def advance(
    flow: CompiledFlow, conversation: Conversation, given: Input, *, now: datetime
) -> Turn:
    """Feed one input to a conversation: where it now stands, and what must be done.

    The revision of the returned conversation is one higher, whatever happened, unless the turn
    has no effects and changed nothing. Never raises on what a person may send.
    """
    is_lost = conversation.step is not None and not flow.has(conversation.step)
    turn = (
        _dispatch(flow, conversation, given, now)
        if not is_lost
        else _park(flow, conversation, given, now)
    )
    if not turn.effects and turn.conversation == conversation:
        return turn
    is_heard = isinstance(given, _HEARD)
    after = replace(
        turn.conversation,
        revision=conversation.revision + 1,
        heard_at=now if is_heard else conversation.heard_at,
        reminded=0 if is_heard else turn.conversation.reminded,
    )
    return Turn(after, turn.effects)


def invite(flow: CompiledFlow, fresh: Conversation, now: datetime) -> Turn:
    """Begin a conversation for somebody who has not written: like `Start`, but not their doing."""
    turn = advance(flow, fresh, Start(), now=now)
    return Turn(replace(turn.conversation, heard_at=None), turn.effects)


def _dispatch(  # noqa: C901, PLR0912 (an exhaustive match, one line an arm)
    flow: CompiledFlow, conversation: Conversation, given: Input, now: datetime
) -> Turn:
    match given:
        case Start():
            return begin(flow, resumed(unasked(conversation), now), now)
        case Reply():
            return answer(flow, conversation, given, now)
        case Pick():
            return pick(flow, conversation, given, now)
        case Ask(has_left=True) if given.command in WISHES:
            return note(conversation, given)
        case Confirm():
            return confirm(flow, conversation, given)
        case Ask():
            return command(flow, conversation, given.command, now)
        case Silence():
            return _nudge(flow, unasked(conversation), given, now)
        case NextRound():
            return next_round(flow, unasked(conversation), given, now)
        case Stop():
            return _leave(conversation, given)
        case Doubt():
            pending = replace(conversation, pending=Pending("stop"))
            return Turn(pending, (say(Phrase("bot.stop.doubt")),))
        case SwitchLanguage():
            return _speak(flow, conversation, given, now)
        case OfferLanguage():
            return _offer(conversation, given)
        case Confide():
            return confide(flow, conversation, given)
        case HandBack():
            return hand_back(flow, conversation, given, now)
        case Review():
            return review(flow, conversation, given)
        case Evidence():
            return evidence(flow, conversation, given)
        case Echo():
            return echo(flow, conversation, given)
        case Close():
            return _close(conversation, given)
        case _:
            assert_never(given)


def _park(flow: CompiledFlow, conversation: Conversation, given: Input, now: datetime) -> Turn:
    """The stored step is not in its version: never guessed, but handed to a person, once."""
    if isinstance(given, Stop | Close | Confide | HandBack | Review | Evidence | Echo):
        return _dispatch(flow, conversation, given, now)
    if isinstance(given, Ask) and given.command in WISHES:
        return note(conversation, given)
    told = (say(Phrase("bot.parked")),) if isinstance(given, _HEARD) else ()
    if conversation.status is Status.PARKED:
        return Turn(conversation, told)
    parked = replace(conversation, status=Status.PARKED, pending=None)
    return Turn(parked, (Alert(CaseKind.PARKED, conversation.step), Remind(None), *told))


def _nudge(flow: CompiledFlow, conversation: Conversation, given: Silence, now: datetime) -> Turn:
    """A reminder repeats the question, so that a reply needs no scrolling back."""
    is_silent = conversation.status in {Status.INVITED, Status.ACTIVE, Status.WAITING}
    if not is_silent or not conversation.step:
        return Turn(conversation, (Remind(None),))
    if given.is_final:
        return Turn(conversation, (Alert(CaseKind.CALL_THEM, conversation.step), Remind(None)))
    if conversation.status is not Status.WAITING:
        reminded, lead = conversation, _reminder(flow, conversation)
    elif conversation.heard_at is not None or conversation.wording:
        reminded = replace(conversation, status=Status.ACTIVE)
        lead = _reminder(flow, reminded)
    else:  # they were busy when they were invited, and have heard nothing of it yet
        reminded = replace(conversation, status=Status.INVITED, reminded=-1, asked_at=now)
        lead = _INVITATION
    pending = conversation.pending  # picks made by taps are answers half given
    kept = pending if pending is not None and pending.kind == "picks" else None
    reminded = replace(reminded, reminded=reminded.reminded + 1, pending=kept)
    whose = (Phrase(PERSONAL),) if given.is_personal else ()
    turn = ask_again(flow, reminded, *whose, flow_phrase(flow, *lead))
    effects: tuple[Effect, ...] = tuple(
        replace(effect, kind=MessageKind.REMINDER) if isinstance(effect, Say) else effect
        for effect in turn.effects
    )
    return Turn(turn.conversation, (*effects, Remind(reminded.reminded)))


def _reminder(flow: CompiledFlow, conversation: Conversation) -> tuple[str, str]:
    """The flow's part that leads it, and the bot's own words for how far they are."""
    if conversation.status is Status.INVITED:
        return "reminders", "bot.reminder.new"
    left = flow.left(conversation.step or "", conversation.answers)
    return "reminders", "bot.reminder.last" if left <= 1 else "bot.reminder"


def _leave(conversation: Conversation, given: Stop) -> Turn:
    """STOP wins. What was finished stays finished; whoever has left already hears nothing."""
    if conversation.status is Status.STOPPED:
        return Turn(conversation, (Forget(),))
    status = Status.STOPPED if conversation.status.is_open else conversation.status
    left = replace(
        conversation, status=status, pending=None, misses=0, changing=False, with_staff=False
    )
    farewell = () if given.is_quiet else (say(Phrase("bot.stopped"), Phrase("bot.stopped.page")),)
    finish = (Finish(status),) if status is Status.STOPPED else ()
    return Turn(left, (Forget(), *finish, Remind(None), *farewell))


def _speak(
    flow: CompiledFlow, conversation: Conversation, given: SwitchLanguage, now: datetime
) -> Turn:
    if not given.tag:
        pending = replace(conversation, pending=Pending("language", given.offered))
        picker = Say((Phrase("bot.language.pick"),), order=given.offered, options_of="language")
        return Turn(pending, (picker,))
    spoken = replace(conversation, language=given.tag, pending=None)
    if spoken.step is None and spoken.status.is_open:
        return begin(flow, spoken, now)
    if spoken.step is not None and not flow.is_ending(spoken.step):
        # Who listens hears the options in the order of the file.
        order = shown_order(flow.step(spoken.step), spoken)
        spoken = replace(spoken, order=order)
    return ask_again(flow, spoken, Phrase("bot.language.chosen"))


def _offer(conversation: Conversation, given: OfferLanguage) -> Turn:
    """The question stays outstanding: whatever is not plainly yes or no answers that."""
    offered = replace(
        conversation,
        pending=Pending("offer", (given.tag,)),
        offered=(*conversation.offered, given.tag),
        status=Status.ACTIVE if conversation.status is Status.INVITED else conversation.status,
    )
    phrase = Phrase("bot.language.offer")
    ask = Say((phrase,), order=("yes", "no"), options_of="yes_no", language=given.tag)
    return Turn(offered, (ask, Remind(0)))


def _close(conversation: Conversation, given: Close) -> Turn:
    """Closing is silent; only a later reply is told."""
    closed = replace(conversation, pending=None, changing=False)
    effects: tuple[Effect, ...] = ()
    if conversation.status.is_open:
        closed = replace(closed, status=Status.EXPIRED)
        effects = (Finish(Status.EXPIRED), Remind(None))
    if given.is_reply:
        key = f"{conversation.consultation}.endings.closed"
        effects = (*effects, say(Phrase(key, default="bot.ending.closed")))
    return Turn(closed, (Welcome(), *effects) if given.is_return else effects)

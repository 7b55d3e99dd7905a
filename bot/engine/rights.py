"""MYDATA, DELETE and FORGET ABOUT ME: what a person may ask of what we hold of them.

Rule: nothing is read back, and nothing is erased by a text alone: whoever is sure opens a case for
a person. Only equality answers go at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime, timedelta
from types import MappingProxyType

from msgspec.structs import replace

from bot.engine.moves import ask_again, enter, say
from bot.flow.compiled import CompiledFlow
from bot.model import (
    Alert,
    Ask,
    CaseKind,
    Command,
    Confirm,
    Conversation,
    ForgetAbout,
    Pending,
    Phrase,
    Remind,
    Say,
    Turn,
    Wish,
)

SURE = "sure"
"""Kind of the pending question; its value is the command that it was put to."""
LASTS = timedelta(days=1)
"""A yes that comes later proves nothing: the phone may be in other hands."""
SOONEST = timedelta(minutes=1)
"""Networks deliver a text twice: what comes again before that is no second thought."""
OPENED = "bot.rights.opened"
"""Names the case and its date: `effects` fills them in."""
_ANSWERS: Set[str] = frozenset(
    {
        OPENED,
        "bot.forget_about.done",
        "bot.review.opened",
        "bot.review.open",
        "bot.review.again",
        "bot.review.none",
        "bot.shared.who",
    }
)
"""What somebody who has left still hears, in answer to a right that they ask for; nothing else,
and never a yes or no, by which a provider takes them to have come back."""
WISHES: Mapping[Command, Wish] = MappingProxyType(
    {Command.MYDATA: Wish.COPY, Command.DELETE: Wish.ERASURE}
)


def outlives_stop(keys: Set[str], *, has_left: bool) -> bool:
    """Whether what these phrases say may leave after STOP: the confirmation itself, and the answer
    to a right that somebody asks for who has left."""
    return "bot.stopped" in keys or (has_left and not _ANSWERS.isdisjoint(keys))


def wish(flow: CompiledFlow, conversation: Conversation, asked: Command) -> Turn:
    """Ask whether they are sure: the reply proves that they hold the phone."""
    sure = replace(conversation, pending=Pending(SURE, (asked.value,)))
    phrase = Phrase(f"bot.{asked.value}.sure")
    return Turn(sure, (Say((phrase,), order=("yes", "no"), options_of="yes_no"),))


def note(conversation: Conversation, asked: Ask) -> Turn:
    """Open a case at once, for whoever has left and cannot be asked back; it says so once. Asking
    again, having read that, proves what a yes would: that they hold the phone, and mean it."""
    wish = WISHES[asked.command]
    opened = say(Phrase(OPENED, {"wish": wish.value}))
    alert = Alert(CaseKind.REQUEST, conversation.step, wish, is_confirmed=asked.is_again)
    return Turn(conversation, (opened, alert))


def confirm(flow: CompiledFlow, conversation: Conversation, given: Confirm) -> Turn:
    """Open a case, or leave everything as it is. Whoever wants a copy goes on answering; whoever
    wants an erasure is asked nothing more."""
    pending = conversation.pending
    settled = replace(conversation, pending=None)
    if pending is None or pending.kind != SURE:
        return ask_again(flow, settled)
    asked = Command(pending.values[0])
    if given.is_late:
        again = Phrase("bot.rights.late", {"word": asked.name})
        return ask_again(flow, settled, again)
    if not given.is_sure:
        return ask_again(flow, settled, Phrase("bot.rights.kept"))
    alert = Alert(CaseKind.REQUEST, conversation.step, WISHES[asked], is_confirmed=True)
    opened = Phrase(OPENED, {"wish": WISHES[asked].value})
    if asked is Command.DELETE:
        return Turn(settled, (say(opened), alert, Remind(None)))
    turn = ask_again(flow, settled, opened)
    return Turn(turn.conversation, (*turn.effects, alert))


def forget_about(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    """Erase the equality answers and ask no more of them; the rest goes on."""
    told = {step.id for step in flow.flow.steps if step.about}
    answers = {s: a for s, a in conversation.answers.items() if s not in told}
    left = replace(conversation, answers=MappingProxyType(answers), pending=None)
    done = Phrase("bot.forget_about.done")
    step = conversation.step or ""
    if step not in told or not (conversation.status.is_open or conversation.changing):
        turn = ask_again(flow, left, done)
        return Turn(turn.conversation, (ForgetAbout(), *turn.effects))
    while step in told:
        step = flow.next(step, left.answers)
    turn = enter(flow, left, step, (done,), now)
    return Turn(turn.conversation, (ForgetAbout(), *turn.effects))


def unasked(conversation: Conversation) -> Conversation:
    """As it stands once something else was said: a yes is then no answer to "are you sure?"."""
    pending = conversation.pending
    is_sure = pending is not None and pending.kind == SURE
    return replace(conversation, pending=None) if is_sure else conversation

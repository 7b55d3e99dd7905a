"""The words that work at any time, one function each.

Rule: none of them answers a question; all but STOP leave the person where they were unless moving
is what they asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from bot.engine import rights
from bot.engine.answers import keep, pass_over
from bot.engine.ballots import outstanding
from bot.engine.handing import call, resumed
from bot.engine.moves import (
    ask_again,
    asks,
    begin,
    enter,
    flow_phrase,
    say,
    standing,
)
from bot.engine.voting import ask_next, stepped_back
from bot.flow.compiled import CompiledFlow
from bot.model import (
    Alert,
    Answer,
    CaseKind,
    Command,
    Conversation,
    Outcome,
    Pending,
    Phrase,
    Remind,
    Say,
    Status,
    Turn,
    Welcome,
)


def command(flow: CompiledFlow, conversation: Conversation, asked: Command, now: datetime) -> Turn:
    """Do what a command asks. STOP and LANGUAGE come as inputs of their own."""
    return _COMMANDS[asked](flow, rights.unasked(conversation), now)


def _is_asking(flow: CompiledFlow, conversation: Conversation) -> bool:
    return (
        (conversation.status.is_open or conversation.changing)
        and not conversation.with_staff
        and conversation.step is not None
        and not flow.is_ending(conversation.step)
    )


def _help(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    key = "bot.help" if _is_asking(flow, conversation) else "bot.help_idle"
    return ask_again(flow, conversation, Phrase(key))


def _repeat(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    if not _is_asking(flow, conversation):
        return Turn(conversation, (say(Phrase("bot.idle")),))
    return ask_again(flow, replace(conversation, pending=None))


def _start(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    """START is also how someone who left comes back, to the question they left."""
    if conversation.with_staff:
        turn = _start(flow, resumed(conversation, now), now)
        return Turn(turn.conversation, (*turn.effects, Remind(0)))
    if conversation.step is None:
        turn = begin(flow, replace(conversation, status=Status.INVITED), now)
        return Turn(turn.conversation, (Welcome(), *turn.effects))
    if conversation.status is not Status.STOPPED:
        turn = _repeat(flow, conversation, now)
        return Turn(turn.conversation, (Welcome(), *turn.effects))
    back = replace(conversation, status=Status.ACTIVE, reminded=0, asked_at=now)
    turn = ask_again(flow, back, Phrase("bot.started"))
    return Turn(turn.conversation, (Welcome(), *turn.effects, Remind(0)))


def _back(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    if not _is_asking(flow, conversation):
        return Turn(conversation, (say(Phrase("bot.idle")),))
    stepped = stepped_back(flow.step(conversation.step or ""), conversation)
    if stepped is not None:
        return ask_next(flow, stepped, (), now)
    visited = list(conversation.visited)
    while visited and not asks(flow.step(visited[-1]), conversation):
        visited.pop()
    if not visited or conversation.changing:
        first = replace(conversation, pending=None)
        return ask_again(flow, first, Phrase("bot.first_question"))
    earlier = visited.pop()
    back = replace(conversation, visited=tuple(visited))
    return enter(flow, back, earlier, (), now)


def _skip(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    if not _is_asking(flow, conversation) or conversation.step is None:
        return Turn(conversation, (say(Phrase("bot.idle")),))
    step = flow.step(conversation.step)
    if outstanding(step, conversation):
        return pass_over(flow, conversation, now)
    if not step.optional:
        plain = replace(conversation, pending=None)
        return ask_again(flow, plain, Phrase("bot.cannot_skip"))
    return keep(flow, conversation, Answer(Outcome.SKIPPED), (), now)


def _restart(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    if conversation.step is None:
        return begin(flow, conversation, now)
    asked = replace(conversation, pending=Pending("restart"))
    confirm = Say((Phrase("bot.restart.confirm"),), order=("yes", "no"), options_of="yes_no")
    return Turn(asked, (confirm,))


def _change(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    """List what can be changed. Answers to consent and about-you are not: STOP and the person's
    own words there are the way."""
    changeable = tuple(
        step.id
        for step in flow.flow.steps
        if step.is_counted and step.id in standing(conversation)
    )
    if not changeable:
        return ask_again(flow, replace(conversation, pending=None), Phrase("bot.change.none"))
    asked = replace(conversation, pending=Pending("change", changeable))
    return Turn(asked, (Say((Phrase("bot.change.which"),), order=changeable, options_of="steps"),))


def _more(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
    step = flow.written(conversation.step or "")
    phrase = (
        Phrase(step.key("more"))
        if step is not None and "more" in step.parts
        else flow_phrase(flow, "more", "bot.no_more")
    )
    return ask_again(flow, conversation, phrase)


def _telling(phrase_of: Callable[[CompiledFlow], Phrase]) -> _CommandFunction:
    def tell(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
        return Turn(conversation, (say(phrase_of(flow)),))

    return tell


def _asking_staff(kind: CaseKind, key: str) -> _CommandFunction:
    def hand_over(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
        return Turn(conversation, (say(Phrase(key)), Alert(kind, conversation.step)))

    return hand_over


def _wishing(asked: Command) -> _CommandFunction:
    def ask(flow: CompiledFlow, conversation: Conversation, now: datetime) -> Turn:
        return rights.wish(flow, conversation, asked)

    return ask


_CommandFunction = Callable[[CompiledFlow, Conversation, datetime], Turn]

_COMMANDS: dict[Command, _CommandFunction] = {
    Command.HELP: _help,
    Command.REPEAT: _repeat,
    Command.START: _start,
    Command.BACK: _back,
    Command.SKIP: _skip,
    Command.RESTART: _restart,
    Command.CHANGE: _change,
    Command.MORE: _more,
    Command.WHO: _telling(lambda flow: Phrase("bot.who")),
    Command.PRIVACY: _telling(lambda flow: flow_phrase(flow, "privacy", "bot.privacy")),
    Command.CALL: call,
    Command.MYDATA: _wishing(Command.MYDATA),
    Command.DELETE: _wishing(Command.DELETE),
    Command.FORGET_ABOUT: rights.forget_about,
    Command.REVIEW: _repeat,  # which consultation is meant, the exchange knows
    Command.LINK: _repeat,  # made where addresses are known: see service/receive/linking
}

"""Buttons: a tap carries its question, so an old or double tap is harmless.

Rule: a button of the bot itself means what typing the same would mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from bot.effects import speak_to
from bot.engine.ballots import outstanding
from bot.exchange import echoing
from bot.exchange.desk import Exchange
from bot.exchange.meaning import input_of, meaning_of, picker_order
from bot.exchange.turns import stop_all, take
from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Step
from bot.model import (
    Accepted,
    Answer,
    Ask,
    Close,
    Command,
    Conversation,
    Input,
    Phrase,
    Pick,
    Reply,
    Say,
    SwitchLanguage,
    Tap,
)
from bot.ports import Person
from bot.questions.points import Points
from bot.questions.stance import AGREE, DISAGREE
from bot.questions.statements import vote_of
from bot.render import TapRead, read_tap, step_mark


def hear_tap(given: Exchange, person: Person, tap: Tap) -> Person:
    """Deal with a tap on one of our buttons; one that we did not make is ignored."""
    tapped = read_tap(tap.data)
    conversation = next(
        (each for each in person.conversations if tapped and each.id == tapped.conversation),
        None,
    )
    if tapped is None or conversation is None:
        return person
    running, flow = given.scene_of(conversation)
    if tapped.option.startswith("+"):
        return _own_button(given, person, conversation, tapped)
    if not running.is_open:
        return take(given, person, conversation, Close(is_reply=True))
    step, statement = _marked(flow, tapped.mark)
    if step is None or tapped.option not in step.question.options():
        return person
    if conversation.with_staff:  # the flow waits; they are told for how long, and how to go on
        return take(given, person, conversation, Ask(Command.CALL))
    if statement != outstanding(step, conversation):
        verdict = step.question.tapped(tapped.option)
        old = Reply(verdict, step=vote_of(step.id, statement), is_tap=True)
        return take(given, person, conversation, old)
    what = _tap_input(conversation, step, tapped.option)
    after = take(given, person, conversation, what)
    if isinstance(what, Reply) and step.id == conversation.step:
        _retire(given, person, conversation, (tapped.option,))
    return after


def _marked(flow: CompiledFlow, mark: str) -> tuple[Step | None, str]:
    """The step that a button belonged to and, of several statements, which."""
    for step in map(flow.written, (each.id for each in flow.flow.steps)):
        if step is not None and step_mark(step.id) == mark:
            return step, ""
    for asked in flow.several:
        written = flow.written(asked.id) or asked  # with what is asked no more
        for statement in dict.fromkeys((*asked.question.pool(), *written.question.pool())):
            if step_mark(vote_of(asked.id, statement)) == mark:
                return asked, statement
    return None, ""


def _tap_input(conversation: Conversation, step: Step, option: str) -> Input:
    verdict = step.question.tapped(option)
    if step.question.takes_many:
        if not _is_candidate(conversation, step, option):
            return Pick(step.id, option)
        verdict = Accepted((option,))
    return Reply(verdict, step=step.id, is_tap=True)


def _is_candidate(conversation: Conversation, step: Step, option: str) -> bool:
    """Whether it answers "which did you mean?"."""
    pending = conversation.pending
    if pending is None or pending.kind != "did_you_mean":
        return False
    return step.id == conversation.step and option in pending.values


def _own_button(
    given: Exchange, person: Person, conversation: Conversation, tapped: TapRead
) -> Person:
    """Buttons of the bot itself: they mean what typing the same would mean, as long as what they
    were put to is still outstanding."""
    name, _, rest = tapped.option[1:].partition(".")
    deal = _OWN_BUTTONS.get(name)
    is_old = name != "lang" and tapped.mark != step_mark(conversation.step or "")
    return person if deal is None or is_old else deal(given, person, conversation, rest)


def _language_button(
    given: Exchange, person: Person, conversation: Conversation, tag: str
) -> Person:
    offered = picker_order(given, given.scene_of(conversation)[0])
    return take(
        given, person, conversation, SwitchLanguage(tag if tag in offered else "", offered)
    )


def _yes_no_button(word: str) -> _Button:
    def deal(given: Exchange, person: Person, conversation: Conversation, kind: str) -> Person:
        if conversation.pending is None or conversation.pending.kind != kind:
            return person
        meaning = meaning_of(given, conversation, word)
        if meaning is Command.STOP:
            return stop_all(given, person)
        return take(given, person, conversation, input_of(given, conversation, meaning, word))

    return deal


def _step_button(given: Exchange, person: Person, conversation: Conversation, step: str) -> Person:
    pending = conversation.pending
    if pending is None or pending.kind != "change":
        return person
    chosen = next((each for each in pending.values if step in {each, step_mark(each)}), None)
    return person if chosen is None else take(given, person, conversation, Reply(Accepted(chosen)))


def _done_button(given: Exchange, person: Person, conversation: Conversation, _: str) -> Person:
    """Hand in the picks: read exactly as if their numbers had been typed."""
    flow = given.scene_of(conversation)[1]
    step = conversation.step or ""
    if not flow.written(step) or not flow.step(step).question.takes_many:
        return person
    pending = conversation.pending
    picks = pending.values if pending is not None and pending.kind == "picks" else ()
    body = flow.step(step).question.typed(picks, conversation.order)
    settled = replace(conversation, pending=None)
    meaning = meaning_of(given, settled, body)
    after = take(given, person, settled, input_of(given, settled, meaning, ""))
    if isinstance(meaning, Accepted):
        chosen = replace(
            conversation,
            answers={**conversation.answers, step: Answer(meaning.outcome, meaning.value)},
        )
        _retire(given, person, chosen, picks)
    return after


def _retire(
    given: Exchange, person: Person, asked: Conversation, options: tuple[str, ...]
) -> None:
    """What was tapped becomes a plain text that shows the choice: an old button is then gone."""
    _, flow = given.scene_of(asked)
    step = flow.step(asked.step or "")
    question = Phrase(step.key("text"))
    chosen = Phrase("bot.chosen", labels={"label": options})
    if statement := outstanding(step, asked):
        question = Phrase(step.key(f"{step.question.puts}.{statement}.text"))
    if isinstance(step.question, Points):
        chosen = Phrase("bot.chosen", steps={"label": step.id})
    speak_to(
        Say((question, chosen), replaces=True), asked, given.context(person, asked), given.rows
    )


def _echo_button(word: str) -> _Button:
    def deal(given: Exchange, person: Person, conversation: Conversation, _: str) -> Person:
        return echoing.tapped(given, person, conversation, word)

    return deal


_Button = Callable[[Exchange, Person, Conversation, str], Person]

_OWN_BUTTONS: Mapping[str, _Button] = {
    "lang": _language_button,
    "yes": _yes_no_button("yes"),
    "no": _yes_no_button("no"),
    "step": _step_button,
    "done": _done_button,
    AGREE: _echo_button(AGREE),
    DISAGREE: _echo_button(DISAGREE),
}

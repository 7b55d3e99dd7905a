"""What typed words mean to a conversation: a command, a language, a reply to its question.

Rule: reads only; the turn is taken elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.engine.ballots import outstanding
from bot.engine.echoing import WRONG
from bot.engine.reviewing import REVIEW
from bot.engine.rights import LASTS, SURE
from bot.exchange.desk import Exchange
from bot.exchange.focus import listens
from bot.exchange.greeting import is_greeted
from bot.flow.compiled import CompiledFlow
from bot.flow.structure import Step
from bot.intents import (
    Asked,
    ChosenLanguage,
    Confirmed,
    Meaning,
    NearStop,
    Unclear,
    hear,
    read,
)
from bot.intents import is_urgent as has_urgent
from bot.language.lexicon import Lexicon
from bot.language.tags import prefer
from bot.model import (
    Accepted,
    Ask,
    Close,
    Command,
    Confirm,
    Conversation,
    Doubt,
    Input,
    Media,
    Pending,
    Phrase,
    Rejected,
    Reply,
    Start,
    SwitchLanguage,
    Unsure,
    Value,
)
from bot.ports import Person
from bot.questions.base import Hearing
from bot.questions.statements import OWN, OwnStatement, vote_of
from bot.render import labels
from bot.shelf import Running

_AFTER_CLOSING = frozenset(
    {
        Command.HELP,
        Command.WHO,
        Command.PRIVACY,
        Command.MYDATA,
        Command.DELETE,
        Command.FORGET_ABOUT,
        Command.CALL,
        Command.MORE,
    }
)
"""What still works once a consultation has closed; STOP, START and LANGUAGE always do."""
_OUTLIVES_CLOSING = frozenset({"language", SURE, REVIEW, WRONG})
"""Side questions that are heard then, too."""


def meaning_of(
    given: Exchange, conversation: Conversation, body: str, media: Media | None = None
) -> Meaning:
    """What these words mean where this conversation stands."""
    return read(hear(body, media), _asked(given, conversation))


def is_plain_stop(given: Exchange, person: Person, body: str) -> bool:
    """Whether it says STOP, whatever was asked: STOP wins even where nothing else can be read."""
    return said_alone(given, (person,), body) is Command.STOP


def said_alone(given: Exchange, people: Sequence[Person], body: str) -> Meaning:
    """What these words mean to whoever writes, apart from any question."""
    hearing = Hearing(lexicon_of(given, people))
    return read(hear(body), Asked(None, hearing, channel=given.message.channel))


def lexicon_of(given: Exchange, people: Sequence[Person]) -> Lexicon:
    """The words understood of whoever writes, in no conversation; a stranger's are English."""
    catalogue = given.desk.catalogue
    tongue = next((person.participant.language for person in people), "")
    return catalogue.lexicon(tongue if tongue in catalogue.languages else "en")


def _asked(given: Exchange, conversation: Conversation) -> Asked:
    running, flow = given.scene_of(conversation)
    is_asking = running.is_open and listens(conversation)
    step = _outstanding(flow, conversation) if is_asking else None
    pending = conversation.pending
    is_heard = is_asking or (pending is not None and pending.kind in _OUTLIVES_CLOSING)
    pending = _by_now(given, conversation) if is_heard else None
    return asked_at(given, conversation, step, running, pending=pending)


def _by_now(given: Exchange, conversation: Conversation) -> Pending | None:
    """The side question that stands: "are you sure?" only stands for a while."""
    pending, at = conversation.pending, conversation.heard_at
    is_sure = pending is not None and pending.kind == SURE
    return Pending("late") if is_sure and at and given.now - at > LASTS else pending


def asked_at(
    given: Exchange,
    conversation: Conversation,
    step: Step | None,
    running: Running,
    *,
    pending: Pending | None = None,
) -> Asked:
    """What reading a reply to `step` may depend on."""
    scene = running.scene(given.desk.limits, given.desk.flows[conversation.version])
    today = given.now.astimezone(ZoneInfo(scene.plan.timezone)).date()
    answers = {
        each: answer.value
        for each, answer in conversation.answers.items()
        if answer.value is not None
    }
    is_own = step is not None and isinstance(step.question, OwnStatement)
    hearing = Hearing(
        lexicon=given.desk.catalogue.lexicon(_tongue(conversation, running)),
        labels=labels(scene, conversation, step.id) if step and not is_own else {},
        order=_order(conversation, step) if step else (),
        today=today,
        answers=answers,
        aside=pending.kind if pending else "",
        own=_own(conversation, step) if step else None,
    )
    return Asked(
        question=step.question if step else None,
        hearing=hearing,
        pending=pending,
        is_optional=bool(step and step.optional) or is_own,
        channel=given.message.channel,
        aside=_aside(given, pending),
    )


def _own(conversation: Conversation, step: Step) -> Value | None:
    """What they said of the outstanding item before."""
    asked = outstanding(step, conversation)
    before = conversation.answers.get(vote_of(step.id, asked)) if asked else None
    return before.value if before is not None else None


def _order(conversation: Conversation, step: Step) -> tuple[str, ...]:
    """The options as the person saw them numbered."""
    is_here = step.id == conversation.step and not step.question.puts
    return conversation.order if is_here else step.question.options()


def _aside(given: Exchange, pending: Pending | None) -> Lexicon | None:
    """The words in which an offer to switch was put."""
    if pending is None or pending.kind != "offer":
        return None
    return given.desk.catalogue.lexicon(pending.values[0])


def _tongue(conversation: Conversation, running: Running) -> str:
    return conversation.language or running.languages[0]


def _outstanding(flow: CompiledFlow, conversation: Conversation) -> Step | None:
    step = conversation.step
    if step is None or not flow.has(step) or flow.is_ending(step):
        return None
    asked = flow.step(step)
    is_own = outstanding(asked, conversation) == OWN
    return replace(asked, question=OwnStatement()) if is_own else asked


def input_of(  # noqa: C901, PLR0912 (an exhaustive match, one line an arm)
    given: Exchange, conversation: Conversation, meaning: Meaning, body: str
) -> Input:
    """The engine's input for what the words meant, the consultation being open or closed."""
    running, _ = given.scene_of(conversation)
    offered = picker_order(given, running)
    match meaning:
        case Command.LANGUAGE:
            return SwitchLanguage("", offered)
        case Command():
            is_late = not running.is_open and meaning not in _AFTER_CLOSING
            if is_late and meaning is Command.START:
                return Close(is_reply=True, is_return=True)
            return Close(is_reply=True) if is_late else Ask(meaning)
        case Confirmed(is_sure, is_late):
            return Confirm(is_sure, is_late)
        case _ if is_greeted(conversation) and running.is_open:
            return SwitchLanguage(meaning.tag) if isinstance(meaning, ChosenLanguage) else Start()
        case ChosenLanguage(tag):
            return SwitchLanguage(tag if tag in offered else "", offered)
        case _ if not conversation.language:
            return SwitchLanguage("", offered)
        case _ if not running.is_open:
            return Close(is_reply=True)
        case NearStop():
            return Doubt()
        case Unclear():
            return Reply(Rejected(Phrase("bot.idle")))
        case Accepted() | Unsure() | Rejected():
            return Reply(meaning, is_urgent=is_urgent(running, conversation, body))
        case _:
            assert_never(meaning)


def picker_order(given: Exchange, running: Running) -> tuple[str, ...]:
    """The languages of a consultation, the phone's own first."""
    return prefer(given.message.language_hint, running.languages)


def is_urgent(running: Running, conversation: Conversation, body: str) -> bool:
    """Whether the words hold one of the consultation's urgent ones."""
    if not body or not running.launched.document.plan.has_urgent_words:
        return False
    return has_urgent(hear(body), _urgent_words(running, conversation.language))


@lru_cache(maxsize=256)
def _urgent_words(running: Running, language: str) -> str:
    """Those of a language and those of the flow's own, one a line."""
    key = f"{running.slug}.urgent.words"
    tags = dict.fromkeys((language, running.launched.document.flow.language))
    return "\n".join(running.wording.get(tag, key) or "" for tag in tags if tag)

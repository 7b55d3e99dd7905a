"""Taking a turn: advance one conversation, gather its rows, and bring back another.

Rule: the only place of the exchange that calls the engine.
"""

from __future__ import annotations

from msgspec.structs import replace

from bot.effects import collect
from bot.engine import advance
from bot.engine.moves import flow_phrase
from bot.engine.rights import LASTS, SOONEST, WISHES
from bot.exchange.desk import Exchange
from bot.exchange.focus import AWAKE, give_focus, listens, reopen
from bot.model import (
    Ask,
    Close,
    Command,
    Conversation,
    Echo,
    Effect,
    Evidence,
    Input,
    Phrase,
    Pick,
    Remind,
    Reply,
    Review,
    Say,
    Start,
    Status,
    Stop,
    SwitchLanguage,
    Turn,
    Welcome,
)
from bot.ports import Person, Rows

_TURNING = (Start, Reply, Pick, SwitchLanguage, Review)
"""By which a person turns to a conversation."""


def take(
    given: Exchange, person: Person, conversation: Conversation | None, what: Input
) -> Person:
    """Advance one conversation, gather its rows, and bring back another that was waiting."""
    if conversation is None:
        return person
    before = next(c for c in person.conversations if c.id == conversation.id)
    if person.participant.stopped and not _reaches_who_left(what):
        return person
    if isinstance(what, Ask):
        is_again = person.has_left and _asks_again(given, person, what.command)
        what = replace(what, has_left=person.has_left, is_again=is_again)
    reader = conversation
    if isinstance(what, SwitchLanguage) and what.tag:
        reader = replace(conversation, language=what.tag)
    _, flow = given.scene_of(reader)  # the options' order may hang on the language
    turn = advance(flow, conversation, what, now=given.now)
    context = given.context(person, conversation)
    collect(before, turn, context, given.rows)
    after = given.rows.conversations.get(before.id, turn.conversation)
    person = _with(person, after)
    is_back = person.participant.stopped and any(map(_welcomes, turn.effects))
    if is_back:
        person = replace(person, participant=replace(person.participant, stopped=False))
        person = reopen(person, after, _open(given), given.rows)
    if isinstance(what, _TURNING) and after.id != person.focus:
        person = _refocus(person, after, given.rows) if listens(after) else person
    has_ended = (listens(before) or is_back) and not listens(after)
    return person if isinstance(what, Stop) or not has_ended else _resume_next(given, person)


def _asks_again(given: Exchange, person: Person, command: Command) -> bool:
    """Whether they asked for the same within the day, and nobody else can have done so."""
    wish = WISHES.get(command)
    if wish is None or given.is_shared or given.by:
        return False
    known = given.wishes.get((person.participant.id, wish))
    return known is not None and SOONEST <= given.now - known.opened_at <= LASTS


def _welcomes(effect: Effect) -> bool:
    return isinstance(effect, Welcome)


_TO_STAFF = frozenset({Command.CALL, Command.MYDATA, Command.DELETE, Command.FORGET_ABOUT})


def _reaches_who_left(what: Input) -> bool:
    """Until START nothing that someone who stopped may write moves a conversation; what they ask
    of our staff is still noted, and a right that they ask for is answered, once."""
    match what:
        case Ask(command):
            return command is Command.START or command in _TO_STAFF
        case Close(is_return=is_return):
            return is_return
        case _:
            return isinstance(what, Stop | Review | Evidence | Echo)


def _with(person: Person, conversation: Conversation) -> Person:
    others = tuple(
        conversation if each.id == conversation.id else each for each in person.conversations
    )
    if conversation.language == person.participant.language:
        return replace(person, conversations=others)
    participant = replace(person.participant, language=conversation.language)
    return replace(person, conversations=others, participant=participant)


def _refocus(person: Person, conversation: Conversation, rows: Rows) -> Person:
    """The person turned to another conversation themselves: it wakes, and the others wait."""
    if conversation.status is Status.WAITING and conversation.id in rows.conversations:
        rows.conversations[conversation.id] = replace(conversation, status=Status.ACTIVE)
    return give_focus(person, conversation, rows)


def _open(given: Exchange) -> frozenset[str]:
    return frozenset(slug for slug, each in given.desk.running.items() if each.is_open)


def _resume_next(given: Exchange, person: Person) -> Person:
    """Finishing one conversation brings the next back, saying which it is."""
    running = _open(given)
    open_ones = [each for each in person.conversations if each.consultation in running]
    waiting = [each for each in open_ones if each.status is Status.WAITING]
    if not waiting or any(each.status in AWAKE for each in open_ones):
        return person
    before = waiting[-1]
    _, flow = given.scene_of(before)
    is_known = bool(before.heard_at or before.wording)
    lead = (
        Phrase("bot.resuming") if is_known else flow_phrase(flow, "invitation", "bot.invitation")
    )
    status = Status.ACTIVE if is_known else Status.INVITED
    awake = replace(before, status=status, reminded=0, asked_at=given.now)
    turn = advance(flow, awake, Ask(Command.REPEAT), now=given.now)
    named = tuple(
        replace(effect, phrases=(lead, *effect.phrases)) if isinstance(effect, Say) else effect
        for effect in turn.effects
    )
    # They wrote in the other one: of this one they have not said a word by that.
    after = replace(turn.conversation, revision=before.revision + 1, heard_at=before.heard_at)
    effects = (*named, Remind(0))
    collect(before, Turn(after, effects), given.context(person, before), given.rows)
    person = _with(person, given.rows.conversations.get(after.id, after))
    return _refocus(person, after, given.rows)


def stop_all(given: Exchange, person: Person, *, is_quiet: bool = False) -> Person:
    """STOP wins: in every conversation of this person, on every channel, confirmed once."""
    leaver = person.participant
    given.rows.welcome.pop(leaver.id, None)
    given.rows.forget[leaver.id] = (leaver.bucket, person.addresses)
    for conversation in person.conversations:
        if not given.can_speak(conversation):
            continue  # what it was is not known here; that they left is
        was_stopped = person.participant.stopped
        person = take(given, person, conversation, Stop(is_quiet=is_quiet or was_stopped))
        is_quiet = is_quiet or conversation.status is not Status.STOPPED
    return replace(person, participant=replace(person.participant, stopped=True))

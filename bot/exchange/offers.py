"""Whether to offer another language to somebody who writes in it.

Rule: an offer, never a switch: once for each language in a conversation, among the consultation's
languages, and only to who has answered or was not understood, never over a command.
"""

from __future__ import annotations

from bot.exchange.desk import Exchange
from bot.language.guessing import guess
from bot.model import Accepted, Conversation, Input, Rejected, Reply, Unsure
from bot.shelf import Running

PHRASE = "bot.language.offer"
LATIN = "Latn"
LONG_CHARS = 20
"""Of a text long enough that the letters it lacks tell something."""


def offer_for(given: Exchange, conversation: Conversation, what: Input, body: str) -> str:
    """The tag of the language to offer; empty: none."""
    running = given.scene_of(conversation)[0]
    is_heard = isinstance(what, Reply) and isinstance(what.verdict, Accepted | Rejected | Unsure)
    if not (is_heard and running.is_open and is_asked(given, conversation)):
        return ""
    tag = _written_in(given, running, body)
    if not tag or _may_be_chance(given, conversation, tag, body):
        return ""
    is_new = tag not in {*_read_by(given, conversation), *conversation.offered}
    return tag if is_new and PHRASE in running.wording.texts(tag) else ""


def _may_be_chance(given: Exchange, conversation: Conversation, tag: str, body: str) -> bool:
    """Whether a few letters merely lack what tells the person's own language from another of its
    script: a short word in Urdu may hold no letter that Arabic has not."""
    languages = given.desk.catalogue.languages
    own, other = languages.get(conversation.language), languages[tag]
    has_mates = own is not None and own.tag != tag and own.script == other.script
    return has_mates and other.script != LATIN and len(body) < LONG_CHARS


def is_answer(what: Input) -> bool:
    """Whether the reply was understood, so that it counts whatever language it was in."""
    return isinstance(what, Reply) and (isinstance(what.verdict, Accepted) or what.is_urgent)


def is_asked(given: Exchange, conversation: Conversation) -> bool:
    """Whether a question is outstanding, for which a language matters."""
    step, flow = conversation.step, given.scene_of(conversation)[1]
    is_listening = conversation.status.is_open or conversation.changing
    return bool(step and conversation.language and is_listening and not flow.is_ending(step))


def _written_in(given: Exchange, running: Running, body: str) -> str:
    """The one of the consultation's languages that it is in. All of the installation are asked,
    lest a reply be taken for the nearest of the few that are offered."""
    languages = given.desk.catalogue.languages
    tag = guess(body, (each for each in languages.values() if not each.chain))
    if tag in running.languages:
        return tag
    return next((each for each in running.languages if tag in languages[each].chain), "")


def _read_by(given: Exchange, conversation: Conversation) -> tuple[str, ...]:
    """What they read already: their language and those it falls back on."""
    language = given.desk.catalogue.languages.get(conversation.language)
    return (conversation.language, *(language.chain if language else ()))

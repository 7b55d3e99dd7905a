"""Who is this? A join link, a joining word, a staff code, a shared number, or a stranger.

Rule: joining twice is harmless, and nothing here resurrects someone who has left.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import lru_cache
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from bot.effects import collect, speak_to
from bot.engine import advance
from bot.exchange import Exchange, exchange, give_focus, turn_id
from bot.exchange.meaning import picker_order
from bot.flow.compiled import CompiledFlow
from bot.flow.venues import Ways, ways
from bot.intents import hear
from bot.model import (
    Address,
    Conversation,
    Joined,
    OptOut,
    Participant,
    Phrase,
    Say,
    SharedPhone,
    Start,
    SwitchLanguage,
    Text,
)
from bot.ports import Person, PersonRow, Transaction
from bot.render import NOBODY
from bot.service.receive import strangers
from bot.service.receive.linking import Find, Linking, share
from bot.shelf import Running

LIMIT_WORD = 40
"""Characters of the longest text that is looked up as a joining word."""


class Joining(Struct, frozen=True):
    """A message whose sender must be found out first."""

    given: Exchange
    people: Sequence[Person]
    """Whom the address is known to lead to."""
    transaction: Transaction
    flows: dict[str, CompiledFlow]
    """Grows with the versions that newcomers are put on."""
    find: Find


async def identify(joining: Joining) -> Sequence[Person]:
    """Find out who wrote, deal with the message, and say whom the address leads to now."""
    content = joining.given.message.content
    match content:
        case Joined(""):
            return await _start_again(joining)
        case Joined(token):
            return await _by_token(joining, token)
        case SharedPhone(phone):
            linking = Linking(joining.given, joining.people, joining.transaction, joining.find)
            return await share(linking, phone)
        case Text(body):
            return await _by_keyword(joining, body)
        case OptOut(command):
            return strangers.obey(joining.given, joining.transaction, command)
        case _:
            return joining.people


async def _start_again(joining: Joining) -> Sequence[Person]:
    """/start without a link: someone we know goes on; a stranger may join what is open to all."""
    if joining.people:
        return _exchange_all(joining, joining.people)
    return strangers.answer(joining.given, joining.transaction, "bot.unknown_sender")


async def _by_token(joining: Joining, token: str) -> Sequence[Person]:
    given = joining.given
    address = given.message.address
    person = await joining.transaction.by_token(token)
    if person is None:
        return await _by_code(joining, token)
    if any(known.participant.id == person.participant.id for known in joining.people):
        return _exchange_all(joining, joining.people)
    if any(known.channel == address.channel for known in person.addresses):
        # Somebody else has used this link: what they said is theirs alone.
        return strangers.answer(given, joining.transaction, "bot.bad_link")
    given.rows.links.append((person.participant.id, person.participant.bucket, address))
    await _load_flows(joining, person)
    reached = replace(person, addresses=(address, *person.addresses))
    return [*joining.people, *_exchange_all(joining, [reached])]


async def _by_code(joining: Joining, code: str) -> Sequence[Person]:
    """A staff code binds this account; else it may be a public joining word."""
    message = joining.given.message
    member = await joining.transaction.bind_staff(code, message.sender, joining.given.now)
    if member is not None:
        strangers.answer(joining.given, joining.transaction, "bot.staff_bound", member.language)
        return joining.people
    return await _by_keyword(joining, code, otherwise="bot.bad_link")


async def _by_keyword(
    joining: Joining, body: str, otherwise: str = "bot.unknown_sender"
) -> Sequence[Person]:
    """A word on a poster: a new participant, counted to the venue the word stands for."""
    command = strangers.commanded(joining.given, body)
    found = _named_by(joining.given, joining.people, body)
    if found is not None and command is None:
        return await _join(joining, *found)
    if joining.people:
        return _exchange_all(joining, joining.people)
    asked = strangers.asked_in(joining.given, body)
    if asked is not None:
        return strangers.obey(joining.given, joining.transaction, *asked)
    return strangers.answer(joining.given, joining.transaction, otherwise)


def joins(given: Exchange, people: Sequence[Person]) -> bool:
    """Whether someone we know sends the joining word of a consultation that they are not in."""
    content = given.message.content
    found = _named_by(given, people, content.body) if isinstance(content, Text) else None
    if found is None or any(person.participant.stopped for person in people):
        return False
    slug = found[0].slug
    return not any(c.consultation == slug for person in people for c in person.conversations)


def _named_by(given: Exchange, people: Sequence[Person], body: str) -> tuple[Running, str] | None:
    """The open consultation that a joining word names, and where it says that they come from.

    What only begins like one counts where it can be no answer (as a link never is), and where it
    names one consultation."""
    if len(body) > LIMIT_WORD:
        return None
    key = hear(body).key
    listed = _matches(given, lambda ways: ways.venue(key))
    if listed:
        return listed[0]
    is_asked = any(c.status.is_open for person in people for c in person.conversations)
    is_answering = is_asked and not isinstance(given.message.content, Joined)
    begun = [] if is_answering else _matches(given, lambda ways: ways.source(key))
    return begun[0] if len(begun) == 1 else None


def _matches(given: Exchange, named: Callable[[Ways], str | None]) -> list[tuple[Running, str]]:
    return [
        (running, source)
        for running in given.desk.running.values()
        if running.is_open and (source := named(_ways(running))) is not None
    ]


@lru_cache(maxsize=64)
def _ways(running: Running) -> Ways:
    return ways(running.launched.document.plan.keywords)


async def _join(joining: Joining, running: Running, source: str) -> Sequence[Person]:
    known = next(iter(joining.people), None)
    if known and any(c.consultation == running.slug for c in known.conversations):
        return _exchange_all(joining, joining.people)
    address = joining.given.message.address
    person = known or await _newcomer(joining, address, running, source)
    key = _new_id(joining, f"conversation.{running.slug}")
    language = _language(person.participant.language, running)
    fresh = replace(running.conversation(key, person.participant, language), source=source)
    joining.flows[fresh.version] = running.compiled
    if person.participant.stopped:  # they pressed START for this one: see `joins`
        joining.given.rows.forget.pop(person.participant.id, None)
        who = (person.participant.bucket, person.addresses)
        joining.given.rows.welcome[person.participant.id] = who
    joined = replace(person, conversations=(fresh, *person.conversations), focus=fresh.id)
    after = _begin(joining, joined, fresh, running)
    return [after if p is known else p for p in joining.people] or [after]


def _language(known: str, running: Running) -> str:
    """What they are known to read, if it is offered here; empty where they must choose."""
    if known in running.languages:
        return known
    return running.languages[0] if len(running.languages) == 1 else ""


async def _newcomer(joining: Joining, address: Address, running: Running, source: str) -> Person:
    """Whoever was erased and joins by themselves agrees anew; a STOP only START undoes."""
    participant = Participant(
        id=_new_id(joining, "participant"),
        bucket=joining.transaction.bucket_of(address),
        language=_language("", running),
        source=source,
    )
    joining.given.rows.people.append(PersonRow(participant, (address,)))
    states = await joining.transaction.addresses_known([address])
    if states.get(address) == "erased":
        joining.given.rows.welcome[participant.id] = (participant.bucket, (address,))
    return Person(participant, (address,), (), None)


def _begin(joining: Joining, person: Person, fresh: Conversation, running: Running) -> Person:
    """Ask the language where it is not known, else the first question."""
    given = joining.given
    offered = picker_order(given, running)
    what = Start() if fresh.language else SwitchLanguage("", offered)
    flow = given.scene_of(fresh)[1]
    turn = advance(flow, fresh, what, now=given.now)
    collect(fresh, turn, given.context(person, fresh), given.rows)
    after = give_focus(person, given.rows.conversations[fresh.id], given.rows)
    if given.desk.limits.has_buttons:
        _offer_to_share_phone(joining, person, turn.conversation)
    return after


def _offer_to_share_phone(joining: Joining, person: Person, begun: Conversation) -> None:
    """Whoever came by a poster may be on a list by phone too, and should count once."""
    offer = Say((Phrase("bot.share_phone"),))
    speak_to(offer, begun, joining.given.context(person, begun), joining.given.rows)


def _exchange_all(joining: Joining, people: Sequence[Person]) -> list[Person]:
    """An ordinary exchange with the first of them."""
    first, *rest = people
    return [exchange(joining.given, first), *rest]


async def _load_flows(joining: Joining, person: Person) -> None:
    for conversation in person.conversations:
        running = joining.given.desk.running.get(conversation.consultation)
        if running is not None:
            joining.flows.setdefault(conversation.version, running.compiled)


def _new_id(joining: Joining, what: str) -> UUID:
    """Derived from the message, so that a replayed batch makes the same person."""
    return uuid.uuid5(turn_id(joining.given.message, NOBODY), what)

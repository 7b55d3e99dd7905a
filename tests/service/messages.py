"""What the services' tests send and look up: messages as they arrive, and the store's own word.

Rule: reads the store through its ports, but for what no port tells.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from msgspec.structs import replace

from bot.model import Address, Content, Conversation, InboundMessage, OutboxStatus, Text
from bot.ports import Person, Rows, Standing
from bot.service.launch import Entry, Order, choose, open_and_invite, refuse_what_cannot_open
from tests.exchange.talks import PARKS, parks
from tests.service.stage import SLUG, Stage, running


def arrives(
    house: Stage, address: Address, content: Content | str, *, number: str = ""
) -> InboundMessage:
    """A message as a channel hands it over; the same number is the same message."""
    return InboundMessage(
        channel=address.channel,
        account="acc",
        provider_id=number or uuid4().hex,
        sender=address.value,
        content=Text(content) if isinstance(content, str) else content,
        received_at=house.clock.at,
        message_id=number,
    )


async def take(house: Stage, *messages: InboundMessage) -> None:
    """All at once, as after a pause; each caller waits for its answer."""
    await house.shelf.refresh()
    await asyncio.gather(*(house.receiver.receive(message) for message in messages))


async def launch_parks(house: Stage, people: Sequence[Entry]) -> None:
    """A second consultation, for these people."""
    choice = await choose(house.store, PARKS, people, None)
    invited = tuple(chosen.entry for chosen in choice.chosen)
    order = Order(running(parks()), invited, "officer")
    digest = await refuse_what_cannot_open(order, house.desk)
    await open_and_invite(order, house.desk, digest)
    await house.shelf.refresh()


async def people_at(house: Stage, address: Address) -> Sequence[Person]:
    """Whom an address leads to."""
    async with house.store.begin() as transaction:
        return (await transaction.people([address])).get(address, ())


async def person_at(house: Stage, address: Address) -> Person:
    """The one person there."""
    (person,) = await people_at(house, address)
    return person


async def talk_at(house: Stage, address: Address, slug: str = SLUG) -> Conversation:
    """Their conversation in a consultation."""
    person = await person_at(house, address)
    return next(each for each in person.conversations if each.consultation == slug)


async def put(house: Stage, conversation: Conversation, **changed: object) -> Conversation:
    """Write a conversation as a test needs it, as if by another process."""
    after = replace(conversation, revision=conversation.revision + 1, **changed)
    rows = Rows(conversations={after.id: after}, read_revisions={after.id: conversation.revision})
    async with house.store.begin() as transaction:
        await transaction.write(rows)
    return after


async def standing(house: Stage, slug: str = SLUG) -> Standing:
    """What `kotha status` is told."""
    async with house.store.read() as reader:
        return await reader.standing(slug)


async def outbox(house: Stage, slug: str = SLUG) -> dict[OutboxStatus, int]:
    """Messages by status, those that are none left out."""
    counts = (await standing(house, slug)).outbox
    return {status: n for status, n in counts.items() if n}

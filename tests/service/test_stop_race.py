"""STOP against a broadcast: nothing begins to be sent to somebody whose STOP is committed.

Judged twice. The database itself notes, in the transactions of both, what came first: the lease of
a message or the STOP. And the call of the provider, which may come a little after the lease, is
held against the moment at which the STOP was answered, within one process.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.channels import CHANNELS
from bot.model import Address, Limits, MessageKind, OutboundMessage, Receipt
from bot.ports import Channel, OutboxRow, Person, Rows
from bot.service.deliver import LIMIT_CLAIM, Deliverer
from tests.channels.rigs import sms_settings
from tests.fakes.twilio import TwilioFake
from tests.service.messages import arrives, person_at
from tests.service.stage import SLUG, Stage, entries, phone

PEOPLE = LIMIT_CLAIM + 4
LEAVERS = 3
LATENCY = timedelta(milliseconds=15)
"""Of the provider: about what a STOP takes."""

NOTED = (
    "CREATE TABLE race (n INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT, who TEXT)",
    """CREATE TRIGGER race_lease AFTER UPDATE OF status ON outbox
       WHEN NEW.status = 'claimed' AND NEW.kind = 2
       BEGIN INSERT INTO race (what, who) VALUES ('lease', NEW.address); END""",
    """CREATE TRIGGER race_stop AFTER INSERT ON do_not_contact
       BEGIN INSERT INTO race (what, who) VALUES ('stop', NEW.address); END""",
    """CREATE TRIGGER race_start AFTER DELETE ON do_not_contact
       BEGIN INSERT INTO race (what, who) VALUES ('start', OLD.address); END""",
)


@dataclass
class Wire:
    """The provider, and what began when: calls, and STOPs that were answered."""

    channel: Channel
    begun: list[tuple[str, str]] = field(default_factory=list)
    calls: int = 0
    """Of this broadcast."""
    _called: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def name(self) -> str:
        return self.channel.name

    @property
    def limits(self) -> Limits:
        return self.channel.limits

    async def send(self, message: OutboundMessage) -> Receipt:
        if message.kind is MessageKind.BROADCAST:
            self.begun.append(("call", message.to))
            self.calls += 1
            async with self._called:
                self._called.notify_all()
        return await self.channel.send(message)

    async def reached(self, count: int) -> None:
        """Until so many calls have begun."""
        async with self._called:
            await self._called.wait_for(lambda: self.calls >= count)


@pytest.fixture
def twilio() -> Iterator[TwilioFake]:
    with TwilioFake(does_report=False) as fake:
        fake.latency = LATENCY
        yield fake


@pytest.fixture
async def wire(twilio: TwilioFake) -> AsyncIterator[Wire]:
    channel = CHANNELS["sms"](sms_settings(twilio.url))
    yield Wire(channel)
    await channel.aclose()


@pytest.mark.parametrize(
    ("seed", "broadcasts"),
    [
        pytest.param(12, 12, id="a_slice"),
        pytest.param(1000, 1000, id="a_thousand", marks=pytest.mark.soak),
    ],
)
async def test_nothing_begins_to_be_sent_after_a_stop(
    house: Stage, wire: Wire, seed: int, broadcasts: int
) -> None:
    dice = random.Random(seed)
    everyone = [phone(n) for n in range(1, PEOPLE + 1)]
    await house.launch(entries(PEOPLE))
    await house.shelf.refresh()
    deliverer = Deliverer(house.store, wire, house.clock)  # type: ignore[arg-type]  # sends only
    await sent_out(deliverer)
    wire.begun.clear()
    await note_races(house)
    people = [await person_at(house, address) for address in everyone]
    for _ in range(broadcasts):
        wire.calls = 0
        await broadcast(house, people)
        leavers = dice.sample(everyone, LEAVERS)
        races = [leave(house, wire, each, dice) for each in leavers]
        await asyncio.gather(sent_out(deliverer), *races)
        await come_back(house, wire, leavers)
        await sent_out(deliverer)

    stored = await noted(house)
    assert overtaken(stored, "lease") == []
    assert overtaken(wire.begun, "call") == []
    # Some had it already, and some it never reached: they did race.
    calls = sum(what == "call" for what, _ in wire.begun) / broadcasts
    assert PEOPLE - LEAVERS < calls < PEOPLE


def overtaken(events: Sequence[tuple[str, str]], begin: str) -> list[str]:
    """Who was begun to be sent something between their STOP and their START."""
    stopped: set[str] = set()
    found = []
    for what, who in events:
        if what == "stop":
            stopped.add(who)
        elif what == "start":
            stopped.discard(who)
        elif what == begin and who in stopped:
            found.append(who)
    return found


async def note_races(house: Stage) -> None:
    async with house.store.database.write() as connection:
        for statement in NOTED:
            await connection.execute(text(statement))


async def noted(house: Stage) -> list[tuple[str, str]]:
    async with house.store.database.read() as connection:
        rows = await connection.execute(text("SELECT what, who FROM race ORDER BY n"))
        return [(what, who) for what, who in rows]


async def broadcast(house: Stage, people: Sequence[Person]) -> None:
    """A text to everybody, due now."""
    async with house.store.begin() as transaction:
        await transaction.write(Rows(outbox=[_row(house, person) for person in people]))


def _row(house: Stage, person: Person) -> OutboxRow:
    who = person.participant
    return OutboxRow(
        id=uuid4(),
        bucket=who.bucket,
        turn=uuid4(),
        part=0,
        participant=who.id,
        conversation=person.conversations[0].id,
        consultation=SLUG,
        address=person.addresses[0],
        body="News. Reply STOP to get no texts.",
        kind=MessageKind.BROADCAST,
        due=house.clock.at,
        not_before=house.clock.at,
    )


async def sent_out(deliverer: Deliverer) -> None:
    while await deliverer.once():
        pass


async def leave(house: Stage, wire: Wire, address: Address, dice: random.Random) -> None:
    """STOP, once so many calls have begun."""
    await wire.reached(dice.randrange(LIMIT_CLAIM + 2))
    await house.receiver.receive(arrives(house, address, "STOP"))
    wire.begun.append(("stop", address.value))


async def come_back(house: Stage, wire: Wire, leavers: Sequence[Address]) -> None:
    """START, all of them."""
    await asyncio.gather(
        *(house.receiver.receive(arrives(house, address, "START")) for address in leavers)
    )
    wire.begun += [("start", address.value) for address in leavers]

"""The pace of each sender, and when a launch is done, by the providers' own record.

Time is injected: the clock stands while anything can be sent, and jumps to when the store says
that something may leave next.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bot.channels import CHANNELS, LIMITS
from bot.language import segments
from bot.model import Address, MessageKind, Participant
from bot.ports import Channel, OutboxRow, PersonRow, Rows
from bot.service.deliver import Deliverer
from bot.service.launch import (
    Desk,
    Order,
    Tariff,
    forecast,
    go_live,
    open_and_invite,
    refuse_what_cannot_open,
)
from bot.shelf.office import Office
from bot.shelf.shelf import Shelf
from bot.store import Rate, SqlStore, open_store
from tests.channels.rigs import sms_settings, telegram_settings
from tests.fakes.telegram import TelegramFake
from tests.fakes.twilio import TwilioFake
from tests.service.stage import KEYS, NOON, Clock, catalogue, chat, entry, phone, running

SECOND = timedelta(seconds=1)
RETRY_AFTER = timedelta(seconds=7)
"""What the fakes ask for with a 429."""
TELEGRAM, SMS = 30.0, 10.0
"""Messages, and segments, a second."""
PAGE = 1000
LANGUAGES = ("en", "bn", "ur", "so")
TOLERANCE = 0.05


@dataclass
class Wires:
    """A store that keeps these rates, and both providers."""

    store: SqlStore
    clock: Clock
    telegram: TelegramFake
    twilio: TwilioFake
    deliverers: Sequence[Deliverer]

    async def send_all(self) -> None:
        """Until nothing is waiting, however long that takes by the clock."""
        while True:
            rounds = (each.once() for d in self.deliverers for each in [d] * d.senders)
            if any(await asyncio.gather(*rounds)):
                continue
            dues = [await self.store.next_due(name) for name in LIMITS]
            coming = [due for due in dues if due is not None]
            if not coming:
                return
            self.clock.at = max(self.clock.at, min(coming))


async def wires(folder: Path, stack: AsyncExitStack, **rates: Rate) -> Wires:
    """On a new file."""
    clock = Clock(NOON)
    url = f"sqlite+aiosqlite:///{folder / 'kotha.db'}"
    store = await open_store(url, KEYS, clock=clock, rates=rates)
    stack.push_async_callback(store.aclose)
    telegram = stack.enter_context(TelegramFake(now=clock.now))
    twilio = stack.enter_context(TwilioFake(now=clock.now, does_report=False))
    channels: list[Channel] = [
        CHANNELS["telegram"](telegram_settings(telegram.url)),
        CHANNELS["sms"](sms_settings(twilio.url)),
    ]
    for channel in channels:
        stack.push_async_callback(channel.aclose)
    deliverers = [Deliverer(store, channel, clock) for channel in channels]
    return Wires(store, clock, telegram, twilio, deliverers)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


# ── Never faster than the provider allows ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("messages", "refused"),
    [
        pytest.param(60, 6, id="a_slice"),
        pytest.param(10_000, 40, id="ten_thousand", marks=pytest.mark.soak),
    ],
)
async def test_no_provider_is_ever_asked_faster_than_it_allows(
    tmp_path: Path, stack: AsyncExitStack, messages: int, refused: int
) -> None:
    rates = {"telegram": Rate.at_most(TELEGRAM, SECOND), "sms": Rate.at_most(SMS)}
    house = await wires(tmp_path, stack, **rates)
    await queue(house.store, messages)
    for fake in (house.telegram, house.twilio):
        fake.faults.rate("429", refused / messages, seed=7)
    await house.send_all()

    assert len(house.telegram.sent) + len(house.twilio.sent) == messages
    assert most_in_a_second([at for at, _ in house.telegram.tries]) <= TELEGRAM
    assert least_gap_in_a_chat(house.telegram) >= SECOND
    assert most_waiting(house.twilio) <= SMS * 0.02 + 1e-6
    for fake in (house.telegram, house.twilio):
        assert any(kind for _, kind in fake.tries)
        assert asked_while_told_to_wait(fake.tries) == []


async def queue(store: SqlStore, messages: int) -> None:
    """Half to chats, two each; half to phones, of one to three segments; all of it due."""
    rows = itertools.chain(_to_chats(store, messages // 4), _to_phones(store, messages // 2))
    while page := list(itertools.islice(rows, PAGE)):
        async with store.begin() as transaction:
            people = [person for person, _ in page]
            outbox = [row for _, texts in page for row in texts]
            await transaction.write(Rows(people=people, outbox=outbox))


def _to_chats(store: SqlStore, count: int) -> Iterator[tuple[PersonRow, Sequence[OutboxRow]]]:
    for n in range(count):
        yield _person(store, Address("telegram", str(700_900_000 + n)), ("One.", "Two."))


def _to_phones(store: SqlStore, count: int) -> Iterator[tuple[PersonRow, Sequence[OutboxRow]]]:
    for n in range(count):
        yield _person(store, Address("sms", f"+4477009{n:05d}"), ("News. " * (1 + n % 3 * 26),))


def _person(
    store: SqlStore, address: Address, texts: Sequence[str]
) -> tuple[PersonRow, Sequence[OutboxRow]]:
    who = Participant(uuid4(), store.bucket_of(address), "en")
    turn = uuid4()
    rows = [
        OutboxRow(
            id=uuid4(),
            bucket=who.bucket,
            turn=turn,
            part=part,
            participant=who.id,
            conversation=None,
            consultation="parks",
            address=address,
            body=body,
            kind=MessageKind.BROADCAST,
            due=NOON,
            not_before=NOON,
            units=segments.count(body).segments if address.channel == "sms" else 1,
        )
        for part, body in enumerate(texts)
    ]
    return PersonRow(who, (address,)), rows


def most_in_a_second(moments: Sequence[datetime]) -> int:
    """In any stretch of a second, its end left out."""
    ordered = sorted(moments)
    most, first = 0, 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] >= SECOND:
            first += 1
        most = max(most, last - first + 1)
    return most


def least_gap_in_a_chat(telegram: TelegramFake) -> timedelta:
    by_chat: dict[int, list[datetime]] = defaultdict(list)
    for to, message in telegram.sent:
        by_chat[to].append(message.at)
    return min(b - a for each in by_chat.values() for a, b in itertools.pairwise(sorted(each)))


def most_waiting(twilio: TwilioFake) -> float:
    """Segments that were still to leave the provider, at its own rate, when a text came."""
    waiting, most, before = 0.0, 0.0, NOON
    for record in twilio.sent:
        waiting = max(0.0, waiting - (record.at - before).total_seconds() * SMS)
        most, before = max(most, waiting), record.at
        waiting += segments.count(record.body).segments
    return most


def asked_while_told_to_wait(tries: Sequence[tuple[datetime, str]]) -> list[datetime]:
    """Requests between a 429 and the end of what it asked for."""
    told = [at for at, kind in tries if kind == "429"]
    return [at for at, _ in tries if any(t < at < t + RETRY_AFTER for t in told)]


# ── A launch is done when it was foretold to be ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("begins", "sms"),
    [
        pytest.param(NOON, 1.0, id="within_an_hour"),
        pytest.param(NOON + timedelta(hours=6), 0.02, id="over_a_night"),
    ],
)
async def test_the_last_invitation_leaves_when_it_was_foretold_to(
    tmp_path: Path, stack: AsyncExitStack, begins: datetime, sms: float
) -> None:
    per_second = {"telegram": 5.0, "sms": sms}
    rates = {name: Rate.at_most(units) for name, units in per_second.items()}
    house = await wires(tmp_path, stack, **rates)
    house.clock.at = begins
    people = tuple(
        entry(n, phone(n) if n % 2 else chat(n), language=LANGUAGES[n // 2 % 4])
        for n in range(1, 81)
    )
    tariff = Tariff(lambda _, __: 4.0, per_second.__getitem__, LIMITS)
    foretold = forecast(running(), people, {}, tariff, begins)
    desk = Desk(house.store, house.clock, LIMITS, tariff.rate, b"k" * 32, lambda _: None)
    shelf = Shelf(house.store, catalogue())
    await go_live(Office(house.store, shelf, house.clock, LIMITS, "officer"), by="officer")
    order = Order(running(), people, "officer")
    await open_and_invite(order, desk, await refuse_what_cannot_open(order, desk))
    await house.send_all()

    last = max(record.at for record in house.twilio.sent)
    assert len(house.twilio.sent) == len(house.telegram.sent) == 40
    assert abs(last - foretold.ends) <= TOLERANCE * (foretold.ends - begins)

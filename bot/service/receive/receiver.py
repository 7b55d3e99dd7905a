"""Take in whatever has arrived, in one transaction with set-based statements.

Rule: a caller is answered only after the commit that made its message durable. Batches form by
themselves: whatever arrives while one commits is the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from bot.engine.rights import SURE
from bot.errors import BotError
from bot.exchange import Desk, Exchange, VoiceLimits, exchange, reviewing
from bot.exchange.sharing import speaker
from bot.exchange.traffic import note_before
from bot.flow.compiled import CompiledFlow
from bot.flow.staffed import StaffHours
from bot.logs import get_logger
from bot.model import (
    Address,
    DeliveryReport,
    Edited,
    InboundMessage,
    Joined,
    Limits,
    SharedPhone,
    Stands,
    Tap,
)
from bot.ports import (
    NO_WISHES,
    Clock,
    InboundKey,
    Mender,
    Person,
    Rows,
    StaffMember,
    Store,
    Traffic,
    Transaction,
    Wishes,
)
from bot.render import read_tap
from bot.service.receive.alerting import Switchboard, tell_staff
from bot.service.receive.desk import CHANNEL, Doors, is_meant, serve
from bot.service.receive.disowning import disown
from bot.service.receive.joining import Joining, identify, joins
from bot.service.receive.linking import Linking, is_link, link
from bot.service.receive.recording import Studio, may_be_meant, record
from bot.service.receive.reining import Heard, rein_in
from bot.service.receive.sharing import share
from bot.shelf import Running
from bot.shelf.shelf import Shelf

log = get_logger()

LIMIT_BATCH = 128
"""Messages in one transaction: enough that the commit is shared, few enough that nobody waits."""
TRIES = 5
"""After so many failures a message is quarantined, and its conversation goes on."""


class Terms(Struct, frozen=True):
    """What is taken, and what can be shown in answer."""

    limits: Mapping[str, Limits]
    """By channel."""
    voice: VoiceLimits = VoiceLimits()
    """The longest voice note that is taken."""
    hours: StaffHours = StaffHours()
    """When our staff answer."""
    mender: Mender | None = None
    """Mends words that staff find wrong."""


class _Waiting(Struct, frozen=True, eq=False):
    message: InboundMessage
    done: asyncio.Future[None]


class Receiver:
    """The one way in: webhooks, polling, lists by REST and the simulated phones all end here."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        clock: Clock,
        terms: Terms,
        taken: Callable[[InboundMessage], None] = lambda message: None,
    ) -> None:
        """`taken` hears of each message once it is committed; it never blocks."""
        self._store = store
        self._tell = taken
        self._shelf = shelf
        self._clock = clock
        self._terms = terms
        self._waiting: list[_Waiting] = []
        self._is_wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to take batches."""
        await self._shelf.refresh()
        self._task = asyncio.create_task(self._run(), name="receive")

    async def stop(self) -> None:
        """Finish what was accepted, then end; later calls are refused."""
        task, self._task = self._task, None
        self._is_wanted.set()
        if task is not None:
            await task

    async def receive(self, message: InboundMessage) -> None:
        """Return once the message and all it caused are committed (or it was a repeat).

        Raises:
            BotError: the store cannot take it now; the provider must be told to come again.
        """
        if self._task is None:
            raise BotError("not receiving: the service is stopping")
        waiting = _Waiting(message, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._is_wanted.set()
        await waiting.done
        self._tell(message)

    async def report(self, report: DeliveryReport) -> None:
        """Note what a provider says of a message we sent; returns once committed."""
        await self._store.report([report], self._clock.now())

    async def _run(self) -> None:
        while self._task is not None or self._waiting:
            await self._is_wanted.wait()
            self._is_wanted.clear()
            while self._waiting:
                batch, self._waiting = self._waiting[:LIMIT_BATCH], self._waiting[LIMIT_BATCH:]
                await self._take(batch)

    async def _take(self, batch: Sequence[_Waiting]) -> None:
        """A batch that fails is taken message by message."""
        try:
            await self._commit([each.message for each in batch])
        except Exception:  # noqa: BLE001 (the edge: nothing a message does may stop the loop)
            log.warning("batch.failed", messages=len(batch))
            for each in batch:
                await self._take_alone(each)
            return
        for each in batch:
            _resolve(each.done)

    async def _take_alone(self, waiting: _Waiting) -> None:
        """Replay one message; after `TRIES` failures it is set aside, and acknowledged."""
        try:
            for _ in range(TRIES):
                if await self._try(waiting.message):
                    break
            _resolve(waiting.done)
        except Exception as error:  # noqa: BLE001 (the edge: the caller is told, the loop goes on)
            log.error("store.failed", error=type(error).__name__)
            if not waiting.done.done():
                waiting.done.set_exception(BotError("the store cannot take messages now"))

    async def _try(self, message: InboundMessage) -> bool:
        try:
            await self._commit([message])
        except Exception as error:  # noqa: BLE001 (the edge: counted, logged and set aside)
            log.warning("message.failed", channel=message.channel, error=type(error).__name__)
            return await self._count_failure(message, type(error).__name__)
        return True

    async def _count_failure(self, message: InboundMessage, reason: str) -> bool:
        async with self._store.begin() as transaction:
            if await transaction.attempted(message) < TRIES:
                return False
            await transaction.quarantine(message, reason)
            log.error("message.quarantined", channel=message.channel, error=reason)
            return True

    async def _commit(self, messages: Sequence[InboundMessage]) -> None:
        now = self._clock.now()
        async with self._store.begin() as transaction:
            people = dict(await transaction.people(_addresses(messages)))
            fresh = await transaction.note(messages, _participants(messages, people))
            seen = await transaction.traffic([m for m in messages if key_of(m) in fresh])
            flows = await self.flows(person for each in people.values() for person in each)
            rows = Rows()
            staff = await transaction.staff_among(_accounts(messages))
            wishes = await _wishes(transaction, people)
            batch = _Batch(self, transaction, people, flows, rows, staff, seen)
            for message in messages:
                if key_of(message) in fresh:
                    fresh.discard(key_of(message))
                    desk = batch.desk(message.channel)
                    is_shared = len(people.get(message.address, ())) > 1
                    given = Exchange(message, desk, now, rows, wishes=wishes, is_shared=is_shared)
                    await batch.deal(given)
            catalogue = self._shelf.catalogue
            await tell_staff(Switchboard(transaction, rows, catalogue, now))
            await transaction.write(rows)

    async def flows(self, people: Iterable[Person]) -> dict[str, CompiledFlow]:
        """Every version those people are on."""
        return await self._shelf.flows_of(people)

    @property
    def mender(self) -> Mender | None:
        """Mends words that staff find wrong, where they can be mended."""
        return self._terms.mender

    async def recordable(self) -> Mapping[str, Running]:
        """Consultations that may be recorded as voice notes, by slug."""
        return await self._shelf.recordable()

    def desk(self, channel: str, flows: dict[str, CompiledFlow]) -> Desk:
        """What an exchange on this channel may look up."""
        running, catalogue = self._shelf.by_slug(), self._shelf.catalogue
        limits = self._terms.limits[channel]
        terms = self._terms
        return Desk(running, flows, catalogue, limits, voice=terms.voice, hours=terms.hours)


class _Batch(Struct):
    """One transaction's worth of messages, people as they stand after each."""

    receiver: Receiver
    transaction: Transaction
    people: dict[Address, Sequence[Person]]
    flows: dict[str, CompiledFlow]
    rows: Rows
    staff: Mapping[str, StaffMember]
    """Whose accounts some of the messages came from."""
    seen: Mapping[Address, Traffic]
    """How much comes from where."""
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, channel: str) -> Desk:
        """Built once per channel and batch; `flows` is shared and may grow."""
        if channel not in self.desks:
            self.desks[channel] = self.receiver.desk(channel, self.flows)
        return self.desks[channel]

    async def deal(self, given: Exchange) -> None:
        """Everyone this address leads to; a tap names its own conversation, words go to the
        first."""
        message = given.message
        content = message.content
        if may_be_meant(content, message.channel) and await record(self._studio(given)):
            return
        people = self.people.get(message.address, ())
        is_joining = isinstance(content, Joined | SharedPhone) or joins(given, people)
        is_resident = bool(people) or is_joining
        member = self.staff.get(message.sender)
        is_for_desk = is_meant(given, member, is_stranger=not is_resident)
        if is_for_desk and await serve(given, self.transaction, self._doors(is_resident)):
            return
        before = note_before(self.rows, people)
        await self._hear(given, people, is_joining=is_joining)
        after = self.people.get(message.address, ())
        rein_in(Heard(given, self.transaction, before, after), self.seen)

    async def _hear(self, given: Exchange, people: Sequence[Person], *, is_joining: bool) -> None:
        message, content = given.message, given.message.content
        if (rest := disown(given, people, self.transaction)) is not None:
            self.people[message.address] = rest
            return
        linking = Linking(given, people, self.transaction, self._person)
        found = await link(linking) if is_link(given, people) else None
        if found is None and (is_joining or not people):
            find = self._person
            found = await identify(Joining(given, people, self.transaction, self.flows, find))
        if found is not None:
            self._spread(message, found)
            return
        answered = (
            await self.transaction.answered_by(message.address, content.message_id)
            if isinstance(content, Edited)
            else None
        )
        if (told := share(given, people)) is not None:
            for each in told:
                self._keep(message.address, each)
            return
        named = answered[0] if answered else _tapped(message)
        meant = _addressed(people, named, speaker(people, given.now))
        await self._look_up_review(given, meant)
        self._keep(message.address, exchange(given, meant, answered=answered))

    async def _look_up_review(self, given: Exchange, person: Person) -> None:
        """How their review stands, where they ask for one."""
        talk = reviewing.challenged(given, person) if reviewing.is_asked(given, person) else None
        if talk is None:
            return
        for case in await self.transaction.case_named(reviewing.review_of(talk.id).hex):
            stands = Stands.OPEN if case.closed_at is None else Stands.ANSWERED
            given.desk.reviews.setdefault(talk.id, stands)

    def _doors(self, is_resident: bool) -> Doors:  # noqa: FBT001 (what the desk is told)
        mender = self.receiver.mender
        return Doors(self._person, self._keep_known, self.desk, mender, is_resident)

    def _studio(self, given: Exchange) -> Studio:
        return Studio(given, self.transaction, self.receiver.recordable)

    async def _person(self, bucket: int, participant: UUID) -> Person | None:
        """Somebody by id, as the messages before this one have left them."""
        found = await self.transaction.person(bucket, participant)
        if found is None:
            return None
        self.flows.update(await self.receiver.flows([found]))
        talks = tuple(self.rows.conversations.get(c.id, c) for c in found.conversations)
        return replace(found, conversations=talks)

    def _keep_known(self, after: Person) -> None:
        for address in after.addresses:
            self._keep(address, after)

    def _spread(self, message: InboundMessage, found: Sequence[Person]) -> None:
        """Who is found at an address; whoever became one with them is nobody any more."""
        self.people[message.address] = found
        gone = {each.left[0] for each in self.rows.merges}
        for person in found if gone else ():
            for address in set(person.addresses) & self.people.keys():
                others = (p for p in self.people[address] if p.participant.id not in gone)
                rest = [p for p in others if p.participant.id != person.participant.id]
                self.people[address] = [person, *rest]

    def _keep(self, written_from: Address, after: Person) -> None:
        """A person may have written from several addresses: each leads to them as they now are."""
        who = after.participant.id
        for address in {written_from, *after.addresses} & self.people.keys():
            people = self.people[address]
            self.people[address] = [after if p.participant.id == who else p for p in people]


async def _wishes(transaction: Transaction, people: Mapping[Address, Sequence[Person]]) -> Wishes:
    """What those have asked for before who may be about to say that they are sure, or have left
    and are not asked."""
    sure = {
        person.participant.id: person.participant.bucket
        for each in people.values()
        for person in each
        if person.has_left
        or any(talk.pending and talk.pending.kind == SURE for talk in person.conversations)
    }
    return await transaction.wishes(sure) if sure else NO_WISHES


def key_of(message: InboundMessage) -> InboundKey:
    """What makes a message unique."""
    return message.channel, message.account, message.provider_id


def _tapped(message: InboundMessage) -> UUID | None:
    """The conversation that a button belongs to."""
    tap = read_tap(message.content.data) if isinstance(message.content, Tap) else None
    return tap.conversation if tap else None


def _addressed(
    people: Sequence[Person], conversation: UUID | None, speaking: Person | None
) -> Person:
    """Whose message it is, on a shared phone: the one whose conversation it names, else the one
    who is answering, else the one with the focus, else the first."""
    named = (p for p in people if any(c.id == conversation for c in p.conversations))
    focused = (p for p in people if p.focus is not None)
    return next(named, None) or speaking or next(focused, people[0])


def _addresses(messages: Sequence[InboundMessage]) -> list[Address]:
    return list(dict.fromkeys(message.address for message in messages))


def _accounts(messages: Sequence[InboundMessage]) -> list[str]:
    """Telegram accounts that may be bound to staff."""
    return sorted({m.sender for m in messages if m.channel == CHANNEL})


def _participants(
    messages: Sequence[InboundMessage], people: Mapping[Address, Sequence[Person]]
) -> dict[InboundKey, UUID]:
    return {
        key_of(m): people[m.address][0].participant.id for m in messages if people.get(m.address)
    }


def _resolve(done: asyncio.Future[None]) -> None:
    if not done.done():  # the caller may have gone away
        done.set_result(None)

"""People, turns and messages for the store's tests.

Rule: plain values with sensible defaults; numbers are from the range kept for drama.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from msgspec.structs import replace

from bot.flow.structure import Document, Flow, Plan
from bot.model import (
    Address,
    Answer,
    Conversation,
    DueKind,
    InboundMessage,
    Lifecycle,
    MessageKind,
    Outcome,
    Participant,
    Status,
    Text,
)
from bot.ports import AnswerRow, DueRow, OutboxRow, Person, PersonRow, Rows
from bot.store import Keys, SqlStore
from bot.store.receiving import key_of

NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)
SLUG = "parks"
VERSION = "ab" * 32
KEYS = Keys(data=b"d" * 32, index=b"i" * 32, about=b"a" * 32)
_IDS = UUID("0d3ad4de-0000-4000-8000-000000000000")


Leavers = dict[UUID, tuple[int, tuple[Address, ...]]]
"""What `Rows.forget` and `Rows.welcome` hold."""


class Clock:
    """A clock that stands until it is wound."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        """Where it stands."""
        return self.at

    def forward(self, **by: float) -> datetime:
        """Wind it on."""
        self.at += timedelta(**by)
        return self.at


def an_id(*parts: object) -> UUID:
    """The same parts, the same id."""
    return uuid5(_IDS, ".".join(str(part) for part in parts))


def phone(n: int) -> Address:
    """The nth number of the drama range, and on past its end."""
    return Address("sms", f"+4477009{n:05d}")


def chat(n: int) -> Address:
    """The nth Telegram chat."""
    return Address("telegram", str(700_900_000 + n))


@dataclass(frozen=True, slots=True)
class Resident:
    """One person in one consultation, as `join` stored them."""

    address: Address
    participant: Participant
    conversation: Conversation


def resident(store: SqlStore, n: int, address: Address | None = None) -> Resident:
    """The nth person, not stored yet."""
    where = address or phone(n)
    participant = Participant(
        an_id("person", n), store.bucket_of(where), "en", name=f"Resident {n}"
    )
    conversation = Conversation(
        id=an_id("talk", n),
        bucket=participant.bucket,
        participant=participant.id,
        consultation=SLUG,
        version=VERSION,
        language="en",
        step="consent__agree",
    )
    return Resident(where, participant, conversation)


async def join(
    store: SqlStore, count: int, *, channel: str = "sms", first: int = 0
) -> list[Resident]:
    """Store so many people, invited, numbered from the first."""
    place = phone if channel == "sms" else chat
    people = [resident(store, n, place(n)) for n in range(first, first + count)]
    async with store.begin() as transaction:
        await transaction.write(
            Rows(
                people=[
                    PersonRow(p.participant, (p.address,), f"token-{i}")
                    for i, p in enumerate(people)
                ],
                conversations={p.conversation.id: p.conversation for p in people},
            )
        )
    return people  # fmt: skip


def said(who: Resident, n: int = 0, body: str = "yes") -> InboundMessage:
    """The nth message of a person."""
    return InboundMessage(
        channel=who.address.channel,
        account="AC1",
        provider_id=f"SM{who.participant.id.hex}{n}",
        sender=who.address.value,
        content=Text(body),
        received_at=NOON,
        raw=f'{{"From": "{who.address.value}", "Body": "{body}", "pad": "{"x" * 300}"}}',
    )


def moved_on(before: Conversation, *, step: str = "q1", to: str = "q2") -> Conversation:
    """The conversation after an ordinary reply at `step`."""
    return replace(
        before,
        status=Status.ACTIVE,
        step=to,
        visited=(*before.visited, step),
        order=("a", "b", "c"),
        revision=before.revision + 1,
        asked_at=NOON,
        heard_at=NOON,
        wording="w" * 16,
    )


def answer(who: Resident, talk: Conversation, given: Answer, step: str = "q1") -> AnswerRow:
    """An answer given in the turn that led to `talk`."""
    return AnswerRow(
        bucket=talk.bucket,
        conversation=talk.id,
        participant=talk.participant,
        consultation=talk.consultation,
        step=step,
        n=talk.revision,
        answer=given,
        is_free_text=False,
        language=talk.language,
        channel=who.address.channel,
        version=talk.version,
        wording=talk.wording,
        at=NOON,
    )


def text_to(
    who: Resident,
    body: str = "What next?",
    *,
    turn: int = 0,
    part: int = 0,
    kind: MessageKind = MessageKind.REPLY,
    at: datetime = NOON,
) -> OutboxRow:
    """A message to a person."""
    return OutboxRow(
        id=an_id("out", who.participant.id, turn, part),
        bucket=who.participant.bucket,
        turn=an_id("turn", who.participant.id, turn),
        part=part,
        participant=who.participant.id,
        conversation=who.conversation.id,
        consultation=SLUG,
        address=who.address,
        body=body,
        kind=kind,
        due=at,
        not_before=at,
    )


def ordinary(who: Resident, person: Person, turn: int = 0) -> tuple[Conversation, Rows]:
    """What one ordinary reply wants written."""
    before = person.conversations[0]
    after = moved_on(before, step=f"q{turn}", to=f"q{turn + 1}")
    rows = Rows(
        conversations={after.id: after},
        read_revisions={after.id: before.revision},
        answers=[answer(who, after, Answer(Outcome.ANSWERED, "evening"), f"q{turn}")],
        outbox=[
            text_to(
                who,
                f"Question {turn + 1}: which days suit you? " + "1 Mon " * 20,
                turn=after.revision,
            )
        ],
        dues=[DueRow(after.bucket, after.id, SLUG, DueKind.REMINDER, NOON + timedelta(days=2))],
    )
    return after, rows  # fmt: skip


async def take(store: SqlStore, batch: list[Resident], turn: int = 0) -> set[tuple[str, str, str]]:
    """One ordinary batch, as the receiver takes it: who wrote, note, write."""
    messages = [said(who, turn) for who in batch]
    async with store.begin() as transaction:
        people = await transaction.people([who.address for who in batch])
        fresh = await transaction.note(
            messages,
            {key_of(m): people[m.address][0].participant.id for m in messages},
        )
        await transaction.traffic([m for m in messages if key_of(m) in fresh])
        rows = Rows()
        for who, message in zip(batch, messages, strict=True):
            if key_of(message) in fresh:
                _, each = ordinary(who, people[who.address][0], turn)
                rows.conversations.update(each.conversations)
                rows.read_revisions.update(each.read_revisions)
                rows.answers += each.answers
                rows.outbox += each.outbox
                rows.dues += each.dues
        await transaction.write(rows)
    return fresh  # fmt: skip


def document(slug: str = SLUG) -> Document:
    """A consultation without a single question."""
    flow = Flow(slug=slug, language="en", steps=(), endings=("done", "declined", "closed"))
    return Document(flow=flow, plan=Plan(languages=("en",)), texts={}, version=VERSION)


async def launch(store: SqlStore, slug: str = SLUG) -> Document:
    """Open that consultation."""
    opened = document(slug)
    async with store.begin() as transaction:
        await transaction.save_consultation(opened, Lifecycle.OPEN, NOON)
    return opened

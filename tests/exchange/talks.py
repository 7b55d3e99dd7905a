"""One person and the consultations they are in, without a store: what these tests play on.

Rule: the real flow, the real words, the real engine; rows are read, never written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from msgspec.structs import replace

from bot.channels import LIMITS
from bot.engine import advance
from bot.exchange import Desk, Exchange, exchange
from bot.flow.structure import Document
from bot.model import (
    Address,
    Content,
    Conversation,
    InboundMessage,
    Lifecycle,
    Participant,
    Start,
    Status,
    Tap,
    Text,
)
from bot.ports import Launched, OutboxRow, Person, Rows
from bot.render import tap_data
from bot.shelf import Running, place
from tests.flow.files import choice, flow, loaded
from tests.service.stage import NOON, catalogue, eye_screening

EYES, PARKS = "eye-screening-access", "parks"
ADDRESSES = {"sms": Address("sms", "+447700900001"), "telegram": Address("telegram", "4001")}
_NAMES = {EYES: 11, PARKS: 12}
WHO = UUID(int=7)


@lru_cache
def parks() -> Document:
    """A second consultation: consent, one choice, one line of text; a poster says BENCH."""
    steps = (
        {"use": "consent"},
        choice("visits", "weekly", "rarely"),
        {"id": "why", "type": "free_text", "text": "Why?", "optional": True},
    )
    with TemporaryDirectory() as folder:
        plan = {"keywords": {"gate": "BENCH"}, "reminders": {"after": ["2 days"]}}
        return loaded(Path(folder), flow(*steps, **plan))


def running(document: Document, lifecycle: Lifecycle = Lifecycle.OPEN) -> Running:
    """It, launched."""
    return place(Launched(document.flow.slug, lifecycle, document, NOON), catalogue())


def conversation_id(slug: str) -> UUID:
    """The conversation of our one person in a consultation."""
    return UUID(int=_NAMES[slug])


class Talk:
    """What a person sends us, and what it does."""

    def __init__(
        self,
        documents: Iterable[Document] | None = None,
        *,
        channel: str = "sms",
        language: str = "en",
    ) -> None:
        """Invited to each of `documents`, newest first; the first has the focus."""
        chosen = tuple(documents or (eye_screening(),))
        self.channel, self.now = channel, NOON
        self.running = {each.flow.slug: running(each) for each in chosen}
        talks = tuple(self._invited(document, language) for document in chosen)
        awake, *others = talks
        waiting = tuple(replace(each, status=Status.WAITING) for each in others)
        participant = Participant(WHO, 3, language)
        address = ADDRESSES[channel]
        self.person = Person(participant, (address,), (awake, *waiting), awake.id)
        self.rows = Rows()
        self._numbers = count(1)

    def _invited(self, document: Document, language: str) -> Conversation:
        slug = document.flow.slug
        fresh = Conversation(
            conversation_id(slug), 3, WHO, slug, document.version, language, revision=1
        )
        if not language:
            return fresh
        compiled = self.running[slug].compiled.on(LIMITS[self.channel])
        begun = advance(compiled, fresh, Start(), now=self.now).conversation
        return replace(begun, revision=1, heard_at=None)  # we wrote, not they

    def desk(self) -> Desk:
        """All that is running, as it stands."""
        flows = {r.launched.document.version: r.compiled for r in self.running.values()}
        return Desk(self.running, flows, catalogue(), LIMITS[self.channel])

    def given(self, content: Content | str, rows: Rows | None = None) -> Exchange:
        """One message, about to be dealt with."""
        number = str(next(self._numbers))
        message = InboundMessage(
            channel=self.channel,
            account="acc",
            provider_id=number,
            sender=self.person.addresses[0].value,
            content=Text(content) if isinstance(content, str) else content,
            received_at=self.now,
            message_id=number,
        )
        return Exchange(message, self.desk(), self.now, Rows() if rows is None else rows)

    def hear(
        self, *contents: Content | str, answered: tuple[UUID, str] | None = None
    ) -> list[OutboxRow]:
        """Each a minute after the other, each in a batch of its own; what the last one caused."""
        for content in contents:
            self.now += timedelta(minutes=1)
            given = self.given(content)
            self.person = exchange(given, self.person, answered=answered)
            self.rows = given.rows
            self._note_stop()
        return self.rows.outbox

    def hear_at_once(self, *contents: Content | str) -> list[OutboxRow]:
        """All in one batch, as after a pause in which they piled up."""
        self.rows = Rows()
        for content in contents:
            self.person = exchange(self.given(content, self.rows), self.person)
        return self.rows.outbox

    def tap(self, option: str, step: str = "", slug: str = EYES) -> list[OutboxRow]:
        """A button of a question; by default of the one that is outstanding."""
        asked = step or self.talk(slug).step or ""
        data = tap_data(conversation_id(slug), asked, option)
        return self.hear(Tap(data, message_id="out-1", query_id="q"))

    def talk(self, slug: str = EYES) -> Conversation:
        """Where one conversation stands."""
        return next(c for c in self.person.conversations if c.consultation == slug)

    def edit(self, slug: str = EYES, **changed: object) -> None:
        """Put a conversation where a test needs it."""
        talks = tuple(
            replace(each, **changed) if each.consultation == slug else each
            for each in self.person.conversations
        )
        self.person = replace(self.person, conversations=talks)

    def close(self, slug: str = EYES) -> None:
        """The consultation closes."""
        self.running[slug] = running(self.running[slug].launched.document, Lifecycle.CLOSED)

    def _note_stop(self) -> None:
        """As the store would: who stopped is loaded as such."""
        if self.rows.forget or self.rows.welcome:
            participant = replace(self.person.participant, stopped=bool(self.rows.forget))
            self.person = replace(self.person, participant=participant)


def bodies(rows: Iterable[OutboxRow]) -> list[str]:
    """What stands on the phone."""
    return [row.body for row in rows]


def firsts(rows: Iterable[OutboxRow]) -> list[str]:
    """The first line of each."""
    return [row.body.splitlines()[0] for row in rows]

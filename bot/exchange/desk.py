"""What an exchange may look up, and the one message that it is about.

Rule: values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from msgspec import Struct, field

from bot.effects import TurnContext
from bot.flow.compiled import CompiledFlow
from bot.flow.staffed import StaffHours
from bot.language.catalogue import Catalogue
from bot.model import Conversation, InboundMessage, Limits, Media, Stands, Tap
from bot.ports import NO_WISHES, Person, Rows, Wishes
from bot.shelf import Running

_TURNS = b"kotha turn"
"""Keeps turn ids apart from other hashes. They are derived from the message, so that a replayed
batch makes the same, and by BLAKE2, which costs a fifth of the SHA-1 of a UUIDv5."""


class VoiceLimits(Struct, frozen=True):
    """The longest voice note that is taken."""

    minutes: int = 5
    size: int = 5_000_000
    """Bytes."""

    def allows(self, media: Media) -> bool:
        """Whether a file is none that is too long or too large."""
        if media.kind != "voice":
            return True
        return media.seconds <= self.minutes * 60 and media.size <= self.size


class Desk(Struct, frozen=True):
    """All that an exchange may look up."""

    running: Mapping[str, Running]
    flows: Mapping[str, CompiledFlow]
    """Every version that the people at hand are on."""
    catalogue: Catalogue
    limits: Limits
    is_shown: bool = False
    """Somebody looks on: see `TurnContext`."""
    voice: VoiceLimits = VoiceLimits()
    hours: StaffHours = StaffHours()
    """When our staff answer."""
    reviews: dict[UUID, Stands] = field(default_factory=dict)
    """By conversation, how the reviews stand that are asked for; grows."""


class Exchange(Struct, frozen=True):
    """One message being dealt with."""

    message: InboundMessage
    desk: Desk
    now: datetime
    rows: Rows
    by: str = ""
    """Id of the member of staff who acts here; empty: the person themselves."""
    not_before: datetime | None = None
    """What is said in answer waits until then."""
    wishes: Wishes = NO_WISHES
    """What those who write have asked for, and not got yet."""
    is_shared: bool = False
    """Several people use the phone that it came from."""

    def scene_of(self, conversation: Conversation) -> tuple[Running, CompiledFlow]:
        """Its consultation, and its flow on this channel.

        Raises:
            KeyError: neither is known; the message is set aside for a person.
        """
        running = self.desk.running[conversation.consultation]
        scene = running.scene(self.desk.limits, self.desk.flows[conversation.version])
        return running, scene.flow_for(conversation.language)

    def can_speak(self, conversation: Conversation) -> bool:
        """Whether its consultation and its version are at hand."""
        return (
            conversation.consultation in self.desk.running
            and conversation.version in self.desk.flows
        )

    def can_read(self, conversation: Conversation) -> bool:
        """Whether a reply to it can be understood: its version also has the step it is at."""
        if not self.can_speak(conversation):
            return False
        step = conversation.step
        return step is None or self.desk.flows[conversation.version].has(step)

    def context(self, person: Person, conversation: Conversation) -> TurnContext:
        """For collecting a turn of this conversation."""
        running, _ = self.scene_of(conversation)
        message, content = self.message, self.message.content
        return TurnContext(
            person=person,
            address=message.address,
            scene=running.scene(self.desk.limits, self.desk.flows[conversation.version]),
            now=self.now,
            turn=turn_id(message, conversation.id),
            replaces=content.message_id if isinstance(content, Tap) else "",
            message_id=message.message_id or message.provider_id,
            not_before=self.not_before,
            by=self.by,
            hours=self.desk.hours,
            wishes=self.wishes,
            is_shown=self.desk.is_shown,
        )


def turn_id(message: InboundMessage, conversation: UUID) -> UUID:
    """The id of what this message does to this conversation; the same at every replay."""
    key = f"{message.channel}.{message.account}.{message.provider_id}.{conversation.hex}"
    return UUID(bytes=blake2b(key.encode(), digest_size=16, person=_TURNS).digest())

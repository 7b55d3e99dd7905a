"""Residents' own statements: as they were sent in, and as others are asked about them.

Rule: frozen values; no behaviour beyond what a value says of itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct


class ProposalState(StrEnum):
    """What became of a statement that was sent in."""

    WAITING = "waiting"
    """Nobody has looked at it yet, so nobody else reads it."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Proposal(Struct, frozen=True):
    """Somebody's own statement, and what was made of it."""

    id: UUID
    bucket: int
    participant: UUID
    conversation: UUID
    consultation: str
    step: str
    language: str
    text: str
    """As they wrote it."""
    at: datetime
    state: ProposalState = ProposalState.WAITING
    because: str = ""
    by: str = ""
    """Who decided last."""
    decided_at: datetime | None = None
    n: int = 0
    """How often it was decided on."""
    appeal: UUID | None = None
    """The open case in which the person asks for somebody else to look."""

    @property
    def name(self) -> str:
        """Its id among the statements of its step, should it be put to others: it tells nothing of
        who sent it."""
        return f"r-{self.id.hex[:8]}"


class Statement(Struct, frozen=True):
    """A resident's statement that is put to others, in the words of each language."""

    consultation: str
    step: str
    id: str
    texts: Mapping[str, str]
    is_open: bool = True
    """False: taken back; nobody else is asked, and its votes still count."""


class Ballot(Struct, frozen=True):
    """What residents have added to a consultation, and how often each statement was voted on."""

    statements: tuple[Statement, ...] = ()
    votes: Mapping[str, int] = MappingProxyType({})
    """By id of the vote, `step.statement`."""

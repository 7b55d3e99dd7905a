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


class GroupRating(Struct, frozen=True):
    """What a group said of an item, as its members are told: safe figures, and no counts."""

    median: float | None
    quarter: float | None
    """A quarter of the ratings are lower."""
    three_quarters: float | None


class Round(Struct, frozen=True):
    """A round of ratings that has ended, as it was worked out then, once."""

    groups: Mapping[str, GroupRating] = MappingProxyType({})
    """By item; none of those that too few have rated."""
    settled: tuple[str, ...] = ()
    """Items on which the group agreed, by the rule of the file."""
    ended_at: datetime | None = None


class Ballot(Struct, frozen=True):
    """What residents have said in a consultation that changes what others are asked."""

    statements: tuple[Statement, ...] = ()
    votes: Mapping[str, int] = MappingProxyType({})
    """By id of the vote, `step.statement`."""
    rounds: tuple[Round, ...] = ()
    """Rounds of ratings that have ended, the first first."""

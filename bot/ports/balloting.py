"""What moderation asks of the store.

Rule: as `stores`: names only what is not here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from bot.model import Proposal, Round, Statement


class BallotReader(Protocol):
    """Questions about residents' own statements."""

    async def proposals(self, slug: str) -> Sequence[Proposal]:
        """What was sent in to a consultation, the oldest first; opened, for whoever moderates."""
        ...

    async def statements(self) -> Sequence[Statement]:
        """What is, or was, put to others, of all consultations, the oldest first."""
        ...

    async def votes(self, slugs: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """By consultation and `step.statement`, about how many votes there are."""
        ...

    async def rounds(self, slugs: Collection[str]) -> Mapping[str, Sequence[Round]]:
        """By consultation, the rounds of ratings that have ended, the first first."""
        ...

    async def ballots(self, slug: str) -> Sequence[Mapping[str, str]]:
        """Each person's latest votes (`agree`, `disagree` or `pass`) by `step.statement`, and
        nothing that tells whose they are; in the order of what they say."""
        ...


class BallotKeeper(BallotReader, Protocol):
    """Writing of them."""

    async def save_proposal(self, proposal: Proposal) -> None:
        """Keep what was decided of it."""
        ...

    async def save_round(self, slug: str, n: int, given: Round) -> None:
        """Keep a round that has ended, the first being 1; what is kept already stands."""
        ...

    async def save_statement(self, statement: Statement) -> None:
        """Keep its words, in place of those before."""
        ...

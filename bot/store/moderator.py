"""Residents' own statements, as the services know them.

Rule: each method is one call.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.model import Proposal, Round, Statement
from bot.store import balloting
from bot.store.session import Session


class SqlBallotReader:
    """`ports.BallotReader` on one connection."""

    _session: Session

    async def proposals(self, slug: str) -> Sequence[Proposal]:
        """What was sent in to a consultation, the oldest first."""
        return await balloting.proposals(self._session, slug)

    async def statements(self) -> Sequence[Statement]:
        """What is, or was, put to others."""
        return await balloting.statements(self._session)

    async def votes(self, slugs: Collection[str]) -> Mapping[str, Mapping[str, int]]:
        """By consultation and `step.statement`, about how many votes there are."""
        return await balloting.votes(self._session, slugs)

    async def rounds(self, slugs: Collection[str]) -> Mapping[str, Sequence[Round]]:
        """Rounds of ratings that have ended."""
        return await balloting.rounds(self._session, slugs)

    async def ballots(self, slug: str) -> Sequence[Mapping[str, str]]:
        """Each person's latest votes, without the person."""
        return await balloting.ballots(self._session, slug)


class SqlBallotKeeper(SqlBallotReader):
    """`ports.BallotKeeper` on the writer's connection."""

    async def save_proposal(self, proposal: Proposal) -> None:
        """Keep what was decided of it."""
        await balloting.save_proposal(self._session, proposal)

    async def save_round(self, slug: str, n: int, given: Round) -> None:
        """Keep a round; the first stands."""
        await balloting.save_round(self._session, slug, n, given)

    async def save_statement(self, statement: Statement) -> None:
        """Keep its words, in place of those before."""
        await balloting.save_statement(self._session, statement)

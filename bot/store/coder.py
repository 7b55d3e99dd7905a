"""Reading and writing of codes, as the services know it.

Rule: each method is one call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from uuid import UUID

from bot.ports.coding import CodingRow, Correction, QuoteRow, TranslationRow
from bot.results.coding.quotes import Quote
from bot.results.coding.remarks import Code, Remark
from bot.store import coding, echoes, quoting
from bot.store.session import Session


class SqlCodingReader:
    """`ports.CodingReader` on one connection."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def codebook(self, slug: str) -> Mapping[str, Sequence[Code]]:
        """The codes of each question that has some, in order."""
        return await coding.codebook(self._session, slug)

    async def remarks(self, slug: str, step: str) -> Sequence[Remark]:
        """Everybody's latest words at a step, in an order that tells nothing."""
        return await coding.remarks(self._session, slug, step)

    async def coded_steps(self, slug: str) -> Mapping[str, Sequence[Code]]:
        """The codebooks of the questions of which everybody's words have codes."""
        return await coding.coded_steps(self._session, slug)

    async def uses(self, slug: str, step: str) -> Mapping[str, int]:
        """By code, the latest answers that carry it, whoever gave it."""
        return await coding.uses(self._session, slug, step)

    async def quotes(self, slug: str) -> Sequence[Quote]:
        """What may be printed now, by question."""
        return await quoting.quotes(self._session, slug)

    async def may_print(self, slug: str) -> Set[UUID]:
        """Conversations of those whose words may be printed."""
        return await quoting.may_print(self._session, slug)

    async def told_of(self, key: tuple[int, UUID, int], facet: str) -> str:
        """One thing of whoever gave an answer; empty: it is not known."""
        return await quoting.told_of(self._session, key, facet)

    async def echoes(self, slug: str, before: datetime) -> tuple[int, int]:
        """People who said by then that we heard them right, and people who said we did not."""
        return await echoes.count(self._session, slug, before)

    async def corrections(self, slug: str) -> Sequence[Correction]:
        """What people say that we got wrong, in an order that tells nothing."""
        return await echoes.corrections(self._session, slug)


class SqlCodingTransaction(SqlCodingReader):
    """`ports.CodingTransaction` on the writer's connection."""

    async def save_codebook(self, slug: str, step: str, book: Sequence[Code]) -> None:
        """Keep a codebook in place of the one before."""
        await coding.save_codebook(self._session, slug, step, book)

    async def keep_codings(self, rows: Sequence[CodingRow], at: datetime) -> None:
        """Keep what a coder gave, in place of what they gave before."""
        await coding.keep_codings(self._session, rows, at)

    async def keep_translations(self, rows: Sequence[TranslationRow], at: datetime) -> None:
        """Keep translations, in place of those before."""
        await coding.keep_translations(self._session, rows, at)

    async def keep_quote(self, row: QuoteRow, at: datetime) -> None:
        """Keep a quote, in place of what stood for the same answer."""
        await quoting.keep_quote(self._session, row, at)

    async def drop_quote(self, step: str, key: tuple[int, UUID, int]) -> None:
        """It is printed no more."""
        await quoting.drop_quote(self._session, step, key)

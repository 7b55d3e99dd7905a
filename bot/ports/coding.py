"""What coding asks of the store.

Rule: as `stores`: names only what is not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from bot.results.coding.quotes import Quote
from bot.results.coding.remarks import Code, Coding, Remark


class CodingRow(Struct, frozen=True):
    """What one coder gave to one version of an answer."""

    slug: str
    step: str
    key: tuple[int, UUID, int]
    """As in `Remark`."""
    place: int
    coding: Coding


class TranslationRow(Struct, frozen=True):
    """One version of an answer in the consultation's own language."""

    slug: str
    step: str
    key: tuple[int, UUID, int]
    """As in `Remark`."""
    text: str
    by: str


class QuoteRow(Struct, frozen=True):
    """Words that somebody lets be printed, as they will be."""

    slug: str
    step: str
    key: tuple[int, UUID, int]
    """As in `Remark`."""
    text: str
    """As in `Quote`."""
    translation: str
    facet: str
    by: str


class Correction(Struct, frozen=True):
    """What somebody says that we got wrong: never who."""

    language: str
    text: str
    at: datetime


class CodingReader(Protocol):
    """Questions about what people said in words."""

    async def codebook(self, slug: str) -> Mapping[str, Sequence[Code]]:
        """The codes of each question that has some, in order."""
        ...

    async def remarks(self, slug: str, step: str) -> Sequence[Remark]:
        """Everybody's latest words at a step, in an order that tells nothing: opened, for
        whoever codes."""
        ...

    async def coded_steps(self, slug: str) -> Mapping[str, Sequence[Code]]:
        """The codebooks of the questions of which everybody's words have codes: `tallies` can
        count those as it counts the picks of a multiple choice."""
        ...

    async def uses(self, slug: str, step: str) -> Mapping[str, int]:
        """By code, the latest answers that carry it, whoever gave it."""
        ...

    async def quotes(self, slug: str) -> Sequence[Quote]:
        """What may be printed now, by question: of people who still let us, redacted, with its
        themes. For page and report."""
        ...

    async def may_print(self, slug: str) -> Set[UUID]:
        """Conversations of those whose words may be printed."""
        ...

    async def told_of(self, key: tuple[int, UUID, int], facet: str) -> str:
        """One thing of whoever gave an answer; empty: it is not known."""
        ...

    async def echoes(self, slug: str, before: datetime) -> tuple[int, int]:
        """People who said by then that we heard them right, and people who said we did not: true
        counts, for `bot.results.echo`."""
        ...

    async def corrections(self, slug: str) -> Sequence[Correction]:
        """What people say that we got wrong, in an order that tells nothing."""
        ...


class CodingTransaction(CodingReader, Protocol):
    """What coding writes."""

    async def save_codebook(self, slug: str, step: str, book: Sequence[Code]) -> None:
        """Keep a codebook in place of the one before."""
        ...

    async def keep_codings(self, rows: Sequence[CodingRow], at: datetime) -> None:
        """Keep what a coder gave, in place of what they gave before."""
        ...

    async def keep_translations(self, rows: Sequence[TranslationRow], at: datetime) -> None:
        """Keep translations, in place of those before."""
        ...

    async def keep_quote(self, row: QuoteRow, at: datetime) -> None:
        """Keep a quote, in place of what stood for the same answer."""
        ...

    async def drop_quote(self, step: str, key: tuple[int, UUID, int]) -> None:
        """It is printed no more."""
        ...

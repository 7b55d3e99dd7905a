"""`statements`: agree, disagree or pass on what residents say, one statement after another.

Rule: an agreement is never read as a disagreement; each vote is an answer of its own, kept as soon
as it is given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final

from msgspec import Meta, field

from bot.model import Accepted, Outcome, Phrase, Rejected, Unsure, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.bounds import CountBound
from bot.questions.free_text import FreeText
from bot.questions.media import unheard
from bot.questions.menu import Menu, menu_of
from bot.questions.options import find
from bot.questions.polarity import Polarity, polarity
from bot.questions.stance import AGREE, DISAGREE, PASS, stance

OWN: Final = "+own"
"""Stands for the person's own statement, which is asked for when they have voted."""
LIMIT_SHOWN = 20
"""Statements that one person is asked about at most; ten are many."""
LIMIT_CHARS = 280
"""Of somebody's own statement: what others can still read as one thought."""
PART: Final = "."
"""Between a step and a statement, in the id of a vote."""


class Statements(Question, frozen=True, kw_only=True):
    """Votes on statements. Value: how many the person voted on; each vote is the answer to
    `vote_of(step, statement)`, and is `agree`, `disagree` or `pass`."""

    type: ClassVar[str] = "statements"
    is_said_back: ClassVar[bool] = False
    puts: ClassVar[str] = "statements"

    statements: Annotated[tuple[str, ...], Meta(min_length=1)]
    """Ids of those that the file brings, in its order; their words are in the catalogue."""
    at_most: int = 8
    """How many one person is asked about."""
    own: bool = False
    """Whether they are asked for one of their own then (its words: `own`)."""

    def __post_init__(self) -> None:
        if not 1 <= self.at_most <= LIMIT_SHOWN:
            raise ValueError(f"at_most must be 1 to {LIMIT_SHOWN}")

    @property
    def messages(self) -> int:
        """One for each statement, and one for their own."""
        return min(self.at_most, len(self.statements)) + self.own

    def options(self) -> tuple[str, ...]:
        """Always the three."""
        return (AGREE, DISAGREE, PASS)

    def pool(self) -> tuple[str, ...]:
        """Every statement that may be put to somebody."""
        return self.statements

    def seen(self, statement: str) -> int:
        """How many votes it has."""
        return 0

    def queue(self, lot: str, dealt_with: Sequence[str]) -> tuple[str, ...]:
        """What they voted on before, then the least seen first; among those seen alike the lot
        decides."""
        known = [each for each in dealt_with if each in self.pool()]
        fresh = [each for each in self.pool() if each not in known]
        fresh.sort(key=lambda each: (self.seen(each), _drawn(lot, each)))
        return tuple((*known, *fresh)[: max(self.at_most, len(known))])

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted` of one of the three, or a doubt; whoever does not know passes."""
        quiet = unheard(said)
        if quiet is not None:
            return quiet
        menu = menu_of(hearing, self.options())
        meant = stance(said, menu.lexicon)
        if meant.is_sure:
            return Accepted(meant.meaning)
        return _beside(said, menu, meant.meaning)


class OpenStatements(Statements, frozen=True, kw_only=True):
    """The same while it runs: with what residents have added, and how often each was seen. Never
    a part of the version."""

    residents: tuple[str, ...] = ()
    """Ids of what was accepted of residents' own."""
    votes: Mapping[str, int] = field(default_factory=dict)

    def pool(self) -> tuple[str, ...]:
        """Those of the file, and the residents'."""
        return (*self.statements, *self.residents)

    def seen(self, statement: str) -> int:
        """As counted when the consultation was last read."""
        return self.votes.get(statement, 0)


def _drawn(lot: str, statement: str) -> bytes:
    return hashlib.sha256(f"{lot}.{statement}".encode()).digest()


def _beside(said: Said, menu: Menu, meant: str) -> Verdict:
    """By number or label; what the words lean to otherwise is asked about."""
    found = find(said, menu)
    if found.taken is not None and meant in {"", found.taken}:
        return Accepted(found.taken)
    named = {*found.options, *([meant] if meant else [])}
    if named:
        return Unsure(tuple(option for option in menu.order if option in named))
    return Rejected(Phrase("bot.hint.choice", {"last": str(len(menu.order))}))


class OwnStatement(FreeText, frozen=True, kw_only=True):
    """The person's own statement, as it is asked for within a step of `statements`."""

    at_least: CountBound | None = 8
    at_most: CountBound | None = LIMIT_CHARS

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(text)`; a plain no, and whoever does not know, leave it out."""
        polar = polarity(said, hearing.lexicon)
        nothing = hearing.lexicon.says(said.key, "none")
        if nothing or polar.meaning == "no" or polar == Polarity("dont_know", is_sure=True):
            return Accepted(None, Outcome.SKIPPED)
        return super().read(said, hearing)


def vote_of(step: str, statement: str) -> str:
    """The id under which a vote is kept: `views.saturdays`; no step's own id holds a point."""
    return f"{step}{PART}{statement}"


def step_of(answer: str) -> tuple[str, str]:
    """The step of an answer and, of a vote, the statement; empty: it is the step's own."""
    step, _, statement = answer.partition(PART)
    return step, statement

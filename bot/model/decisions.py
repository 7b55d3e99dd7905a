"""What was decided and why, what happened next, and the promises to tell of it.

Rule: frozen values; no behaviour beyond what a value says of itself. All of it is meant to be
published: nothing here is of a person, but for the names that officers put to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct, field

GRACE = timedelta(hours=1)
"""Telling everybody takes a while: within it a promise is not broken yet."""

Texts: TypeAlias = Mapping[str, str]
"""Words by language tag; a language that leans on another (`syl` on `bn`) may be left out."""


class Ruling(StrEnum):
    """What became of a theme."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    NOT = "not"


class Theme(Struct, frozen=True):
    """One thing that people said, and the answer to it."""

    id: str
    """A code of the codebook, a step's `theme`, or the officer's own."""
    title: Texts
    ruling: Ruling
    because: Texts
    cost: Texts = field(default_factory=dict)
    quality: Texts = field(default_factory=dict)
    """What it does to the quality of a service, where that is known."""
    criterion: Texts = field(default_factory=dict)
    """By which it was weighed."""
    answers: tuple[tuple[str, str], ...] = ()
    """(step, option): what people chose, to which this is the answer."""


class Decision(Struct, frozen=True):
    """What was decided, once. A second one adds to the first and never replaces it."""

    number: int
    """From 1, in order."""
    themes: tuple[Theme, ...]
    decided_by: str
    """Body or person who decided."""
    decided_on: date
    recorded_by: str
    recorded_at: datetime
    headline: Texts = field(default_factory=dict)
    """In a sentence, for a text message; where there is none, the themes stand for it."""
    nothing_changed: Texts = field(default_factory=dict)
    """Why nothing changes at all; empty: something does."""
    published_at: datetime | None = None
    """Since when people are told; from then on it cannot be corrected."""


class News(Struct, frozen=True):
    """What happened next, for one of the promised dates."""

    number: int
    """From 1: which of the promised dates."""
    text: Texts
    recorded_by: str
    recorded_at: datetime
    published_at: datetime | None = None


class PromiseKind(StrEnum):
    """What people were told they would hear."""

    HEARD = "heard"
    DECIDED = "decided"
    NEXT = "next"


class Slip(Struct, frozen=True):
    """A promise that will be kept later than was said."""

    kind: PromiseKind
    number: int
    """As in `Promise`."""
    n: int
    """From 1: the how-manieth of this promise."""
    until: datetime
    """The new date."""
    because: Texts
    """Empty: nobody gave a reason."""
    by: str
    at: datetime
    told_at: datetime | None = None
    """When everybody had been told of it."""


class Kept(Struct, frozen=True):
    """A promise that was kept: everybody had been told by then."""

    kind: PromiseKind
    number: int
    at: datetime


class Ledger(Struct, frozen=True):
    """All that one consultation has recorded of answering back."""

    decisions: tuple[Decision, ...] = ()
    news: tuple[News, ...] = ()
    kept: tuple[Kept, ...] = ()
    slips: tuple[Slip, ...] = ()
    """In the order in which they were given."""


class Punctuality(StrEnum):
    """How a promise stands."""

    DUE = "due"
    """Its day is to come."""
    KEPT = "kept"
    LATE = "late"
    """Its day has passed or was moved, and people were given another, which is to come."""
    OVERDUE = "overdue"
    """Its day has passed, and so has any other that was given."""


class Promise(Struct, frozen=True):
    """Something that people were told they would hear by a date."""

    kind: PromiseKind
    number: int
    """Of *next*, from 1; else 0."""
    promised: datetime
    """As it was said at first."""
    due: datetime
    """As it stands now."""
    kept_at: datetime | None = None
    slips: tuple[Slip, ...] = ()

    @property
    def because(self) -> Texts:
        """The last reason that was given for its being late."""
        return next((slip.because for slip in reversed(self.slips) if slip.because), {})

    def standing(self, now: datetime) -> Punctuality:
        """How it stands at a moment."""
        if self.kept_at is not None and self.kept_at <= now:
            return Punctuality.KEPT
        if self.due + GRACE <= now:
            return Punctuality.OVERDUE
        return Punctuality.LATE if self.slips else Punctuality.DUE

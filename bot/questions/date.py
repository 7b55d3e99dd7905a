"""`date`: one day.

Rule: numbers are day, month, year, as in the United Kingdom; a word for two days is asked again.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

from bot.language.dates import Span, read_date
from bot.model import Accepted, Outcome, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.bounds import AnswerOf
from bot.questions.media import unheard
from bot.questions.polarity import Polarity, polarity

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

TODAY = "today"


class _Day:
    """Marks a text that is `today` or a day, for pydantic."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema as schema

        day = schema.no_info_after_validator_function(dt.date.isoformat, schema.date_schema())
        return schema.union_schema([schema.literal_schema([TODAY]), day], mode="left_to_right")


DateBound: TypeAlias = Annotated[str, _Day] | AnswerOf
"""A day (ISO), `today` when the reply is read, or an earlier answer to a date."""


class Date(Question, frozen=True, kw_only=True):
    """A day within bounds. Value: ISO text, `2027-03-05`."""

    type: ClassVar[str] = "date"

    earliest: DateBound | None = None
    latest: DateBound | None = None

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(ISO text)`, don't-know, or a hint."""
        quiet = unheard(said)
        if quiet is not None:
            return quiet
        earliest = _bound(self.earliest, hearing)
        latest = _bound(self.latest, hearing)
        day = read_date(said.text, hearing.lexicon, Span(hearing.today, earliest, latest))
        if day is None:
            return _unread(said, hearing)
        if earliest is not None and day < earliest:
            return Rejected(Phrase("bot.hint.date_earliest", {"earliest": earliest.isoformat()}))
        if latest is not None and day > latest:
            return Rejected(Phrase("bot.hint.date_latest", {"latest": latest.isoformat()}))
        return Accepted(day.isoformat())


def _bound(bound: DateBound | None, hearing: Hearing) -> dt.date | None:
    if bound == TODAY:
        return hearing.today
    value = hearing.answers.get(bound.answer) if isinstance(bound, AnswerOf) else bound
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:  # an answer to a question that was no date
        return None


def _unread(said: Said, hearing: Hearing) -> Verdict:
    if polarity(said, hearing.lexicon) == Polarity("dont_know", is_sure=True):
        return Accepted(None, Outcome.DONT_KNOW)
    return Rejected(Phrase("bot.hint.date"))

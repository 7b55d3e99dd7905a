"""Every question type, one file each.

Rule: a type is its file and its line in `QUESTION_TYPES`; nothing else in the house lists them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.questions.base import Question
from bot.questions.choice import Choice
from bot.questions.consent import Consent
from bot.questions.date import Date
from bot.questions.delphi import Delphi
from bot.questions.free_text import FreeText
from bot.questions.info import Info
from bot.questions.location import Location
from bot.questions.multi_choice import MultiChoice
from bot.questions.number import Number
from bot.questions.photo import Photo
from bot.questions.points import Points
from bot.questions.postcode import Postcode
from bot.questions.ranking import Ranking
from bot.questions.scale import Scale
from bot.questions.statements import Statements
from bot.questions.voice import Voice
from bot.questions.yes_no import YesNo

QUESTION_TYPES: Mapping[str, type[Question]] = MappingProxyType(
    {
        "info": Info,
        "consent": Consent,
        "yes_no": YesNo,
        "choice": Choice,
        "multi_choice": MultiChoice,
        "ranking": Ranking,
        "points": Points,
        "statements": Statements,
        "delphi": Delphi,
        "number": Number,
        "scale": Scale,
        "date": Date,
        "postcode": Postcode,
        "free_text": FreeText,
        "voice": Voice,
        "photo": Photo,
        "location": Location,
    }
)
"""The word after `type:` in a flow file, to its class."""

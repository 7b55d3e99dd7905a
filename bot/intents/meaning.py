"""What a reply can mean, and all that its reading may rest on.

Rule: values only; the reading is in the modules beside.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from bot.language.lexicon import Lexicon
from bot.model import Command, Pending, Verdict
from bot.questions.base import Hearing, Question

SMS = "sms"


class Asked(Struct, frozen=True):
    """What stands between us and the person as their message comes in."""

    question: Question | None
    """`None`: nothing is outstanding."""
    hearing: Hearing
    pending: Pending | None = None
    is_optional: bool = False
    channel: str = SMS
    """On SMS the provider's own keywords count too: END and CANCEL stop, INFO helps."""
    aside: Lexicon | None = None
    """The words in which the side question was put, where they are not the session's."""


class ChosenLanguage(Struct, frozen=True):
    """The person named a language."""

    tag: str


class Confirmed(Struct, frozen=True):
    """The reply to "are you sure?": yes, no, or neither."""

    is_sure: bool | None
    is_late: bool = False


class NearStop(Struct, frozen=True):
    """It looks like STOP but is not: ask."""


class Unclear(Struct, frozen=True):
    """Nothing is outstanding, and it is no command."""


Meaning: TypeAlias = Command | ChosenLanguage | Confirmed | Verdict | NearStop | Unclear

"""What a reply can mean, and all that its reading may rest on.

Rule: values only; the reading is in the modules beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.model import Command, Pending, Verdict
from bot.questions.base import Hearing, Question

SMS = "sms"


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands between us and the person as their message comes in."""

    question: Question | None
    """`None`: nothing is outstanding."""
    hearing: Hearing
    pending: Pending | None = None
    is_optional: bool = False
    channel: str = SMS
    """On SMS the provider's own keywords count too: END and CANCEL stop, INFO helps."""


@dataclass(frozen=True, slots=True)
class ChosenLanguage:
    """The person named a language."""

    tag: str


@dataclass(frozen=True, slots=True)
class NearStop:
    """It looks like STOP but is not: ask."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing is outstanding, and it is no command."""


Meaning: TypeAlias = Command | ChosenLanguage | Verdict | NearStop | Unclear

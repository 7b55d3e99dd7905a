"""What people say, as it is kept and counted.

Rule: frozen values; no behaviour beyond what a value says of itself.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from bot.model.states import Outcome


class Other(Struct, frozen=True):
    """An option outside the list, in the person's own words. Empty: picked, words to follow."""

    text: str = ""


class Media(Struct, frozen=True):
    """A voice note, photo or location that a person sent."""

    kind: str
    """`voice`, `photo` or `location`."""
    file_id: str
    """The provider's handle, or `lat,lon` of a location."""
    mime: str = ""
    size: int = 0
    seconds: int = 0


class Split(Struct, frozen=True):
    """Points shared out over options."""

    given: tuple[tuple[str, int], ...] = ()
    """Option id and its points, of those that were given any, in the order of the file. Empty: the
    person gave none to any of them."""

    @property
    def options(self) -> tuple[str, ...]:
        """Those that were given any."""
        return tuple(option for option, _ in self.given)


Value: TypeAlias = bool | int | float | str | Other | Media | Split | tuple["str | Other", ...]
"""An answer: yes_no and consent bool; number and scale a number; choice an id or `Other`;
multi_choice and ranking a tuple of ids; points a `Split`; date ISO text; postcode and free text as
kept."""


class Answer(Struct, frozen=True):
    """The latest that a person said at one step."""

    outcome: Outcome
    value: Value | None = None


class Pending(Struct, frozen=True):
    """A side question that the bot has put before the step's own can be settled."""

    kind: str
    """`did_you_mean`, `other`, `picks`, `stop`, `language`, `offer`, `change`, `restart`."""
    values: tuple[str, ...] = ()
    """Candidates shown in order (`did_you_mean`, `language`, `change`), the language
    offered, or picks so far."""


class Tally(Struct, frozen=True):
    """How many people's latest answer at `step` was `value`, within one value of one facet: a
    person stands in one row, whatever they picked. Facet `""` is everybody."""

    step: str
    """Empty: whoever took part, whatever they said."""
    outcome: Outcome
    value: str
    """Canonical JSON of the coded value, of several picks the whole list; empty where there is
    none."""
    n: int
    facet: str = ""
    """`language`, `channel`, `area`, `segment`, `source`, `wave`, `repeat` or `help`."""
    facet_value: str = ""
    late: int = 0
    """How many of them came after the closing."""
    assisted: int = 0
    """How many of them somebody of the staff entered."""

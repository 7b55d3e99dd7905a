"""`points`: a number of points shared out over options.

Rule: what adds up is taken as it was given; what is too much is asked about once, then scaled down
and said back. Nobody need spend all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from msgspec import field

from bot.model import Accepted, Outcome, Phrase, Rejected, Split, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.choice import Choices
from bot.questions.media import unheard
from bot.questions.menu import menu_of
from bot.questions.polarity import Polarity, polarity
from bot.questions.shares import read_shares

LIMIT_POINTS = 100
OVER: Final = "over"
"""The side question that is left when somebody gave more than there is."""


class Points(Question, frozen=True, kw_only=True):
    """Points over options. Value: `Split`, of those that were given any; empty: none of them."""

    type: ClassVar[str] = "points"

    choices: Choices
    codes: Mapping[str, str] = field(default_factory=dict)
    points: int = 10
    """How many there are to share out."""
    shuffle: bool = False

    def __post_init__(self) -> None:
        if not 2 <= self.points <= LIMIT_POINTS:
            raise ValueError(f"points must be 2 to {LIMIT_POINTS}")
        if len(self.choices) < 2:
            raise ValueError("Points are shared out over two choices at least.")

    def options(self) -> tuple[str, ...]:
        """File order."""
        return self.choices

    @property
    def is_shuffled(self) -> bool:
        """As the file says."""
        return self.shuffle

    @property
    def takes_many(self) -> bool:
        """Taps give a point each."""
        return True

    @property
    def told(self) -> Mapping[str, str]:
        """What its texts say: how many points there are, and how one may share them out."""
        first = -(-self.points * 3 // 5)
        return {"points": str(self.points), "example": f"1:{first} 2:{self.points - first}"}

    def picked(self, picks: tuple[str, ...], option: str) -> tuple[str, ...]:
        """A point more for the option; where none is left, its own come back."""
        if len(picks) < self.points:
            return (*picks, option)
        return tuple(each for each in picks if each != option)

    def typed(self, picks: Sequence[str], order: Sequence[str]) -> str:
        """`1:5 2:3`."""
        given = Counter(picks)
        return " ".join(f"{at}:{given[o]}" for at, o in enumerate(order, 1) if given[o])

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(Split)`, don't-know, or a hint."""
        quiet = unheard(said)
        if quiet is not None:
            return quiet
        menu = menu_of(hearing, self.options())
        given = read_shares(said, menu, self.points)
        if given is not None:
            return self.settle(given, is_asked_again=hearing.aside == OVER)
        if polarity(said, menu.lexicon) == Polarity("dont_know", is_sure=True):
            return Accepted(None, Outcome.DONT_KNOW)
        return Rejected(Phrase("bot.hint.points", self.told))

    def settle(self, given: Mapping[str, int], *, is_asked_again: bool) -> Verdict:
        """The verdict on what each option was given."""
        spent = sum(given.values())
        numbers = {"spent": str(spent), **self.told}
        if spent > self.points and not is_asked_again:
            return Rejected(Phrase("bot.hint.points_over", numbers), aside=OVER)
        if spent > self.points:
            return Accepted(
                self._split(self._scaled(given)), note=Phrase("bot.points.scaled", numbers)
            )
        unused = {"unused": str(self.points - spent)}
        note = Phrase("bot.points.unused", unused) if 0 < spent < self.points else None
        return Accepted(self._split(given), note=note)

    def _split(self, given: Mapping[str, int]) -> Split:
        return Split(tuple((option, n) for option in self.choices if (n := given.get(option, 0))))

    def _scaled(self, given: Mapping[str, int]) -> Mapping[str, int]:
        """In proportion, whole, and exactly as many as there are: largest remainders first."""
        spent = sum(given.values())
        found = {option: n * self.points // spent for option, n in given.items()}
        by_rest = sorted(
            given, key=lambda o: (-(given[o] * self.points % spent), self.choices.index(o))
        )
        for option in by_rest[: self.points - sum(found.values())]:
            found[option] += 1
        return found

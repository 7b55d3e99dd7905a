"""`ranking`: options in the person's order, best first.

Rule: every option asked for stands exactly once; the order given is the order kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from msgspec import field

from bot.model import Accepted, Outcome, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.choice import Choices
from bot.questions.media import unheard
from bot.questions.menu import menu_of
from bot.questions.picks import read_picks
from bot.questions.polarity import Polarity, polarity


class Ranking(Question, frozen=True, kw_only=True):
    """All options in order, or the first `at_most`. Value: ids in the order given."""

    type: ClassVar[str] = "ranking"

    choices: Choices
    codes: Mapping[str, str] = field(default_factory=dict)
    shuffle: bool = False
    at_least: int | None = None
    """Fewest to put in order: as many as `at_most` where it is left out."""
    at_most: int | None = None
    """Ask only for so many; all where it is left out."""

    def options(self) -> tuple[str, ...]:
        """File order."""
        return self.choices

    @property
    def is_shuffled(self) -> bool:
        """As the file says."""
        return self.shuffle

    @property
    def takes_many(self) -> bool:
        """Taps gather picks, in order."""
        return True

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted` of a tuple in the order given, don't-know, or a doubt."""
        quiet = unheard(said)
        if quiet is not None:
            return quiet
        menu = menu_of(hearing, self.options())
        picks = read_picks(said, menu, is_ordered=True)
        if picks is not None:
            return self.settle(picks.options)
        if polarity(said, menu.lexicon) == Polarity("dont_know", is_sure=True):
            return Accepted(None, Outcome.DONT_KNOW)
        return self._hint()

    def settle(self, order: tuple[str, ...]) -> Verdict:
        """The verdict on an order, however it was given (typed, or tapped till DONE)."""
        most = self.at_most or len(self.choices)
        least = self.at_least or most
        is_right = least <= len(order) <= most and len(set(order)) == len(order)
        return Accepted(order) if is_right else self._hint()

    def _hint(self) -> Rejected:
        last = str(self.at_most or len(self.choices))
        return Rejected(Phrase("bot.hint.ranking", {"last": last}))

"""`multi_choice`: several of several options.

Rule: what is exclusive stays alone; one doubtful pick makes the whole reply doubtful.
"""

from __future__ import annotations

from typing import ClassVar

from bot.model import Accepted, Other, Outcome, Phrase, Rejected, Unsure, Verdict
from bot.questions.base import NONE, OTHER, Hearing, Said
from bot.questions.bounds import CountBound, resolve
from bot.questions.choice import Choice
from bot.questions.media import unheard
from bot.questions.menu import Menu, menu_of
from bot.questions.options import find
from bot.questions.picks import Picks, read_picks
from bot.questions.polarity import Polarity, polarity


class MultiChoice(Choice, frozen=True, kw_only=True):
    """Any number of options within bounds. Value: ids in file order, `Other` and none last."""

    type: ClassVar[str] = "multi_choice"

    at_least: CountBound | None = None
    """Fewest picks; one where it is left out."""
    at_most: CountBound | None = None
    """Most picks."""

    @property
    def takes_many(self) -> bool:
        """Taps gather picks."""
        return True

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted` of a tuple, don't-know, or a doubt."""
        quiet = unheard(said)
        if quiet is not None:
            return quiet
        menu = menu_of(hearing, self.options())
        picks = read_picks(said, menu)
        return self.settle(picks, hearing) if picks else _doubt(said, menu)

    def settle(self, picks: Picks, hearing: Hearing) -> Verdict:
        """The verdict on a set of picks, however they were made (typed, or tapped till DONE)."""
        chosen = set(picks.options)
        if NONE in chosen and self.none_of_these and len(chosen) > 1:
            return Rejected(Phrase("bot.hint.alone", labels={"label": (NONE,)}))
        refused = self._miscounted(len(chosen), hearing)
        if refused is not None:
            return refused
        return Accepted(self._value(chosen, picks.words))

    def _value(self, chosen: set[str], words: str) -> tuple[str | Other, ...]:
        return tuple(
            Other(words) if option == OTHER and self.other else option
            for option in self.options()
            if option in chosen
        )

    def _miscounted(self, count: int, hearing: Hearing) -> Rejected | None:
        most = resolve(self.at_most, hearing.answers)
        if most is not None and count > most:
            return Rejected(Phrase("bot.hint.too_many", {"most": f"{most:g}"}))
        least = resolve(self.at_least, hearing.answers)
        if least is not None and count < least:
            return Rejected(Phrase("bot.hint.too_few", {"least": f"{least:g}"}))
        return None


def _doubt(said: Said, menu: Menu) -> Verdict:
    """Nothing picked for certain: one pick that may be meant, don't-know, or the hint."""
    found = find(said, menu)
    if found.taken is not None and found.taken != OTHER:
        return Accepted((found.taken,))
    if len(found.options) == 1:
        return Unsure(found.options)
    if polarity(said, menu.lexicon) == Polarity("dont_know", is_sure=True):
        return Accepted(None, Outcome.DONT_KNOW)
    return Rejected(Phrase("bot.hint.many"))

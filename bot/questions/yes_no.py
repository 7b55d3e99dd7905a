"""`yes_no`: a question with the answers yes and no.

Rule: a yes is never read as a no, nor a no as a yes; doubt asks again.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from bot.model import Accepted, Phrase, Rejected, Unsure, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.media import unheard
from bot.questions.menu import menu_of
from bot.questions.options import read_option

YES, NO = "yes", "no"


class YesNo(Question, frozen=True, kw_only=True):
    """Yes or no. Value: `True` or `False`."""

    type: ClassVar[str] = "yes_no"

    choices: tuple[Literal["yes", "no"], ...] = ()
    """Which of the two the flow words itself; empty: the bot's own Yes and No."""

    def options(self) -> tuple[str, ...]:
        """Always both, yes first."""
        return (YES, NO)

    def tapped(self, option: str) -> Verdict:
        """`True` for yes."""
        return Accepted(option == YES)

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(bool)`, don't-know, or a doubt."""
        quiet = unheard(said)
        if quiet is not None:
            return quiet
        match read_option(said, menu_of(hearing, self.options(), is_polar=True)):
            case Accepted(str() as option, outcome):
                return Accepted(option == YES, outcome)
            case Accepted() | Unsure() as verdict:
                return verdict
            case _:
                return Rejected(Phrase("bot.hint.yes_no"))

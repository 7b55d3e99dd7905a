"""`choice`: one of several options.

Rule: an option is taken only where the reply leaves no doubt; a value is an id, never a label.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta, field

from bot.model import Accepted, Other, Verdict
from bot.questions.base import NONE, OTHER, Hearing, Question, Said
from bot.questions.media import unheard
from bot.questions.menu import menu_of
from bot.questions.options import read_option

Choices = Annotated[tuple[str, ...], Meta(min_length=1)]


class Choice(Question, frozen=True, kw_only=True):
    """One option. Value: its id, or `Other`."""

    type: ClassVar[str] = "choice"

    choices: Choices
    """Option ids in file order; their words are in the catalogue."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Option id to its reporting code, where the file gives one."""
    shuffle: bool = False
    other: bool = False
    """Whether "other, please say" is offered (its words: `choices.other`)."""
    none_of_these: bool = False
    """Whether "none of these" is offered (its words: `choices.none`)."""

    def options(self) -> tuple[str, ...]:
        """File order, then other, then none."""
        extra = (OTHER,) * self.other + (NONE,) * self.none_of_these
        return self.choices + extra

    @property
    def is_shuffled(self) -> bool:
        """As the file says; `OTHER` and `NONE` keep the end."""
        return self.shuffle

    def tapped(self, option: str) -> Verdict:
        """The id; `Other` without words yet for "other, please say"."""
        return Accepted(Other() if option == OTHER and self.other else option)

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(id)`, `Accepted(Other(""))`, don't-know, or a doubt."""
        return unheard(said) or read_option(said, menu_of(hearing, self.options()))

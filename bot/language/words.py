"""The words we understand in one language, as `locales/<tag>/words.yaml` lists them.

Rule: every word of a language stands in its file and nowhere in code; `words_file` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from msgspec import Struct

from bot.language.lexicon import Lexicon, Piece
from bot.language.merging import merge, own_senses
from bot.language.stopping import StopTalk
from bot.model import Command

__all__ = ["Lexicon", "Words", "merge"]


class Words(Struct, frozen=True, eq=False, dict=True):
    """One file: phrases (folded) by what they mean."""

    tag: str
    decimal: str
    roles: Mapping[str, frozenset[str]]
    """Role to its phrases."""
    units: Mapping[str, frozenset[str]]
    commands: Mapping[str, Command]
    """Phrases that are a command wherever they are the whole message."""
    loose_commands: Mapping[str, Command]
    """The same, but an answer where free text is asked for."""
    lists: Mapping[str, frozenset[str]]
    values: Mapping[str, Mapping[str, frozenset[float]]]
    """`numbers`, `ordinals`, `multipliers`…: phrase to what it may stand for."""
    languages: Mapping[str, str]
    """Name of a language, as this one says it, to its tag."""
    exact_unclear: frozenset[str]
    """Whole replies, accents and all, that may mean two things (Vietnamese `đừng`); in plain
    letters also their case: `NA`."""
    exact_stop: frozenset[str] = frozenset()
    """Ways to say STOP that only their accents tell from another word: Vietnamese `dừng`."""
    negator_endings: tuple[str, ...] = ()
    ordinal_endings: frozenset[str] = frozenset()
    date_labels: Mapping[str, frozenset[str]] = MappingProxyType({})
    """`day`, `month`, `year`: what stands beside a number to say which it is (`年`, `tháng`)."""

    spellings: Mapping[str, str] = MappingProxyType({})
    """Another spelling of a word to the one in the lists: `nhi` to `nahi`."""

    @cached_property
    def stopping(self) -> StopTalk:
        """STOP in this language, and what may stand around it."""
        stops = {p for p, command in self.commands.items() if command is Command.STOP}
        return StopTalk(frozenset(stops), self.exact_stop, self.beside_stop, self.spellings)

    @property
    def beside_stop(self) -> frozenset[str]:
        """What may stand around STOP and change nothing: politeness, and what it is said of."""
        return self.roles["polite"] | self.roles["honorific"] | self.lists["with_stop"]

    @cached_property
    def senses(self) -> Mapping[str, Piece]:
        """Phrase to all that it may be in this language."""
        return own_senses(self)

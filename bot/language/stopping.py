"""STOP and what may stand around it: please, thanks, "messages", "to me".

Rule: every word of the message is accounted for, or it is no STOP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field

from bot.language.folding import fold, loosen


class StopTalk(Struct, frozen=True, eq=False, dict=True):
    """How STOP is said, and what may stand around it, in one language or one session."""

    stops: frozenset[str]
    exact: frozenset[str]
    """Told from other words only by their accents."""
    beside: frozenset[str]
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Another spelling of a word to the one in the lists."""

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that can be part of it, in every spelling."""
        exact = {loosen(fold(phrase)) for phrase in self.exact}
        listed = {word for p in self.stops | exact | self.beside for word in p.split(" ")}
        return frozenset(listed.union(s for s, word in self.spellings.items() if word in listed))

    def says_stop(self, words: Sequence[str], accented: Sequence[str]) -> bool:
        """Whether the words are STOP, with nothing around it but what may be.

        Args:
            words: the whole message, folded and loosened.
            accented: the same words with their accents.
        """
        if not self.vocabulary.issuperset(words):
            return False
        listed = [self.spellings.get(word, word) for word in words]
        reached = {0: False}  # words accounted for, and whether STOP is among them
        for at in range(len(words)):
            if at in reached:
                for width, is_stop in self._steps(words[at:], listed[at:], accented[at:]):
                    end = at + width
                    reached[end] = reached[at] or is_stop or reached.get(end, False)
        return reached.get(len(words), False)

    def _steps(
        self, words: Sequence[str], listed: Sequence[str], accented: Sequence[str]
    ) -> Iterator[tuple[int, bool]]:
        """What the words may begin with: its width, and whether it is STOP or only beside it."""
        for width in range(1, min(self._longest, len(words)) + 1):
            forms = {" ".join(words[:width]), " ".join(listed[:width])}
            if forms & self.stops or " ".join(accented[:width]) in self.exact:
                yield width, True
            if forms & self.beside:
                yield width, False

    @cached_property
    def _longest(self) -> int:
        phrases = self.stops | self.exact | self.beside
        return max((phrase.count(" ") + 1 for phrase in phrases), default=0)

"""`scale`: a whole number between two named ends.

Rule: the number typed is the number meant; there is no position beside it.
"""

from __future__ import annotations

from typing import ClassVar, Final

from msgspec import field
from msgspec.structs import replace

from bot.language.numerals import Measured, measure
from bot.model import Accepted, Outcome, Rejected, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.media import unheard
from bot.questions.number import is_clouded, out_of_range
from bot.questions.polarity import Polarity, is_question, polarity

_SHARING: Final = frozenset({"out_of", "of_which"})
LIMIT_OPTIONS = 10
LIMIT_POINTS = 101
"""0 to 100; beyond it nobody rates, they count."""
"""Longer scales are typed, not tapped."""


class Scale(Question, frozen=True, kw_only=True):
    """A point on a scale. Value: `int`. `low` and `high` are words, in the catalogue."""

    type: ClassVar[str] = "scale"
    texts: ClassVar[tuple[str, ...]] = ("low", "high")

    from_: int = field(default=1, name="from")
    to: int = 5

    def __post_init__(self) -> None:
        if self.from_ >= self.to:
            raise ValueError("from must be less than to")
        if self.to - self.from_ >= LIMIT_POINTS:
            raise ValueError(f"A scale has at most {LIMIT_POINTS} points. Use type: number.")

    def options(self) -> tuple[str, ...]:
        """The numbers as text, where they are ten at most."""
        points = range(self.from_, self.to + 1)
        return tuple(map(str, points)) if len(points) <= LIMIT_OPTIONS else ()

    def tapped(self, option: str) -> Verdict:
        """The point itself."""
        return Accepted(int(option))

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(int)`, don't-know, or a hint."""
        quiet = unheard(said)
        if quiet is not None:
            return quiet
        points = self._points(measure(said.text, hearing.lexicon), said.text)
        if points is None or is_question(said.text):
            return self._unread(said, hearing)
        if points != int(points) or not self.from_ <= points <= self.to:
            return self._hint()
        return Accepted(int(points))

    def _points(self, measured: Measured, text: str) -> float | None:
        """The one number, or the first of `4/5` and `4 out of 5`."""
        values = [amount.values for amount in measured.amounts]
        if measured.is_compared or is_clouded(_without_outof(measured)):
            return None
        values = self._without_whole(values, measured, text)
        found = frozenset().union(*values)
        return min(found) if len(found) == 1 else None

    def _without_whole(
        self, values: list[frozenset[float]], measured: Measured, text: str
    ) -> list[frozenset[float]]:
        """The values, the length of the scale apart where it is said with the point."""
        whole = {float(self.to)}
        if len(values) == 2 and values[1] == whole and _is_share(measured, text):
            return values[:1]
        is_after = any("of_which" in piece.roles for piece in measured.rest)
        return values[1:] if len(values) == 2 and values[0] == whole and is_after else values

    def _unread(self, said: Said, hearing: Hearing) -> Verdict:
        if polarity(said, hearing.lexicon) == Polarity("dont_know", is_sure=True):
            return Accepted(None, Outcome.DONT_KNOW)
        return self._hint()

    def _hint(self) -> Rejected:
        return out_of_range(self.from_, self.to)


def _is_share(measured: Measured, text: str) -> bool:
    return "/" in text or any("out_of" in piece.roles for piece in measured.rest)


def _without_outof(measured: Measured) -> Measured:
    rest = tuple(piece for piece in measured.rest if not piece.roles & _SHARING)
    return replace(measured, rest=rest)

"""`number`: one number, in digits or words of the reader's languages.

Rule: a range, a comparison or two numbers are asked again, never averaged or guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, Literal

from msgspec.structs import replace

from bot.language.folding import loosen
from bot.language.lexicon import Piece
from bot.language.numerals import Amount, Measured, measure, whole
from bot.model import Accepted, Outcome, Phrase, Rejected, Verdict
from bot.questions.base import Hearing, Question, Said
from bot.questions.bounds import Bound, resolve
from bot.questions.media import unheard
from bot.questions.polarity import Polarity, is_question, polarity

_MINUTES: Final = {"minutes": 1, "hours": 60, "days": 1440, "weeks": 10080}
_MONTHS: Final = {"months": 1, "years": 12}
_CLOUDING: Final = frozenset(
    {"no", "negator", "hedge", "unclear", "compare", "dont_know", "joiner", "other", "all", "none"}
)
_BESIDE: Final = frozenset(
    {"filler", "frame", "article", "weak", "marker", "classifier", "yes", "range"}
)


class Number(Question, frozen=True, kw_only=True):
    """A number within bounds. Value: `int` where it is whole, else `float`."""

    type: ClassVar[str] = "number"

    at_least: Bound | None = None
    at_most: Bound | None = None
    whole: bool = False
    """Whether a fraction is refused."""
    unit: Literal["minutes", "hours", "days", "weeks", "months", "years"] | None = None
    """What is counted, where it is time: "1 hour" is then 60 minutes, not 1."""
    bands: tuple[int | float, ...] = ()
    """The lowest number of each band, rising. In the file `bands: {0: Under 18, 18: 18 to 64}`;
    the words are at `bands.<lowest as written>`."""

    def band(self, value: float) -> int | float | None:
        """The lowest number of the band that *value* falls in, or `None` below the first."""
        return max((low for low in self.bands if low <= value), default=None)

    def read(self, said: Said, hearing: Hearing) -> Verdict:
        """`Accepted(number)`, don't-know, or a hint."""
        quiet = unheard(said)
        if quiet is not None:
            return quiet
        if _says_none(said, hearing):
            return self._bounded(0, hearing)
        measured = measure(said.text, hearing.lexicon)
        if not measured.amounts:
            return _without_number(said, hearing)
        value = self._amount(measured)
        if value is None or is_question(said.text):
            key = "bot.hint.one_number" if _is_several(measured) else "bot.hint.number"
            return Rejected(Phrase(key))
        return self._bounded(whole(value), hearing)

    def _amount(self, measured: Measured) -> float | None:
        """The one number meant, in this question's unit."""
        if measured.is_compared or is_clouded(measured):
            return None
        amounts = measured.amounts
        if self.unit in _MINUTES:
            amounts = _with_minutes(amounts)
        values = [self._converted(amount) for amount in amounts]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            return None
        if len(known) == 1 or _is_said_twice(amounts, known):
            return known[0]
        units = {amount.unit for amount in amounts}
        is_sum = bool(self.unit) and "" not in units and len(units) == len(amounts)
        return sum(known) if is_sum else None

    def _converted(self, amount: Amount) -> float | None:
        if len(amount.values) != 1:
            return None
        value = min(amount.values)
        if self.unit is None or amount.unit in {"", "things", self.unit}:
            return value
        return convert(value, amount.unit, self.unit)

    def _bounded(self, value: int | float, hearing: Hearing) -> Verdict:
        if self.whole and not isinstance(value, int):
            return Rejected(Phrase("bot.hint.number_whole"))
        least = resolve(self.at_least, hearing.answers)
        most = resolve(self.at_most, hearing.answers)
        if (least is None or value >= least) and (most is None or value <= most):
            return Accepted(value)
        return out_of_range(least, most)


def _with_minutes(amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """`2h30`, `1 hour 30`: what follows the hours without a unit is minutes."""
    if len(amounts) != 2 or amounts[0].unit != "hours" or amounts[1].unit:
        return amounts
    is_minutes = all(10 <= value < 60 and value == int(value) for value in amounts[1].values)
    return (amounts[0], replace(amounts[1], unit="minutes")) if is_minutes else amounts


def _is_said_twice(amounts: tuple[Amount, ...], values: Sequence[float]) -> bool:
    """`40 (forty)`: once in digits and once in words; `2 adults 2 children` are four."""
    is_both = len(amounts) == 2 and amounts[0].is_digits != amounts[1].is_digits
    units = {amount.unit for amount in amounts} - {""}
    return is_both and values[0] == values[1] and len(units) < 2


def out_of_range(least: float | None, most: float | None) -> Rejected:
    """The hint that names the bounds there are."""
    if least is None:
        return Rejected(Phrase("bot.hint.number_most", {"most": f"{most:g}"}))
    if most is None:
        return Rejected(Phrase("bot.hint.number_least", {"least": f"{least:g}"}))
    return Rejected(Phrase("bot.hint.number_range", {"least": f"{least:g}", "most": f"{most:g}"}))


def convert(value: float, unit: str, wanted: str) -> float | None:
    """*value* in another unit of time; `None` between weeks and months, which do not divide."""
    for table in (_MINUTES, _MONTHS):
        if unit in table and wanted in table:
            return value * table[unit] / table[wanted]
    return None


def is_clouded(measured: Measured) -> bool:
    """Whether the words beside the amounts doubt, deny or change them, or are not understood.

    Words of no list are let pass where the amount has a unit: `40 minutes by bus`.
    """
    has_unit = all(amount.unit and not amount.is_bare for amount in measured.amounts)
    return any(_clouds(piece, has_unit=has_unit) for piece in measured.rest)


def _clouds(piece: Piece, *, has_unit: bool) -> bool:
    if "about" in piece.roles:
        return False
    if "ago" in piece.roles:
        return not has_unit
    if piece.roles & _CLOUDING:
        return "frame" not in piece.roles
    return not (piece.roles & _BESIDE or piece.unit) and not (has_unit and not piece.is_known)


def _is_several(measured: Measured) -> bool:
    counted = {amount.values for amount in measured.amounts}
    doubting = {"range", "compare", "hedge"}
    is_near = any(piece.roles & doubting for piece in measured.rest)
    return len(counted) > 1 or measured.is_compared or is_near


def _says_none(said: Said, hearing: Hearing) -> bool:
    pieces = hearing.lexicon.pieces(loosen(said.key).split())
    told = [piece for piece in pieces if not piece.roles & {"filler", "weak", "frame"}]
    return len(told) == 1 and "none" in told[0].roles and not is_question(said.text)


def _without_number(said: Said, hearing: Hearing) -> Verdict:
    if polarity(said, hearing.lexicon) == Polarity("dont_know", is_sure=True):
        return Accepted(None, Outcome.DONT_KNOW)
    return Rejected(Phrase("bot.hint.number"))

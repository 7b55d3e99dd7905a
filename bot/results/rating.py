"""What is told of an item that was rated: its middle, its middle half, and whether people agree.

Rule: worked out of true counts, and therefore shown only where another story leaves all of it as
it is (`stories`): the middle of what is published would not be the middle of what people said.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from bot.questions.delphi import Delphi
from bot.results.measures import spread
from bot.results.tables import Scored, SmallNumbers, percent


class Rating(Struct, frozen=True):
    """An item as it is told."""

    median: float | None
    quarter: float | None
    three_quarters: float | None
    high: int | None
    """People who rated it at the upper end, rounded; `None`: few."""
    low: int | None
    is_settled: bool
    """Enough of them rated it at the one end, or at the other."""


def scored(question: Delphi) -> Scored:
    """The rule of a question, as its counts are held against it."""
    return Scored(
        tuple(map(str, question.high)), tuple(map(str, question.low)), question.agree.share
    )


def rating(cells: Mapping[str, int], rule: Scored, limits: SmallNumbers) -> Rating:
    """An item as told.

    Args:
        cells: true counts by number.
        rule: what counts as agreement.
        limits: what is too small to show.
    """
    base = sum(cells.values())
    found = spread([(float(cell), n) for cell, n in cells.items()])
    high, low = (sum(cells.get(cell, 0) for cell in end) for end in (rule.high, rule.low))
    return Rating(
        median=found.median,
        quarter=found.quarter,
        three_quarters=found.three_quarters,
        high=limits.shown(high),
        low=limits.shown(low),
        is_settled=base > 0 and 100 * max(high, low) >= rule.share * base,
    )


def shares(found: Rating, needed: int, base: int) -> tuple[int | None, int | None]:
    """Percent at the upper end, and at the lower one, of a rounded base. Rounded figures may say
    otherwise than the rule, which holds of true ones: the share then stops short of it."""
    is_upper = (found.high or 0) >= (found.low or 0)
    return (
        _share(found.high, base, needed, is_settled=found.is_settled and is_upper),
        _share(found.low, base, needed, is_settled=found.is_settled and not is_upper),
    )


def _share(count: int | None, base: int, needed: int, *, is_settled: bool) -> int | None:
    if count is None or not base:
        return None
    found = min(percent(count, base), 100)
    return max(found, needed) if is_settled else min(found, needed - 1)

"""Did we hear you right? How many said that we did, as it may be shown.

Rule: as all figures: small numbers are hidden, and with two cells one that is hidden hides both.
"""

from __future__ import annotations

from msgspec import Struct

from bot.results.summary import Cell
from bot.results.tables import SmallNumbers, percent, rounded

AGREE, DISAGREE = "agree", "disagree"
_USUAL = SmallNumbers()


class Heard(Struct, frozen=True):
    """What people say of our summary, safe to publish."""

    base: int | None
    """Who answered, rounded to 5; `None`: fewer than 10, so nothing else is shown."""
    cells: tuple[Cell, ...] = ()
    """`agree` and `disagree`."""


def heard_right(agree: int, disagree: int, limits: SmallNumbers = _USUAL) -> Heard:
    """Make two counts safe to show."""
    if agree + disagree < limits.base:
        return Heard(None)
    base = rounded(agree + disagree)
    counts = {AGREE: agree, DISAGREE: disagree}
    if any(1 <= n <= limits.star for n in counts.values()):
        return Heard(base, tuple(Cell(name, None) for name in counts))
    return Heard(
        base,
        tuple(Cell(name, rounded(n), percent(rounded(n), base)) for name, n in counts.items()),
    )

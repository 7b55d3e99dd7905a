"""Did we hear you right? How many said that we did, as it may be shown.

Rule: as all figures: small numbers are hidden, and with two cells one that is hidden hides both.
"""

from __future__ import annotations

from msgspec import Struct

from bot.results.showing import published
from bot.results.summary import Cell
from bot.results.tables import SmallNumbers

AGREE, DISAGREE = "agree", "disagree"


class Heard(Struct, frozen=True):
    """What people say of our summary, safe to publish."""

    base: int | None
    """Who answered, rounded; `None`: too few, so nothing else is shown."""
    cells: tuple[Cell, ...] = ()
    """`agree` and `disagree`."""


def heard_right(agree: int, disagree: int, limits: SmallNumbers) -> Heard:
    """Make two counts safe to show."""
    if agree + disagree < limits.base:
        return Heard(None)
    base = limits.rounded(agree + disagree)
    counts = {AGREE: agree, DISAGREE: disagree}
    is_hidden = any(limits.is_small(n) for n in counts.values())
    return Heard(base, published(counts, base, counts if is_hidden else (), limits))

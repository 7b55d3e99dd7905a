"""Where a consultation may go: one way, and never twice."""

from __future__ import annotations

import itertools

import pytest

from bot.errors import Refused
from bot.flow.lifecycle import ARCHIVE, CLOSE, OPEN, REPORT, allows, moved
from bot.model import Lifecycle

WAY = {
    (Lifecycle.DRAFT, OPEN): Lifecycle.OPEN,
    (Lifecycle.OPEN, OPEN): Lifecycle.OPEN,
    (Lifecycle.OPEN, CLOSE): Lifecycle.CLOSED,
    (Lifecycle.CLOSED, REPORT): Lifecycle.REPORTED,
    (Lifecycle.REPORTED, ARCHIVE): Lifecycle.ARCHIVED,
}
EVERY = list(itertools.product(Lifecycle, (OPEN, CLOSE, REPORT, ARCHIVE)))


@pytest.mark.parametrize(("stands", "deed"), [pair for pair in EVERY if pair in WAY])
def test_a_consultation_moves_on(stands: Lifecycle, deed: str) -> None:
    assert moved("parks", stands, deed) is WAY[stands, deed]
    assert allows(stands, deed)


@pytest.mark.parametrize(("stands", "deed"), [pair for pair in EVERY if pair not in WAY])
def test_any_other_move_is_refused_by_name(stands: Lifecycle, deed: str) -> None:
    how = {Lifecycle.OPEN: "is still open", Lifecycle.DRAFT: "is a draft"}

    with pytest.raises(Refused, match=rf"^parks {how.get(stands, f'is {stands} already')}: .+\.$"):
        moved("parks", stands, deed)
    assert not allows(stands, deed)

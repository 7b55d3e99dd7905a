from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import Rate
from bot.store.pacing import Purse
from tests.store.makers import NOON


@given(
    burst=st.integers(1, 9),
    per_second=st.floats(0.2, 20),
    units=st.lists(st.integers(1, 6)),
    gaps=st.lists(st.floats(0, 3), min_size=1, max_size=30),
)
def test_no_stretch_of_time_sends_more_than_rate_and_burst_allow(
    burst: int, per_second: float, units: list[int], gaps: list[float]
) -> None:
    rate = Rate(per_second, burst)
    tokens, waiting, total = float(burst), list(units), 0
    for gap in gaps:
        purse = Purse(rate, min(burst, tokens + gap * per_second), NOON)
        while waiting and purse.take(waiting[0]):
            total += waiting.pop(0)
        tokens = purse.tokens

    debt = max(units, default=1) - 1
    assert total <= burst + sum(gaps) * per_second + debt + 1e-6


@pytest.mark.parametrize(
    ("tokens", "seconds"), [(3, 0), (1, 0), (0.5, 0.25), (0, 0.5), (-2, 1.5)], ids=str
)
def test_the_next_token_is_there_when_it_says(tokens: float, seconds: float) -> None:
    purse = Purse(Rate(2, 5), tokens, NOON)

    assert purse.ready_at == NOON + timedelta(seconds=seconds)
    assert purse.is_empty == (seconds > 0)

"""Agreement of two coders, against tables worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.results.coding.agreement import (
    Table,
    agreements,
    expected,
    kappa,
    observed,
    pooled,
    table,
)

WORKED = Table(both=20, first_only=5, second_only=10, neither=15)
"""Of 50 answers: the first gave it to 25 (half), the second to 30 (three fifths). By chance they
agree on 0.5 x 0.6 + 0.5 x 0.4 = 0.5; they do on 35 of 50 = 0.7; (0.7 - 0.5) / (1 - 0.5) = 0.4."""
RARE = Table(both=1, first_only=1, second_only=0, neither=48)
"""The first gave it to 2 of 50 (0.04), the second to 1 (0.02): by chance 0.0008 + 0.9408 =
0.9416, seen 0.98; 0.0384 / 0.0584 = 0.657534."""


def test_kappa_is_what_the_hand_worked_table_says() -> None:
    assert observed(WORKED) == pytest.approx(0.7)
    assert expected(WORKED) == pytest.approx(0.5)
    assert kappa(WORKED) == pytest.approx(0.4)
    assert kappa(RARE) == pytest.approx(0.657534, abs=1e-6)


def test_all_codes_together_are_pooled_from_mean_shares() -> None:
    # Seen (0.7 + 0.98) / 2 = 0.84; by chance (0.5 + 0.9416) / 2 = 0.7208; 0.1192 / 0.2792.
    assert pooled([WORKED, RARE]) == pytest.approx(0.426934, abs=1e-6)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        pytest.param(Table(5, 0, 0, 5), 1.0, id="full_agreement"),
        pytest.param(Table(0, 5, 5, 0), -1.0, id="full_disagreement"),
        pytest.param(Table(0, 0, 0, 10), None, id="never_given_by_either"),
        pytest.param(Table(10, 0, 0, 0), None, id="given_to_every_answer_by_both"),
        pytest.param(Table(0, 0, 0, 0), None, id="no_answers"),
        pytest.param(Table(0, 1, 0, 9), 0.0, id="one_never_gives_it"),
        pytest.param(Table(1, 0, 0, 0), None, id="one_answer"),
    ],
)
def test_where_nothing_can_be_said_nothing_is(counts: Table, says: float | None) -> None:
    assert kappa(counts) == (None if says is None else pytest.approx(says))


def test_each_code_and_then_all_together() -> None:
    pairs = [(("buses",), ("buses",)), (("buses", "cost"), ("buses",)), ((), ())]

    buses, cost, together = agreements(["buses", "cost"], pairs)

    assert table("cost", pairs) == Table(0, 1, 0, 2)
    assert (buses.observed, buses.kappa) == (1.0, 1.0)
    assert cost.observed == pytest.approx(2 / 3)
    assert cost.kappa == pytest.approx(0)
    assert (together.code, together.answers) == ("", 3)
    assert together.observed == pytest.approx(2 / 3)  # answers on which every code is the same


def test_of_no_pairs_nothing_is_said() -> None:
    assert agreements(["buses"], []) == ()
    assert pooled([]) is None


COUNT = st.integers(0, 40)


@given(COUNT, COUNT, COUNT, COUNT)
def test_kappa_lies_between_its_ends_and_does_not_care_who_was_first(
    both: int, first: int, second: int, neither: int
) -> None:
    found = kappa(Table(both, first, second, neither))

    assert found == kappa(Table(both, second, first, neither))
    assert found is None or -1 <= found <= 1

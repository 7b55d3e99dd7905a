"""Bank holidays by rule are the ones that a well-kept library lists."""

from __future__ import annotations

from datetime import date

import pytest
from holidays.countries.united_kingdom import UnitedKingdom

from bot.flow.holidays import Region, bank_holidays, easter

PROCLAIMED = {
    date(2026, 6, 15),  # Scotland, for the World Cup
}
"""Once, by proclamation: no rule makes them."""


@pytest.mark.parametrize(
    ("region", "subdivisions"),
    [
        ("england-and-wales", ("ENG", "WLS")),
        ("scotland", ("SCT",)),
        ("northern-ireland", ("NIR",)),
    ],
)
def test_the_rules_make_the_days_that_are_kept(
    region: Region, subdivisions: tuple[str, ...]
) -> None:
    for year in range(2024, 2074):
        for subdivision in subdivisions:
            kept = UnitedKingdom(subdiv=subdivision, years=year)  # type: ignore[no-untyped-call]  # theirs
            listed = set(kept) - PROCLAIMED

            assert bank_holidays(region, year) == listed, (region, year)


def test_elsewhere_none_is_kept() -> None:
    assert bank_holidays("none", 2027) == frozenset()


@pytest.mark.parametrize(
    "sunday", [date(2027, 3, 28), date(2038, 4, 25), date(2285, 3, 22), date(1961, 4, 2)]
)
def test_easter_falls_where_the_tables_put_it(sunday: date) -> None:
    assert easter(sunday.year) == sunday

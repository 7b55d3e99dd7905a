"""Rounds fit into the time there is; what else is wrong with them stands in `broken_flows`."""

from __future__ import annotations

from pathlib import Path

from tests.flow.files import flow, found


def test_rounds_that_end_as_it_closes_fit(tmp_path: Path) -> None:
    rate = {
        "id": "rate",
        "type": "delphi",
        "text": "How much would it help?",
        "items": {"bench": "A bench"},
        "each": "14 days",
        "agree": {"share": 80, "within": [7, 9]},
    }
    dates = {"opens": "2027-05-04 09:00", "closes": "2027-06-15 09:00"}

    assert not found(tmp_path, flow(rate, **dates))
    assert len(found(tmp_path, flow(rate, **{**dates, "closes": "2027-06-15 08:59"}))) == 1

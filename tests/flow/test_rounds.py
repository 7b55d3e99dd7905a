"""When rounds end: by the consultation's own clock, whatever the season does to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.flow.load import load
from bot.flow.rounds import ends, rated
from bot.flow.version import dump_document, parse_document
from tests.flow.files import BLOCKS, FLOWS

LONDON = ZoneInfo("Europe/London")
DOCUMENT = load(FLOWS / "delphi-rounds", BLOCKS)


def test_a_round_ends_at_the_hour_of_the_opening() -> None:
    at = rated(DOCUMENT.flow)
    assert at is not None
    opens = datetime(2027, 3, 20, 9, tzinfo=LONDON)  # the clocks go forward on the 28th
    plan = replace(DOCUMENT.plan, opens=opens)

    assert [ends(at[1], plan, n) for n in (1, 2)] == [
        datetime(2027, 4, 3, 9, tzinfo=LONDON),
        datetime(2027, 4, 17, 9, tzinfo=LONDON),
    ]
    assert ends(at[1], replace(plan, opens=None), 1) is None


def test_what_is_stored_asks_the_same() -> None:
    again = parse_document(dump_document(DOCUMENT))

    assert again == DOCUMENT
    assert rated(again.flow) == rated(DOCUMENT.flow)
    at = rated(again.flow)
    assert at is not None
    assert at[1].each == timedelta(days=14)


def test_a_flow_without_ratings_has_none() -> None:
    assert rated(replace(DOCUMENT.flow, steps=DOCUMENT.flow.steps[:1])) is None

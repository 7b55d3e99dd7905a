"""`kotha results` and what is exported beside it: the tables that were worked out by hand."""

from __future__ import annotations

import asyncio
import csv
import json

import pytest
from msgspec.structs import replace

from bot.app import opened
from bot.flow.structure import Document
from bot.model import Lifecycle
from bot.ports import SnapshotKind
from bot.results.counting import Counted
from bot.results.opinion import grouped
from bot.results.shape import as_text
from bot.results.tables import USUAL
from bot.settings import load
from bot.shelf.figures import snapshot as of_figures
from tests.cli.house import House
from tests.results.by_hand import APRIL, document, expected, figures
from tests.results.test_by_hand import cells_of_data
from tests.results.test_opinion import LEFT, PARKS, RIGHT, closed, voted
from tests.web.test_cell_by_cell import of_open_data, of_page


@pytest.fixture
def park(house: House) -> House:
    """An installation where they were asked, and told what was heard."""
    kept(house, document(), Counted(figures(), ""))
    return house


def test_every_command_shows_them_cell_by_cell(park: House) -> None:
    data = json.loads(park.run("results", "park", "--json").out)
    text = park.run("results", "park").out
    made = park.run("export", "opendata", "park", "--out", str(park.folder))
    report = park.folder / "report.html"
    drawn = park.run("export", "report", "park", "--out", str(report))

    assert (made.code, drawn.code) == (0, 0)
    assert dict(cells_of_data(data)) == expected()
    assert text.startswith(as_text(figures(), document()))
    lines = (park.folder / "park-figures.csv").read_text("utf-8-sig").splitlines()
    assert dict(of_open_data(csv.DictReader(lines))) == expected()
    told = dict(of_page(report.read_text("utf-8")))
    assert told == {key: cell for key, cell in expected().items() if key[2] != "deviation"}


def test_opinion_groups_are_shown_as_kept_and_where_there_are_none_it_is_said_how(
    house: House,
) -> None:
    ballots = voted(LEFT, 80) + voted(RIGHT, 60)
    alone = closed(ballots)
    flow = replace(PARKS.flow, slug="walks")
    other = Counted(replace(alone.figures, slug="walks"), alone.truth)
    kept(house, PARKS, grouped(alone, ballots, (), USUAL))
    kept(house, replace(PARKS, flow=flow), other)

    text = house.run("results", "parks").out
    data = json.loads(house.run("results", "parks", "--json").out)
    groups = house.run("results", "parks", "--groups").out
    without = house.run("results", "walks").out
    late = house.run("results", "walks", "--groups")

    assert "2 opinion groups: `kotha results parks --groups` tells of them." in text
    assert [each["people"] for each in data["opinion_groups"]["groups"]] == [80, 60]
    assert "Group A: 80 people" in groups
    assert "Opinion groups are not among these figures." in without
    assert "`kotha results walks --groups` finds them, once" in without
    assert (late.code, "Too few people for groups" in late.out) == (0, True)


def kept(house: House, asked: Document, found: Counted) -> None:
    """A consultation that was reported with these figures."""

    async def save() -> None:
        async with (
            opened(load(house.env, house.folder / "kotha.toml")) as app,
            app.store.begin() as transaction,
        ):
            await transaction.save_consultation(asked, Lifecycle.REPORTED, APRIL)
            snapshot = of_figures(asked.flow.slug, SnapshotKind.CLOSING, APRIL, found)
            await transaction.save_snapshot(snapshot, after=0)

    asyncio.run(save())

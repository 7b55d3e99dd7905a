"""`kotha results` and what is exported beside it: the tables that were worked out by hand."""

from __future__ import annotations

import asyncio
import csv
import json

import pytest

from bot.app import opened
from bot.model import Lifecycle
from bot.results.shape import as_text
from bot.settings import load
from tests.cli.house import House
from tests.results.by_hand import APRIL, document, expected, figures, publication
from tests.results.test_by_hand import cells_of_data
from tests.web.test_cell_by_cell import of_open_data, of_page


@pytest.fixture
def park(house: House) -> House:
    """An installation where they were asked, and told what was heard."""

    async def kept() -> None:
        snapshot = publication().snapshot
        assert snapshot is not None
        async with (
            opened(load(house.env, house.folder / "kotha.toml")) as app,
            app.store.begin() as transaction,
        ):
            await transaction.save_consultation(document(), Lifecycle.REPORTED, APRIL)
            await transaction.save_snapshot(snapshot, after=0)

    asyncio.run(kept())
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

"""`kotha pause` and `kotha resume`: one word stops everything, one lets it go on."""

from __future__ import annotations

import json

from bot.cli import WRONG
from tests.cli.house import DRAFTS, SLUG, SMS, House


def test_a_pause_is_shown_in_the_status_until_it_ends(house: House) -> None:
    house.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)

    paused = house.run("pause", SLUG)
    during = house.run("status")
    machine = json.loads(house.run("status", "--json").out)["consultations"][0]
    resumed = house.run("resume", SLUG)
    again = house.run("resume", SLUG)

    assert paused.code == 0
    assert f"{SLUG} is paused" in paused.out
    assert f"`kotha resume {SLUG}`" in paused.out
    assert "PAUSED since" in during.out
    assert machine["paused_since"]
    assert resumed.out == f"{SLUG} goes on.\n"
    assert again.out == f"{SLUG} was not paused.\n"
    assert "PAUSED" not in house.run("status").out


def test_everything_can_be_paused_before_anything_was_launched(house: House) -> None:
    assert json.loads(house.run("pause", "--json").out) == {"paused": None, "changed": True}
    assert house.run("pause").out == "Everything was paused already.\n"
    assert house.run("pause", "parks").code == WRONG
    assert house.run("resume").out == "Everything goes on.\n"

"""`kotha code`: what a coder sees."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli import WRONG
from tests.cli.house import DRAFTS, SLUG, SMS, House
from tests.commands import installation, kotha


def test_of_a_consultation_that_is_not_there_it_is_a_plain_line(tmp_path: Path) -> None:
    env = installation(tmp_path)

    for command in (("show", "parks"), ("sheet", "parks", "why")):
        ran = kotha("code", *command, env=env)

        assert (ran.code, ran.out) == (WRONG, "")
        assert ran.err == "No consultation called parks was launched here.\n"


def test_a_file_that_is_no_sheet_is_refused_with_its_place(tmp_path: Path) -> None:
    env = installation(tmp_path)
    sheet = tmp_path / "why.csv"
    sheet.write_text("id,codes\nr1,buses\n", encoding="utf-8")

    ran = kotha("code", "take", str(sheet), "--by", "Ann", env=env)

    assert ran.code == WRONG
    assert 'why.csv:1:1: W-401 There is no column "original".' in ran.err


def test_nothing_said_yet_is_shown_as_nothing(house: House) -> None:
    house.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)
    house.run("close", SLUG, "--confirm", SLUG)

    shown = house.run("code", "show", SLUG)
    assert shown.out.startswith("more: 0 of 0 answers coded\n")
    (question,) = json.loads(house.run("code", "show", SLUG, "--json").out)["questions"]
    assert (question["step"], question["coders"], question["agreement"]) == ("more", [], [])
    assert "There is nothing to code" in house.run("code", "sheet", SLUG, "more").err

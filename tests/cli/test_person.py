"""`kotha person`: what an officer is told of one participant."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli import WRONG
from tests.cli.house import DRAFTS, SLUG, SMS, House
from tests.commands import installation, kotha


def test_nobody_is_a_plain_line(tmp_path: Path) -> None:
    env = installation(tmp_path)
    for command in (
        ("show", "00000000"),
        ("reply", "00000000", "--text", "words", "--send"),
        ("done", "00000000"),
    ):
        ran = kotha("person", *command, env=env)

        assert ran.code == WRONG
        assert ran.err.startswith("No one case is meant by that.")


def test_answers_are_entered_for_somebody_on_the_telephone(house: House) -> None:
    house.list.write_text("phone,language\n07700 900001,en\n", encoding="utf-8")
    assert house.launch(*DRAFTS, "--send", "--confirm", "1", **SMS).code == 0
    asked = ("person", "assist", "+447700900001", SLUG)

    ran = kotha(*asked, "--consent", "on the phone", "--json", env=house.env, text="yes\n1\n")
    shown = [json.loads(line) for line in ran.out.splitlines()]

    assert ran.code == 0
    assert [each["is_over"] for each in shown] == [False, False, False]
    assert shown[1]["says"][0].startswith("When was your last eye screening?")
    assert kotha(*asked, "--consent", " ", env=house.env).code == WRONG


def test_erasing_is_a_dry_run_until_it_is_to_be_done(house: House) -> None:
    house.list.write_text("phone,language,name\n07700 900001,en,Zubaidah\n", encoding="utf-8")
    assert house.launch(*DRAFTS, "--send", "--confirm", "1", **SMS).code == 0
    assert kotha("user", "add", "Dan Lead", "--role", "data_lead", env=house.env).code == 0
    asked = ("person", "erase", "+447700900001", "--by", "Dan Lead")

    refused = kotha(*asked, env=house.env)
    dry = kotha(*asked, "--reason", "asked by letter", env=house.env)
    done = kotha(*asked, "--reason", "asked by letter", "--send", "--json", env=house.env)

    assert (refused.code, "--reason" in refused.err) == (WRONG, True)
    assert "Nothing was erased: add --send." in dry.out
    assert json.loads(done.out)["rows"]["participant"] == 1
    assert kotha(*asked, "--reason", "again", env=house.env).err.startswith("That number leads to")
    assert "Zubaidah" not in dry.out + done.out


def test_a_copy_is_written_for_one_pair_of_eyes_and_the_purge_is_dry(
    house: House, tmp_path: Path
) -> None:
    house.list.write_text("phone,language,name\n07700 900001,en,Zubaidah\n", encoding="utf-8")
    assert house.launch(*DRAFTS, "--send", "--confirm", "1", **SMS).code == 0
    assert kotha("user", "add", "Dan Lead", "--role", "data_lead", env=house.env).code == 0
    asked = ("person", "export", "+447700900001", "--by", "Dan Lead", "--out")
    page = tmp_path / "copy.html"

    done = kotha(*asked, str(page), env=house.env)
    again = kotha(*asked, str(page), env=house.env)
    data = kotha(*asked, str(tmp_path / "copy.json"), "--json", env=house.env)
    purge = kotha("purge", "--json", env=house.env)

    assert (done.code, page.stat().st_mode & 0o777) == (0, 0o600)
    assert "Zubaidah" in page.read_text("utf-8")
    assert "Zubaidah" not in done.out
    assert (again.code, "Give a new file" in again.err) == (WRONG, True)
    assert json.loads(data.out)["rows"]["participant"] == 1
    assert kotha(*asked, str(tmp_path / "copy.txt"), env=house.env).code == 2
    assert json.loads(purge.out)["deleted"] is False
    assert kotha("purge", "--send", env=house.env).out.count("0 left") == 7
    assert kotha("person", "clock", "00000000", "--by", "Dan Lead", "--stop", env=house.env).code

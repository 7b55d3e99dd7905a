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

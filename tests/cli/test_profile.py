"""`kotha profile` and `kotha status --by`: who is missing, told to an officer."""

from __future__ import annotations

import json

import pytest

from bot.cli import MISUSE, WRONG
from tests.cli.house import DRAFTS, SLUG, SMS, House

PROFILE = """group,share,target,source
language: en,60,,Census 2021
language: bn,40,3,Census 2021
"""


def uploaded(house: House, text: str, *args: str) -> tuple[int, str, str]:
    """What becomes of a profile."""
    path = house.folder / "community.csv"
    path.write_text(text, encoding="utf-8")
    ran = house.run("profile", SLUG, str(path), *args)
    return ran.code, ran.out, ran.err


def launched(house: House) -> None:
    ran = house.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)
    assert ran.code == 0, ran.err


def test_a_gap_becomes_a_task_that_status_shows(house: House) -> None:
    house.run("user", "add", "Rahima Begum", "--language", "bn")
    launched(house)
    code, out, _ = uploaded(house, PROFILE)
    told = house.run("status", SLUG).out
    data = json.loads(house.run("status", SLUG, "--json").out)["consultations"][0]

    assert code == 0
    assert "bn: 0 (community 40%); MISSING 3 of 3 hoped for" in out
    assert "1 task for link workers opened or closed." in out
    assert "not given: 0" in told
    assert "look for language: bn" in told
    assert "Rahima Begum" in told
    assert data["tasks"][0]["group"] == "language: bn"
    assert data["profile"][0]["groups"][1] == {
        "group": "bn", "share": 40.0, "achieved": None, "people": 0, "target": 3, "wanted": 3,
        "missing": 3, "source": "Census 2021",
    }  # fmt: skip
    assert data["cases"] == []


def test_a_task_is_closed_by_command(house: House) -> None:
    launched(house)
    uploaded(house, PROFILE)
    data = json.loads(house.run("status", SLUG, "--json").out)["consultations"][0]
    closed = house.run("person", "done", data["tasks"][0]["id"], "--send")
    shown = house.run("person", "show", data["tasks"][0]["id"])

    assert (closed.code, shown.code) == (0, WRONG)
    assert "look for" not in house.run("status", SLUG).out


def test_the_same_file_again_changes_nothing_and_remove_takes_it_away(house: House) -> None:
    launched(house)
    uploaded(house, PROFILE)
    _, again, _ = uploaded(house, PROFILE, "--json")
    gone = json.loads(house.run("profile", SLUG, "--remove", "--json").out)

    assert json.loads(again)["tasks_changed"] == 0
    assert (gone["profile"], gone["tasks_changed"]) == ([], 1)
    assert "has no profile" in house.run("profile", SLUG).out


def test_without_a_file_the_profile_is_shown(house: House) -> None:
    uploaded(house, PROFILE)
    shown = json.loads(house.run("profile", SLUG, "--json").out)

    assert [each["by"] for each in shown["profile"]] == ["language"]
    assert shown["profile"][0]["known"] == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("group,share\nethnic_group: asian,100\n",
                     "community.csv:2:1: P-203 \"ethnic_group\" is what people say of themselves",
                     id="equality_answers"),
        pytest.param("group,share\nlanguage: en,60\nlanguage: so,40\n",
                     '3:1: P-204 language: there is no "so" here. Known: bn, en, syl, other.',
                     id="unknown_language"),
        pytest.param("group,share\nlanguage: en,60\n",
                     "community.csv:2:1: P-209 The shares by language sum to 60, not to 100",
                     id="not_a_hundred"),
    ],
)  # fmt: skip
def test_a_file_with_mistakes_is_refused_whole_and_by_row(
    house: House, text: str, says: str
) -> None:
    uploaded(house, PROFILE)
    code, _, err = uploaded(house, text)

    assert code == WRONG
    assert says in err
    assert "Traceback" not in err
    assert json.loads(house.run("profile", SLUG, "--json").out)["profile"][0]["groups"]


def test_a_file_that_is_none_and_a_flow_that_is_none(house: House) -> None:
    assert house.run("profile", SLUG, "nowhere.csv").code == WRONG
    assert house.run("profile", "nothing").code == MISUSE
    assert house.run("profile", SLUG, "a.csv", "--remove").code == MISUSE


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("language", {"bn": 2, "en": 1}),
        ("channel", {"sms": 2, "telegram": 1}),
        ("source", {"": 3}),
        ("area", {"": 3}),
        ("link-worker", {"": 3}),
        ("segment", {"": 3}),
    ],
)
def test_the_funnel_by_anything_adds_up(house: House, by: str, groups: dict[str, int]) -> None:
    launched(house)
    told = house.run("status", SLUG, "--by", by)
    data = json.loads(house.run("status", SLUG, "--by", by, "--json").out)["consultations"][0]

    assert told.code == 0
    assert "publish none of it" in told.out
    assert {value: sum(words.values()) for value, words in data["split"].items()} == groups
    assert sum(data["funnel"].values()) == data["invited"] == 3
    assert sum(data["joined"].values()) == 0


def test_nothing_else_can_be_split_by(house: House) -> None:
    launched(house)
    ran = house.run("status", SLUG, "--by", "ethnic_group")

    assert ran.code == WRONG
    assert "use language, channel, source, area, link_worker, segment" in ran.err

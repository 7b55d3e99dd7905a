"""`kotha approve` and `kotha cancel`: a large launch needs two people, and can be taken back."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from bot.cli import WRONG
from tests.cli.house import DRAFTS, SMS, House

LARGE = {**SMS, "KOTHA_APPROVE_ABOVE": "2", "LOGNAME": "kit"}
SEND = (*DRAFTS, "--send", "--confirm", "3")


@pytest.fixture
def asked(house: House) -> str:
    """What to type for the id of a launch that Kit asked for."""
    house.run("user", "add", "rehana", "--role", "approver")
    ran = house.launch(*SEND, "--json", **LARGE)
    data = json.loads(ran.out)
    assert (data["sent"], data["state"], data["invited"]) == (False, "asked", 0)
    return str(data["request"])[:8]


def test_the_dry_run_says_that_somebody_else_must_approve(house: House) -> None:
    ran = house.launch(*DRAFTS, **LARGE)

    assert "Above 2 people somebody else must `kotha approve` it; then it is held" in ran.out


def test_whoever_asked_is_refused_and_somebody_else_is_not(house: House, asked: str) -> None:
    own = house.run("approve", asked, "--as", "rehana", LOGNAME="kit")
    listed = house.run("approve")
    other = house.run("approve", asked, LOGNAME="rehana")

    assert own.code == WRONG
    assert "S-342" in own.err
    assert f"{asked}  eye-screening-access to 3 people, asked by kit: waits" in listed.out
    assert other.code == 0
    assert "Approved." in other.out
    assert "unless it is taken back" in other.out
    assert "WAITS" in house.run("status").out


def test_what_did_not_leave_is_told_of_with_its_reason(house: House, asked: str) -> None:
    house.run("approve", asked, LOGNAME="rehana")
    with closing(sqlite3.connect(house.database)) as database, database:
        database.execute("UPDATE request SET state = 'failed', reason = 'S-346 Nobody signed.'")

    for command in ("approve", "status"):
        ran = house.run(command)
        data = json.loads(house.run(command, "--json").out)

        assert "asked by kit: did not leave. S-346 Nobody signed." in ran.out
        assert [each["reason"] for each in data["failed"]] == ["S-346 Nobody signed."]
        assert not data.get("waiting")


def test_a_launch_is_taken_back(house: House, asked: str) -> None:
    gone = house.run("cancel", asked)
    again = house.run("cancel", asked)

    assert gone.out == "Taken back: nobody of the 3 was written to.\n"
    assert again.code == WRONG
    assert house.run("approve").out == "No launch waits.\n"
    assert json.loads(house.run("status", "--json").out) == {"consultations": []}


def test_a_small_launch_is_held_where_all_are(house: House) -> None:
    data = json.loads(house.launch(*SEND, "--json", **SMS, KOTHA_HOLD_ALL="true").out)
    waiting = json.loads(house.run("approve", "--json").out)["waiting"]

    assert data["state"] == "held"
    assert [(each["state"], each["people"]) for each in waiting] == [("held", 3)]


def test_the_same_goes_out_again_only_with_a_reason(house: House) -> None:
    house.launch(*SEND, **SMS)
    refused = house.launch(*SEND, **SMS)
    again = house.launch(*SEND, "--again", "wrong poster", "--json", **SMS)
    twice = house.launch(*SEND, "--again", "wrong poster", **SMS)

    assert "S-330" in refused.err
    assert "--again REASON" in refused.err
    assert json.loads(again.out)["invited"] == 3
    assert twice.code == WRONG
    assert "S-330" in twice.err

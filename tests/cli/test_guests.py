"""`kotha guests`, `kotha golive` and the test send: nobody but a guest, until somebody decides."""

from __future__ import annotations

import json

from bot.cli import MISUSE, WRONG
from tests.cli.house import DRAFTS, SLUG, SMS, House


def test_until_going_live_only_guests_are_invited(trial: House) -> None:
    forecast = trial.launch(*DRAFTS, **SMS)
    refused = trial.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)
    for number in ("07700900001", "07700900002"):
        trial.run("guests", "add", number)
    nearly = trial.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)
    trial.run("guests", "add", "4711", "--telegram")
    invited = trial.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)

    assert forecast.code == 0
    assert refused.code == nearly.code == WRONG
    assert "S-301 3 of 3 people are outside your guest list" in refused.err
    assert "S-301 1 of 3 people is outside" in nearly.err
    assert invited.code == 0


def test_the_status_says_that_it_is_a_trial_until_someone_decides(trial: House) -> None:
    before = trial.run("status").out
    nobody = trial.run("golive")
    live = trial.run("golive", "--by", "Rahima Khatun")
    again = json.loads(trial.run("golive", "--by", "Kit Marlow", "--json").out)

    assert before.startswith("TRIAL: only guests can be invited")
    assert (nobody.code, live.code) == (WRONG, 0)
    assert "S-303" in nobody.err
    assert "Rahima Khatun decided it" in live.out
    assert again == {"live": True, "changed": False}
    assert "TRIAL" not in trial.run("status").out


def test_guests_are_listed_by_the_end_of_their_number(trial: House) -> None:
    added = trial.run("guests", "add", "07700 900123")
    listed = trial.run("guests", "list")
    wrong = trial.run("guests", "add", "020 7946 0958")
    removed = trial.run("guests", "remove", "+447700900123")

    assert added.out == "sms …123 is a guest.\n"
    assert listed.out == "sms …123\n"
    assert wrong.code == WRONG
    assert "P-111" in wrong.err
    assert removed.out == "sms …123 is no guest any more.\n"
    assert json.loads(trial.run("guests", "list", "--json").out) == {
        "guests": [],
        "is_live": False,
    }


def test_a_test_goes_to_a_guests_phone_and_opens_nothing(trial: House) -> None:
    stranger = trial.run("launch", SLUG, "--test-to", "07700900001", **SMS)
    trial.run("guests", "add", "07700900001")
    off = trial.run("launch", SLUG, "--test-to", "guests")
    sent = json.loads(trial.run("launch", SLUG, "--test-to", "07700900001", "--json", **SMS).out)

    assert stranger.code == off.code == WRONG
    assert "S-302" in stranger.err
    assert "S-334 sms is off" in off.err
    assert sent["tested"] == SLUG
    assert sent["messages"] >= len(sent["languages"]) > 2
    assert json.loads(trial.run("status", "--json").out)["consultations"] == []


def test_a_launch_is_to_a_list_or_to_a_tester_and_not_to_both(trial: House) -> None:
    assert trial.run("launch", SLUG).code == MISUSE
    assert trial.launch("--test-to", "guests").code == MISUSE

"""`kotha launch` and what follows it: nothing is sent unless it was meant, and no number shown."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest

from bot.cli import MISUSE, WRONG
from bot.flow.load import load
from tests import copies
from tests.cli.house import DRAFTS, PEOPLE, SLUG, SMS, House, ahead
from tests.commands import ROOT
from tests.flow.files import BLOCKS, EYES


def test_an_unreviewed_language_is_refused_unless_someone_stands_for_it(house: House) -> None:
    refused = house.launch()

    assert refused.code == WRONG
    assert "S-206" in refused.err
    assert "2 people" in refused.err
    assert house.launch(*DRAFTS).code == 0


def test_by_default_nothing_is_stored_or_sent(house: House) -> None:
    ran = house.launch(*DRAFTS)

    assert "3 people will be invited." in ran.out
    assert "Dry run: nothing was stored or sent." in ran.out
    assert json.loads(house.run("status", "--json").out) == {"consultations": []}


def test_the_forecast_is_there_for_machines(house: House) -> None:
    data = json.loads(house.launch(*DRAFTS, "--json").out)

    assert (data["sent"], data["people"], data["invited"]) == (False, 3, 0)
    assert [(line["language"], line["channel"]) for line in data["lines"]] == [
        ("bn", "sms"),
        ("bn", "telegram"),
        ("en", "sms"),
    ]
    assert data["most_pence"] > data["invitation_pence"] > 0


def test_a_wrong_list_is_told_row_by_row_without_a_number(house: House) -> None:
    house.list.write_text(PEOPLE + "020 7946 0958,,fr,Amina,\n", encoding="utf-8")

    ran = house.launch(*DRAFTS)

    assert ran.code == WRONG
    assert "people.csv:5:1: P-111" in ran.err
    assert "people.csv:5:3: P-114" in ran.err
    assert "0958" not in ran.err
    assert "Amina" not in ran.err


@pytest.mark.parametrize("count", ["2", "4"])
def test_the_wrong_count_sends_nothing(house: House, count: str) -> None:
    ran = house.launch(*DRAFTS, "--send", "--confirm", count, **SMS)

    assert ran.code == MISUSE
    assert "Nothing was sent" in ran.err
    assert json.loads(house.run("status", "--json").out) == {"consultations": []}


def test_a_channel_that_is_off_cannot_be_launched_to(house: House) -> None:
    ran = house.launch(*DRAFTS, "--send", "--confirm", "3")

    assert ran.code == WRONG
    assert "S-334 sms is off" in ran.err
    assert "S-334 telegram is off" in ran.err


def test_the_right_count_opens_and_the_same_list_is_refused_after(house: House) -> None:
    ran = house.launch(*DRAFTS, "--send", "--confirm", "3", "--json", **SMS)
    again = house.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)

    assert json.loads(ran.out)["invited"] == 3
    assert again.code == WRONG
    assert "S-330" in again.err
    (status,) = json.loads(house.run("status", "--json").out)["consultations"]
    assert (status["slug"], status["lifecycle"], status["invited"]) == (SLUG, "open", 3)


def test_a_list_given_again_corrects_without_writing_to_anybody(house: House) -> None:
    house.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)
    rows = PEOPLE.replace("900001,,en,,", "900001,,en,Amina,Rahima")
    house.list.write_text(rows, encoding="utf-8")

    dry = house.launch(*DRAFTS)
    done = house.launch(*DRAFTS, "--send", "--json", **SMS)
    again = house.launch(*DRAFTS, "--send", **SMS)

    assert "0 people will be invited." in dry.out
    assert "the list changes link_worker 1, name 1" in dry.out
    assert "Amina" not in dry.out
    told = json.loads(done.out)
    assert (told["sent"], told["invited"], told["updated"]) == (True, 0, 1)
    assert again.code == WRONG
    assert "S-330 Nobody on this list is left to invite" in again.err


def test_a_clinical_record_needs_the_data_protection_lead(house: House) -> None:
    house.run("user", "add", "Dee Lead", "--role", "data_lead")
    clinical = (*DRAFTS, "--list-from", "clinical-record")

    refused = house.launch(*clinical)
    stranger = house.launch(*clinical, "--data-lead", "Kit")
    allowed = house.launch(*clinical, "--data-lead", "Dee Lead")

    assert (refused.code, stranger.code, allowed.code) == (WRONG, WRONG, 0)
    assert "S-344 This list comes from a clinical record." in refused.err
    assert "S-345 Kit does not work here as a data-protection lead" in stranger.err


def test_personal_links_go_to_a_private_new_file(house: House) -> None:
    house.list.write_text(PEOPLE + ",,bn,Amina,rahima\n", encoding="utf-8")
    links = house.folder / "links.csv"

    missing = house.launch(*DRAFTS, "--send", "--confirm", "4", **SMS)
    ran = house.launch(*DRAFTS, "--send", "--confirm", "4", "--links", str(links), **SMS)

    assert "S-335" in missing.err
    assert ran.code == 0
    assert stat.S_IMODE(links.stat().st_mode) == 0o600
    (row,) = csv.DictReader(links.read_text(encoding="utf-8-sig").splitlines())
    assert (row["name"], row["link_worker"]) == ("Amina", "rahima")
    token = row["join"].removeprefix("https://kotha.example/l/")
    assert len(token) >= 22
    assert token not in ran.out + ran.err


def test_a_consultation_is_closed_by_its_name_and_then_shows_its_figures(house: House) -> None:
    house.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)

    early = house.run("results", SLUG)
    misnamed = house.run("close", SLUG, "--confirm", "parks")
    closed = house.run("close", SLUG, "--confirm", SLUG, "--json")
    results = json.loads(house.run("results", SLUG, "--json").out)
    by_scheme = json.loads(house.run("results", SLUG, "--scheme", "nhs", "--json").out)
    unknown = house.run("results", SLUG, "--scheme", "1991")
    both = house.run("results", SLUG, "--scheme", "nhs", "--by", "language")
    groups = house.run("results", SLUG, "--groups")
    two = house.run("results", SLUG, "--groups", "--by", "language")

    assert early.code == WRONG
    assert "figures are shown once it has closed" in early.err
    assert misnamed.code == MISUSE
    assert json.loads(closed.out) == {"slug": SLUG, "lifecycle": "closed", "unfinished": 3}
    assert (results["people"], results["invited"], results["questions"]) == (None, None, [])
    assert (by_scheme["slug"], by_scheme["base"], by_scheme["cells"]) == (SLUG, None, [])
    assert (unknown.code, both.code) == (MISUSE, MISUSE)
    assert "There is no scheme 1991: use nhs, 2011, 2021." in unknown.err
    assert "Ethnic groups are never split" in both.err
    assert (groups.code, two.code) == (WRONG, MISUSE)
    assert "has no question of type `statements`, so there are no groups" in groups.err
    assert "Ask for one of --by, --scheme, --wrong, --groups at a time" in two.err


def test_what_will_be_read_is_shown_in_each_language(tmp_path: Path) -> None:
    house = House(tmp_path, (ahead(copies.flows(tmp_path, copies.ALL)), ROOT / "locales"))
    house.run("golive", "--by", "Rahima Khatun")
    strict = {"KOTHA_LEAST_BASE": "20", "KOTHA_LEAST_CELL": "12", "KOTHA_ROUND_TO": "10"}
    house.launch(*DRAFTS, "--send", "--confirm", "3", **SMS)
    house.run("close", SLUG, "--confirm", SLUG, **strict)

    data = json.loads(house.run("publish", SLUG, "--preview", "--json").out)
    counted = json.loads(house.run("results", SLUG, "--json").out)

    shown = {(each["language"], each["channel"]): each for each in data["messages"]}
    tags = load(EYES, BLOCKS).plan.languages
    assert set(shown) == {(tag, c) for tag in tags for c in ("sms", "telegram")}
    assert "Fewer than 20 people replied" in shown["en", "sms"]["text"]
    assert counted["limits"] == {"base": 20, "star": 11, "to": 10}
    assert counted["note"].startswith("Counts are rounded to 10")
    assert shown["bn", "sms"]["segments"] >= 1
    assert data["sent"] is False


def test_staff_are_added_listed_and_removed_and_the_code_shown_once(house: House) -> None:
    added = json.loads(house.run("user", "add", "Rahima", "--role", "officer", "--json").out)
    listed = house.run("user", "list", "--json")
    removed = house.run("user", "remove", "Rahima")
    unknown = house.run("user", "remove", "Rahima")

    assert len(added["code"]) >= 20
    assert added["code"] not in listed.out
    assert [each["name"] for each in json.loads(listed.out)["staff"]] == ["Rahima"]
    assert (removed.code, unknown.code) == (0, WRONG)

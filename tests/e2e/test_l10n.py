"""A wording is mended while people are being asked: from the English file through a translator's
spreadsheet to their phones, without a restart, and without losing who answers the old words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from bot.cli import WRONG
from tests import copies
from tests.e2e.play import OPENS
from tests.e2e.town import SLUG, Town, sure

KEY = f"{SLUG}.last_visit.choices.this_year"
ENGLISH, BENGALI = "In the last 12 months", "গত ১২ মাসে"
NEW_ENGLISH, NEW_BENGALI = "Within the past year", "এক বছরের ভেতরে"
AMINA, BORIS, CHITRA, DALIA, ELA = (f"+447700900{n}" for n in range(201, 206))
LANGUAGES = {AMINA: "bn", BORIS: "en", CHITRA: "bn", DALIA: "en", ELA: "bn"}
EASE = {"bn": "কতটা সহজ", "en": "how easy"}
"""In the question after the one whose option is mended."""
READ_SECONDS = 60.0
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Launched to five, with words of its own to mend; three have been asked when they went."""
    folder = tmp_path_factory.mktemp("town")
    copies.flows(folder)
    copies.locales(folder)
    with Town(folder, OPENS, words=folder) as town:
        rows = [f"{phone},{tag}" for phone, tag in LANGUAGES.items()]
        (folder / "people.csv").write_text("\n".join(["phone,language", *rows, ""]))
        town.kotha("golive", "--by", "Rehana Begum")
        town.kotha("launch", SLUG, "--to", "people.csv", *sure(5, "Rehana Begum"))
        town.start()
        town.settle()
        for phone in (AMINA, BORIS, ELA):
            say(town, phone, "yes")
        yield town


def say(town: Town, phone: str, text: str) -> str:
    """What the bot answers to this."""
    before = len(town.twilio.inbox(phone))
    town.twilio.text(phone, text)
    town.settle()
    said = town.twilio.inbox(phone)
    assert len(said) > before, f"no answer to {text!r}\n{town.log()[-2000:]}"
    return said[-1]


def edit(path: Path, key: str, text: str) -> None:
    """As a translator does: the cell beside the key, in a spreadsheet program."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[0].value == key]
    row[names.index("current")].value = text
    book.save(path)


def taken_up(town: Town) -> None:
    """Until the server has read all languages again, and says so."""
    until = time.monotonic() + READ_SECONDS
    while "wording.taken" not in town.log():
        assert time.monotonic() < until, town.log()[-2000:]
        town.glance()


def test_a_wording_is_mended_while_people_answer(town: Town) -> None:
    assert ENGLISH in town.twilio.inbox(BORIS)[-1]
    assert BENGALI in town.twilio.inbox(AMINA)[-1]

    # English changes: the translation is stale, and nothing goes live.
    flow = town.folder / "flows" / SLUG / "flow.yaml"
    flow.write_text(flow.read_text("utf-8").replace(ENGLISH, NEW_ENGLISH), encoding="utf-8")
    town.kotha("l10n", "sync")
    assert f"W-202 {KEY}" in town.kotha("l10n", "check", code=WRONG)
    town.kotha("l10n", "reload", code=WRONG)
    town.later(A_MINUTE)
    assert ENGLISH in say(town, DALIA, "yes")

    # Out, edited, back in: a draft in somebody's name, which is not live either.
    town.kotha("l10n", "sheet", "bn", "--flow", SLUG, "--to", "bn.xlsx")
    edit(town.folder / "bn.xlsx", KEY, NEW_BENGALI)
    taken = town.json("l10n", "take", "bn.xlsx", "--by", "Farida Khatun")
    assert taken == {"language": "bn", "changed": [KEY], "confirmed": []}
    town.kotha("l10n", "check")
    town.kotha("l10n", "reload", code=WRONG)

    # Signed, and live within a minute.
    town.kotha("l10n", "approve", "bn", "--by", "Nasima Akter", "--keys", KEY)
    assert town.json("l10n", "reload")["reworded"] == [SLUG]
    town.later(A_MINUTE)
    taken_up(town)
    asked = say(town, CHITRA, "ha")
    assert NEW_BENGALI in asked
    assert BENGALI not in asked

    # Late replies to the old words, in both languages, are understood.
    assert EASE["bn"] in say(town, AMINA, BENGALI)
    assert EASE["en"] in say(town, DALIA, ENGLISH).casefold()
    assert EASE["bn"] in say(town, CHITRA, NEW_BENGALI)


def test_a_broken_catalogue_is_refused_and_the_words_stay(town: Town) -> None:
    catalogue = town.folder / "locales" / "bn" / f"{SLUG}.po"
    whole = catalogue.read_text("utf-8")
    catalogue.write_text(whole + "<<<<<<< ours\n", encoding="utf-8")

    town.kotha("l10n", "reload", code=WRONG)
    town.later(A_MINUTE)

    assert NEW_BENGALI in say(town, CHITRA, "BACK")
    catalogue.write_text(whole, encoding="utf-8")


def test_old_words_are_understood_after_a_restart(town: Town) -> None:
    town.stop()
    town.start()

    assert EASE["bn"] in say(town, ELA, BENGALI)
    assert EASE["en"] in say(town, BORIS, ENGLISH).casefold()

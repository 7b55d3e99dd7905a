"""One data set, worked by hand, and every place that shows it: page, report, open data, and the
rows that analysts get in each format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pyreadstat
import pytest

from bot.channels import LIMITS
from bot.model import Lifecycle, Other, Value
from bot.results import opendata
from bot.results.respondents import Given, Layout, Respondent
from bot.results.shape import as_text
from bot.shelf.publication import before_deciding
from bot.web.report import report
from bot.workshop.exporting import FORMATS, sheet, table
from tests.service.stage import SLUG, eye_screening
from tests.web.consulted import FIGURES, TALLIES, consulted, get, site

Shown = Mapping[str, tuple[int, int] | None]
HAND: Mapping[str, Shown] = {
    # 60 + 124 + 3 + 58 = 245 answered: 60/245 = 24.5 %, 125/245 = 51.0 %; 3 is a star.
    "last_visit": {"this_year": (60, 24), "longer": (125, 51), "never": None, "unsure": (60, 24)},
    # 18 + 20 + 22 = 60 answered; each is shown as 20, a third.
    "ease": {"1": (20, 33), "2": (0, 0), "3": (0, 0), "4": (20, 33), "5": (20, 33)},
    # 130 people picked: 60/130 = 46 %, 30/130 = 23 %, 40/130 = 31 %.
    "barriers": {
        "letter": (60, 46), "language": (0, 0), "travel": (60, 46), "time": (30, 23),
        "drops": (40, 31), "other": (40, 31),
    },
    # First of three: 120, 80 and 45 of 245.
    "wishes": {"evening": (120, 49), "nearer": (80, 33), "speaker": (45, 18)},
    # 100 + 120 + 2 = 222, shown as 220: 45 % and 55 %; the two live nowhere that is named.
    "area": {"E1": (100, 45), "E14": (120, 55), "elsewhere": None},
    "about-you__sex": {"female": (120, 57), "male": (90, 43)},
}  # fmt: skip
_TABLE = re.compile(r'<table aria-labelledby="q-([^"]+)">(.*?)</table>', re.DOTALL)
_ROW = re.compile(
    r'<th scope="row">(.*?)</th><td class="n">(.*?)</td><td class="share">(.*?)</td>'
)
_TAG = re.compile(r"<[^>]+>")


def label(step_id: str, option: str) -> str:
    """What the page calls an option."""
    document = eye_screening()
    step = document.flow.step(step_id)
    assert step is not None
    if step_id == "ease":
        return {"1": "1 (very hard)", "5": "5 (very easy)"}.get(option, option)
    if option == "elsewhere":
        return "Other areas"
    return document.texts.get(step.key(f"choices.{option}"), option)


def drawn(html: str) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """The tables of a page, as a reader hears them."""
    return {
        step: {
            unescape(label): (people, _TAG.sub("", share))
            for label, people, share in _ROW.findall(body)
        }
        for step, body in _TABLE.findall(html)
    }


def by_hand(step: str) -> Mapping[str, tuple[str, str]]:
    """What a page must say of a question."""
    said: Shown = HAND[step]
    return {
        label(step, option): ("*", "not shown") if cell is None else (str(cell[0]), f"{cell[1]}%")
        for option, cell in said.items()
    }


async def test_the_page_and_the_report_say_it_cell_by_cell(tmp_path: Path) -> None:
    async with consulted(tmp_path, Lifecycle.REPORTED) as house:
        page = drawn((await get(site(house), f"/c/{SLUG}/en")).text)
        told = drawn(report(await before_deciding(house.office(), SLUG), "en", LIMITS))

    for step in HAND:
        for label_, cell in by_hand(step).items():
            assert page[step][label_] == cell, (step, label_)
            assert told[step][label_] == cell, (step, label_)


async def test_so_does_the_open_data_and_it_is_what_the_page_gives(tmp_path: Path) -> None:
    made = table(opendata.table(FIGURES, eye_screening()))
    async with consulted(tmp_path) as house:
        given = (await get(site(house), f"/c/{SLUG}/figures.csv")).content

    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"))))
    found = {
        (row["question"], row["code"]): row
        for row in rows
        if row["part"] == "answer" and not row["group_by"]
    }
    assert given == made
    for step, said in HAND.items():
        for option, cell in said.items():
            row = found[step, option]
            shown = ("", "", "starred") if cell is None else (str(cell[0]), str(cell[1]), "shown")
            assert (row["people"], row["percent"], row["status"]) == shown, (step, option)


def test_so_does_the_terminal() -> None:
    text = " ".join(as_text(FIGURES, eye_screening()).split())

    assert "60 24% In the last 12 months 125 51% Longer ago * Never 60 24% Not sure" in text


# ── Row by row ────────────────────────────────────────────────────────────────────────────────


def people() -> Sequence[Respondent]:
    """Everybody behind the figures: each tally handed out, question by question."""
    answers: list[dict[str, Given]] = [{} for _ in range(257)]
    for step in eye_screening().flow.steps:
        given = [
            Given(each.outcome, _value(each.value))
            for each in TALLIES
            if each.step == step.id and not step.about
            for _ in range(each.n)
        ]
        for person, answer in zip(answers, given, strict=False):
            person[step.id] = answer
    return [
        Respondent(
            f"p{n:04}", "completed", "en", "sms", "", "", "", "v",
            is_assisted=False, is_late=False, answers=given,
        )
        for n, given in enumerate(answers)
    ]  # fmt: skip


def _value(text: str) -> Value | None:
    value: Any = json.loads(text) if text else None  # Any: it comes from JSON
    if isinstance(value, list):
        return tuple(Other() if isinstance(each, dict) else each for each in value)
    found: Value | None = value
    return found


def _csv(body: bytes) -> Iterator[Mapping[str, str]]:
    return iter(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def _xlsx(body: bytes) -> Iterator[Mapping[str, str]]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(body))["answers"].iter_rows(values_only=True)
    return (dict(zip(map(str, head), map(str, row), strict=True)) for row in rows)


def _json(body: bytes) -> Iterator[Mapping[str, str]]:
    rows = json.loads(body)["people"]
    return ({name: str(cell) for name, cell in row.items()} for row in rows)


def _made(name: str) -> bytes:
    found = people()
    document = eye_screening()
    made = sheet(SLUG, document.version, Layout([document]), found)
    return FORMATS[name][1](made)[""]


@pytest.mark.parametrize(("name", "read"), [("csv", _csv), ("xlsx", _xlsx), ("json", _json)])
def test_counting_the_rows_gives_the_true_numbers(name: str, read: object) -> None:
    assert callable(read)
    rows = list(read(_made(name)))

    visits = Counter(row["last_visit"] for row in rows)
    assert (visits["longer"], visits["never"]) == (124, 3)
    assert visits["SKIPPED"] == 12
    assert sum(int(row["barriers__travel"] == "1") for row in rows) == 60
    assert sum(int(row["wishes__evening"] == "1") for row in rows) == 120
    assert Counter(row["minutes"] for row in rows)["45"] == 30
    assert not any(name.startswith("about") for name in rows[0])


def test_and_so_do_those_of_spss(tmp_path: Path) -> None:
    path = tmp_path / "rows.sav"
    path.write_bytes(_made("spss"))
    data, about = pyreadstat.read_sav(path, output_format="dict", user_missing=True)

    words = about.variable_value_labels["last_visit"]
    visits = Counter(words[code] for code in data["last_visit"])
    assert visits["Longer ago"] == 124
    assert visits["Skipped"] == 12
    assert data["wishes__evening"].count(1.0) == 120

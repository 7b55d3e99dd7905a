"""The tables that were worked out by hand, and every place that shows them: the public page, the
report, open data, and the rows that analysts get in each format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path
from typing import TypeAlias

import openpyxl
import pyreadstat
import pytest

from bot.channels import LIMITS
from bot.questions.multi_choice import MultiChoice
from bot.questions.ranking import Ranking
from bot.results import opendata
from bot.results.respondents import GIVEN, MISSING, Layout
from bot.results.shape import as_data
from bot.web.pages import Pages
from bot.web.public.speech import speech
from bot.web.public.view import Shop, view
from bot.web.report import report
from bot.workshop.exporting import FORMATS, sheet, table
from tests.results.by_hand import (
    ALL_FACETS,
    QUESTIONS,
    Cells,
    Person,
    document,
    expected,
    figures,
    people,
    publication,
    respondents,
)
from tests.results.test_by_hand import cells_of_data

Told: TypeAlias = Iterator[tuple[tuple[str, str, str], tuple[str, str]]]
CALLED: Mapping[str, str] = {
    "Yes": "yes", "No": "no", "Other areas": "elsewhere", "Other dates": "elsewhere",
    "January 2027": "2027-01", "February 2027": "2027-02", "March 2027": "2027-03",
    "Left it out": "skipped",
    "Preferred not to say": "refused", "SMS": "sms", "Telegram": "telegram",
    "English": "en", "বাংলা": "bn", "Soomaali": "so",
    "Invited, nothing known since": "invited", "The invitation arrived": "delivered",
    "The invitation did not arrive": "failed", "Began, answered nothing yet": "started",
    "Answered a part": "partial", "Answered everything": "completed", "Declined": "declined",
    "Stopped the messages": "stopped", "It closed before they had finished": "expired",
}  # fmt: skip
"""What a page calls an item of the tables."""
_WHOLE = re.compile(r"(\d+) people replied of (\d+) invited")
_CHART = re.compile(r'<section class="chart" aria-labelledby="(q|by)-(\w+)">(.*?)</section>', re.S)
_TABLE = re.compile(r"<table(.*?)>(.*?)</table>", re.S)
_ROW = re.compile(r'<tr><th scope="row">(.*?)</th><td class="n">(\*|\d+)(.*?)</tr>')
_TAG = re.compile(r"<[^>]+>")
_BASE = re.compile(r"<p>(\d+) people answered\.</p>")
_MIDDLE = re.compile(r"The average is (\S+), the middle answer (\S+)\.</p>")
_HALF = re.compile(r"Half of the answers lie between (\S+) and (\S+)\.</p>")
_POINTS = re.compile(r'<td class="n">(\d+)</td>$')


def hand(but: Sequence[str] = ()) -> Cells:
    """The tables without some parts or items; a share of the funnel was not worked out."""
    return {key: cell for key, cell in expected().items() if not {key[1], key[2]} & set(but)}


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


def of_page(html: str) -> Told:
    """Every cell of every table, and the sentences above them."""
    ((replied, invited),) = _WHOLE.findall(html)
    yield ("", "whole", "people"), (replied, "")
    yield ("", "whole", "invited"), (invited, "")
    for kind, name, body in _CHART.findall(html):
        yield from _question(name, body) if kind == "q" else _rows("", name, body)
    for mark, body in _TABLE.findall(html):
        if "funnel" in mark:
            yield from ((key, (n, "")) for key, (n, _) in _rows("", "funnel", body))


def _question(name: str, body: str) -> Told:
    (base,) = _BASE.findall(body)
    yield (name, "base", ""), (base, "")
    for mark, table_ in _TABLE.findall(body):
        yield from _rows(name, "aside" if "aside" in mark else "cell", table_)
    for names, sentence in ((("mean", "median"), _MIDDLE), (("quarter", "three_quarters"), _HALF)):
        for found in sentence.findall(body):
            for measure, value in zip(names, found, strict=True):
                yield (name, "measure", measure), (str(float(value)), "")


def _rows(question: str, part: str, body: str) -> Told:
    for label, n, rest in _ROW.findall(body):
        item = unescape(_TAG.sub("", label))
        item = CALLED.get(item, item)
        share = re.search(r"(\d+)%", rest)
        yield (question, part, item), (n, share.group(1) if share else "")
        if points := _POINTS.search(rest):
            yield (question, "borda", item), (points.group(1), "")


def test_the_page_says_it_cell_by_cell() -> None:
    shown = publication()
    page = view(shown, speech(shown.running, "en"), Shop())
    html = Pages().text("consultation.html", {"page": page})

    assert dict(of_page(html)) == hand(but=("funnel", "language", "deviation"))


def test_so_does_the_report() -> None:
    assert dict(of_page(report(publication(), "en", LIMITS))) == hand(but=("deviation",))


# ── Open data ─────────────────────────────────────────────────────────────────────────────────

_PARTS = {"took_part": "whole", "answer": "cell", "no_answer": "aside"}


def of_open_data(rows: Iterable[Mapping[str, str]]) -> Told:
    """Every line that is not of a group's answers; asides of nobody left out."""
    for row in rows:
        n, part, code = row["people"] or "*", row["part"], row["code"]
        if part == "group":
            yield ("", row["group_by"], row["group"]), (n, "")
        elif part == "measure" and not row["group_by"]:
            kind, _, option = code.rpartition(":")
            part = "borda" if kind == "score" else part
            yield (row["question"], part, option or code), (row["measure"], "")
        elif not row["group_by"] and not (part == "no_answer" and n == "0"):
            share = "" if part == "funnel" else row["percent"]
            yield (row["question"], _PARTS.get(part, part), code), (n, share)


def test_so_does_the_open_data() -> None:
    made = table(opendata.table(figures(), document())).decode("utf-8-sig")

    assert dict(of_open_data(csv.DictReader(io.StringIO(made)))) == hand()


# ── Row by row ────────────────────────────────────────────────────────────────────────────────

Row: TypeAlias = Mapping[str, str]


def _csv(body: bytes, _: Path) -> Iterator[Row]:
    return iter(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def _xlsx(body: bytes, _: Path) -> Iterator[Row]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(body))["answers"].iter_rows(values_only=True)
    return (dict(zip(map(str, head), map(str, row), strict=True)) for row in rows)


def _json(body: bytes, _: Path) -> Iterator[Row]:
    rows = json.loads(body)["people"]
    return ({name: str(cell) for name, cell in row.items()} for row in rows)


def _spss(body: bytes, folder: Path) -> Iterator[Row]:
    """By the labels of its values, as whoever opens it reads them."""
    path = folder / "rows.sav"
    path.write_bytes(body)
    data, about = pyreadstat.read_sav(path, output_format="dict", user_missing=True)
    labels = about.variable_value_labels
    words = {each.label: word for word, each in MISSING.items()}
    words |= {"Given; not in this file": GIVEN}
    words |= {"Yes": "yes", "No": "no", "Chosen": "1", "Not chosen": "0"}

    def cell(name: str, value: float | str) -> str:
        if isinstance(value, str):
            return value
        label = labels.get(name, {}).get(value, str(int(value)))
        return words.get(label, label)

    for n in range(len(data["id"])):
        yield {name: cell(name, column[n]) for name, column in data.items()}


def person(row: Row) -> Person:
    """A row as `people.csv` would have it."""
    return {each: row[each] for each in ALL_FACETS} | {name: said(name, row) for name in QUESTIONS}


def said(name: str, row: Row) -> str:
    """What stands in the columns of one question."""
    question = QUESTIONS[name]
    if not isinstance(question, MultiChoice | Ranking):
        cells = [row[name]]
    else:
        cells = [row[f"{name}__{option}"] for option in question.options()]
    if cells[0] in MISSING:
        return cells[0].lower()
    if isinstance(question, MultiChoice | Ranking):
        places = sorted(zip(cells, question.options(), strict=True), key=lambda each: each[0])
        return " ".join(option for place, option in places if place != "0")
    return "wrote" if cells[0] == GIVEN else cells[0]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        pytest.param("csv", _csv, id="csv"),
        pytest.param("xlsx", _xlsx, id="xlsx"),
        pytest.param("json", _json, id="json"),
        pytest.param("spss", _spss, id="spss"),
    ],
)
def test_every_cell_of_the_rows_is_what_somebody_said(
    name: str, read: Callable[[bytes, Path], Iterator[Row]], tmp_path: Path
) -> None:
    made = FORMATS[name][1](sheet("park", "v", Layout([document()]), respondents()))[""]
    found = [person(row) for row in read(made, tmp_path)]

    assert found == people()
    assert dict(cells_of_data(as_data(figures(found), document()))) == expected()

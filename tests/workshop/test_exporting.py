"""Files of answers: the same in every format, with a codebook, and nothing that runs."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pyreadstat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model import Outcome
from bot.questions.choice import Choice
from bot.questions.free_text import FreeText
from bot.questions.multi_choice import MultiChoice
from bot.questions.number import Number
from bot.results.respondents import Given, Layout, Respondent
from bot.workshop.exporting import (
    CODEBOOK,
    FORMATS,
    Sheet,
    as_csv,
    as_json,
    as_spss,
    as_xlsx,
    sheet,
)
from tests.results.test_respondents import ABC, document, person, step

A = Outcome.ANSWERED
_LAYOUT = Layout(
    [
        document(
            step("q", Choice(choices=ABC)),
            step("many", MultiChoice(choices=ABC)),
            step("n", Number()),
            step("by", FreeText()),
        )
    ],
    with_text=True,
)
PEOPLE = [
    person(
        q=Given(A, "b"), many=Given(A, ("a", "c")), n=Given(A, -3), by=Given(A, None, "আলো চাই")
    ),
    person(q=Given(Outcome.REFUSED), n=Given(Outcome.DONT_KNOW)),
]
CELLS = [
    ["b", "1", "0", "1", "-3", "GIVEN", "আলো চাই"],
    ["REFUSED", *["NOT_ASKED"] * 3, "DONT_KNOW", "NOT_ASKED", "NOT_ASKED"],
]


def made(people: list[Respondent] | None = None) -> Sheet:
    return sheet("parks", "v1", _LAYOUT, people or PEOPLE)


def lines(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def pages(body: bytes) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    for page in book.worksheets:
        for row in page.iter_rows():
            assert all(cell.data_type in {"s", "n"} and not _runs(cell) for cell in row)
    return {
        page.title: [[str(c or "") for c in row] for row in page.iter_rows(values_only=True)]
        for page in book.worksheets
    }


def _runs(cell: object) -> bool:
    return getattr(cell, "data_type", "") == "f"


def test_every_format_holds_the_same_cells() -> None:
    head = [each.name for each in _LAYOUT.variables]
    at = head.index("q")

    in_csv = lines(as_csv(made())[""])
    in_xlsx = pages(as_xlsx(made())[""])["answers"]
    in_json = json.loads(as_json(made())[""])["people"]

    assert in_csv[0] == in_xlsx[0] == list(in_json[0]) == head
    assert [row[at:] for row in in_csv[1:]] == CELLS
    assert [row[at:] for row in in_xlsx[1:]] == CELLS
    assert [[str(cell) for cell in row.values()][at:] for row in in_json] == CELLS


def test_each_has_a_codebook_that_tells_every_way_of_not_answering() -> None:
    files = as_csv(made())
    book = lines(files["codebook"])

    assert book[0] == list(CODEBOOK)
    assert ["q", "What do you want?", "a", "1", "Swings"] in book
    assert ["q", "What do you want?", "REFUSED", "-999", "Preferred not to say"] in book
    assert ["many__a", "many: a", "1", "1", "Chosen"] in book
    assert len(pages(as_xlsx(made())[""])["codebook"]) == len(book)
    assert len(json.loads(as_json(made())[""])["codebook"]) == len(book) - 1


def test_office_programs_read_its_script() -> None:
    assert as_csv(made())[""].startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["csv", "xlsx", "json", "spss"])
def test_the_same_answers_make_the_same_bytes(name: str) -> None:
    _, writer = FORMATS[name]

    assert writer(made()) == writer(made())


_STARTS = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", "<"])


@given(_STARTS, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30))
@example("=", "cmd|'/C calc'!A0")
@example("@", "SUM(1+1)*cmd|'/C calc'!A0")
@example("<", "script>alert(1)</script>")
def test_no_answer_starts_a_formula(start: str, rest: str) -> None:
    people = [person(by=Given(A, None, start + rest))]

    for row in lines(as_csv(made(people))[""]):
        assert not row[-1].startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@given(
    st.lists(
        st.tuples(
            _STARTS,
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
        ),
        min_size=20,
        max_size=20,
    )
)
@settings(max_examples=10, deadline=None)
def test_nor_in_a_workbook_that_is_opened_again(payloads: list[tuple[str, str]]) -> None:
    people = [person(by=Given(A, None, "".join(each))) for each in payloads]

    answers = pages(as_xlsx(made(people))[""])["answers"]

    assert len(answers) == 21


def test_spss_holds_the_same_with_labels(tmp_path: Path) -> None:
    path = tmp_path / "made.sav"
    path.write_bytes(as_spss(made())[""])
    data, about = pyreadstat.read_sav(path, output_format="dict", user_missing=True)

    assert data["q"] == [2.0, -999.0]
    assert data["many__a"] == [1.0, -991.0]
    assert data["n"] == [-3.0, -998.0]
    assert data["by_"] == [1.0, -991.0]
    assert data["by__words"] == ["আলো চাই", "NOT_ASKED"]
    assert about.column_names_to_labels["q"] == "What do you want?"
    assert about.variable_value_labels["q"][1.0] == "Swings"
    assert about.variable_value_labels["q"][-999.0] == "Preferred not to say"
    assert about.creation_time == datetime(2000, 1, 1)  # noqa: DTZ001 (it says no zone)
    assert about.missing_ranges["q"] == [{"lo": -999.0, "hi": -991.0}]

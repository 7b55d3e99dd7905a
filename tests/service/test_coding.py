"""Free text by code, from a phone to a theme: sheets out and in, two coders, both file kinds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from bot.errors import FlowError, Refused
from bot.results.coding.remarks import Code
from bot.results.coding.sheets import Scope
from bot.results.shape import as_text
from bot.results.summary import Counting, Counts
from bot.service import close, coding, feedback
from bot.service.coding import Came, Sheet, Standing, Wanted
from bot.shelf.office import Office
from bot.workshop import coding as files
from tests.service.stage import SLUG, Stage, after, entries, phone

SCOPE = Scope(SLUG, "more")
WORDS = ("No bus.", "=HYPERLINK(1)", "Dear, and no bus", "All of it was fine", "@SUM(A1)")
TO_THE_END = ("yes", "3", "no letter", "1 2 3", "E1")
"""Never screened, no letter, an order, a district: then the question in words."""
BOOK = (Code("buses", "Buses", "Getting there."), Code("cost", "Cost"))
BUSES, COST = BOOK


async def say_and_close(house: Stage) -> None:
    """Five people said something in their own words; it has closed."""
    await house.launch(entries(len(WORDS)))
    for n, words in enumerate(WORDS, 1):
        await house.hear(phone(n), *TO_THE_END, words)
    await close.close(house.office(), SLUG)


house = after(say_and_close)


@pytest.fixture
def office(house: Stage) -> Office:
    return house.office("Rehana")


def written(sheet: Sheet, path: Path, codes: Mapping[str, str], book: tuple[Code, ...]) -> Path:
    """The sheet in a file, as a coder leaves it: codes by what was said."""
    lines = [(*line[:4], codes.get(line[2], line[4]), *line[5:]) for line in sheet.lines]
    of_book = [(each.code, each.label, each.definition) for each in book]
    for where, body in files.files(path, lines, of_book).items():
        where.write_bytes(body)
    return path


async def code(
    office: Office, path: Path, by: str, codes: Mapping[str, str], *, is_settling: bool = False
) -> Came:
    wanted = Wanted(by, is_settling=is_settling)
    sheet = await coding.sheet(office, SCOPE, wanted)
    await asyncio.to_thread(written, sheet, path, codes, BOOK)
    page, book = files.pages(path)
    return await coding.take(office, page, book, by, is_settling=is_settling)


async def standing(office: Office) -> Standing:
    (found,) = await coding.show(office, SLUG, "more")
    return found


ANN = {WORDS[0]: "buses", WORDS[1]: "none", WORDS[2]: "cost, buses", WORDS[3]: "none"}


@pytest.mark.parametrize("name", ["more.xlsx", "more.csv"])
async def test_codes_come_back_as_they_were_given(
    office: Office, tmp_path: Path, name: str
) -> None:
    came = await code(office, tmp_path / name, "Ann", ANN)
    found = await standing(office)

    assert (came.answers, came.codes) == (4, 2)
    assert (found.said, found.coded, found.coders) == (5, 4, {1: "Ann"})
    assert {each.code.code: len(each.answers) for each in found.themes} == {"buses": 2, "cost": 1}
    assert len(found.fits_none) == 2
    assert len(set(found.themes[0].answers) | set(found.fits_none)) == 4
    again = await coding.sheet(office, SCOPE, Wanted("Ann"))
    assert {line[2]: line[4] for line in again.lines if line[4]} == {
        **ANN, WORDS[2]: "buses, cost"
    }  # fmt: skip


async def test_no_answer_can_start_a_formula(office: Office, tmp_path: Path) -> None:
    sheet = await coding.sheet(office, SCOPE, Wanted())
    for name in ("more.xlsx", "more.csv"):
        written(sheet, tmp_path / name, {}, BOOK)

    book = openpyxl.load_workbook(tmp_path / "more.xlsx")
    cells = [cell for row in book["Answers"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]
    csv = (tmp_path / "more.csv").read_text("utf-8-sig")
    assert "'=HYPERLINK(1)" in csv
    assert ",=" not in csv
    assert ",@" not in csv


async def test_two_coders_are_compared_and_settled_by_a_third_deed(
    office: Office, tmp_path: Path
) -> None:
    await code(office, tmp_path / "ann.csv", "Ann", ANN)
    await code(office, tmp_path / "ben.csv", "Ben", {**ANN, WORDS[2]: "buses", WORDS[4]: "cost"})
    found = await standing(office)

    assert found.coders == {1: "Ann", 2: "Ben"}
    buses, cost, together = found.agreement
    assert (buses.answers, buses.kappa) == (4, 1.0)
    assert (cost.code, cost.observed) == ("cost", 0.75)
    assert together.observed == 0.75
    assert len(found.disputed) == 1
    assert {each.code.code: len(each.answers) for each in found.themes} == {"buses": 2, "cost": 2}

    came = await code(office, tmp_path / "s.csv", "Cara", {WORDS[2]: "buses"}, is_settling=True)
    found = await standing(office)
    assert came.answers == 1
    assert found.disputed == ()
    assert {each.code.code: len(each.answers) for each in found.themes} == {"buses": 2, "cost": 1}


async def test_a_second_coder_starts_from_an_empty_sheet(office: Office, tmp_path: Path) -> None:
    await code(office, tmp_path / "ann.csv", "Ann", ANN)

    for wanted in (Wanted("Ben"), Wanted()):
        sheet = await coding.sheet(office, SCOPE, wanted)
        assert {line[4] for line in sheet.lines} == {""}
        assert [line[0] for line in sheet.book] == ["buses", "cost"]


async def test_a_sample_is_the_same_for_both_and_the_rest_can_follow(
    office: Office, tmp_path: Path
) -> None:
    await code(office, tmp_path / "ann.csv", "Ann", ANN)

    few = [await coding.sheet(office, SCOPE, Wanted(by, limit=2)) for by in ("Ann", "Ben")]
    rest = await coding.sheet(office, SCOPE, Wanted("Ann", is_new=True))
    ann, ben = ([line[0] for line in each.lines] for each in few)
    assert ann == ben
    assert len(ann) == 2
    assert [line[2] for line in rest.lines] == [WORDS[4]]


async def test_of_a_sheet_with_one_fault_nothing_is_taken(office: Office, tmp_path: Path) -> None:
    with pytest.raises(FlowError, match='W-407 "trains" is not in the codebook'):
        await code(office, tmp_path / "a.csv", "Ann", {**ANN, WORDS[3]: "trains"})

    found = await standing(office)
    assert (found.coded, found.themes) == (0, ())


async def test_a_codebook_that_lost_a_code_in_use_is_refused(
    office: Office, tmp_path: Path
) -> None:
    await code(office, tmp_path / "ann.csv", "Ann", ANN)
    sheet = await coding.sheet(office, SCOPE, Wanted("Ben"))
    page, book = files.pages(written(sheet, tmp_path / "ben.csv", {}, (COST,)))

    with pytest.raises(FlowError, match='lost "buses", which 2 answers carry'):
        await coding.take(office, page, book, "Ben")
    assert len((await standing(office)).themes) == 2


async def test_a_third_coder_is_told_to_settle(office: Office, tmp_path: Path) -> None:
    await code(office, tmp_path / "ann.csv", "Ann", ANN)
    await code(office, tmp_path / "ben.csv", "Ben", ANN)

    with pytest.raises(Refused, match="Ann and Ben are the coders of this question"):
        await code(office, tmp_path / "cara.csv", "Cara", ANN)
    with pytest.raises(Refused, match="nothing to code"):
        await coding.sheet(office, SCOPE, Wanted(is_settling=True))


async def test_it_is_on_record_and_without_a_word(office: Office, tmp_path: Path) -> None:
    await code(office, tmp_path / "ann.csv", "Ann", ANN)

    async with office.store.read() as reader:
        for action in ("coding.sheet", "coding.taken"):
            assert await reader.deeds("Rehana", action, office.clock.now()) == 1


async def test_while_answers_are_taken_nobody_reads_them(empty: Stage) -> None:
    await empty.launch(entries(1))
    office = empty.office()

    with pytest.raises(Refused, match="is read and coded once it has closed"):
        await coding.sheet(office, SCOPE, Wanted())
    with pytest.raises(Refused, match="No consultation called nothing"):
        await coding.show(office, "nothing")


async def test_only_a_question_in_words_is_coded(office: Office) -> None:
    with pytest.raises(Refused, match=r"wishes is no question .* Those are: more\."):
        await coding.sheet(office, Scope(SLUG, "wishes"), Wanted())


async def test_codes_are_counted_into_the_figures_with_small_numbers_hidden(
    empty: Stage, tmp_path: Path
) -> None:
    people = 24
    await empty.launch(entries(people))
    words = [
        f"No bus at stop {n}" if n <= 12 else f"Nothing {n} to add" for n in range(1, people + 1)
    ]
    for n, said in enumerate(words, 1):
        await empty.hear(phone(n), *TO_THE_END, said)
    await close.close(empty.office(), SLUG)
    office = empty.office("Rehana")
    before, _ = await feedback.count(office, SLUG)
    with pytest.raises(Refused, match="every answer has codes"):
        await coding.count(office, SLUG)
    codes = {said: ("buses" if n <= 12 else "none") for n, said in enumerate(words, 1)}
    codes[words[0]] = "buses, cost"
    await code(office, tmp_path / "ann.csv", "Ann", codes)

    assert await coding.count(office, SLUG) == {"more": 2}
    after, document = await feedback.count(office, SLUG)
    (more,) = [each for each in after.figures.questions if each.step == "more"]
    assert isinstance(more, Counts)
    assert more.counting is Counting.PICKS
    assert more.base == 25
    assert {cell.id: cell.n for cell in more.cells} == {"buses": 10, "cost": None}
    assert dict(more.labels) == {"buses": "Buses", "cost": "Cost"}
    assert "Buses" in as_text(after.figures, document)
    others = [each for each in before.figures.questions if each.step != "more"]
    assert [each for each in after.figures.questions if each.step != "more"] == others

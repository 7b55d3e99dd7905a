"""A coder's sheet: what comes back is taken whole, or every fault of it is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from msgspec import Struct
from msgspec.structs import replace

from bot.errors import FlowError
from bot.results.coding import sheets
from bot.results.coding.remarks import FIRST, SECOND, SETTLED, Code, Coding, Remark
from bot.results.coding.sheets import BOOK_COLUMNS, COLUMNS, Known, Page, Scope, Taken

SCOPE = Scope("parks", "why")
BUSES = Code("buses", "Buses and trains", "Getting there without a car.")
COST = Code("cost", "Cost")
SAID = [
    Remark("r1", (1, UUID(int=1), 3), "en", "No bus on Sundays.\nNone!"),
    Remark("r2", (2, UUID(int=2), 3), "bn", "বাস নেই, দামও বেশি", "No bus, and it is dear"),
    Remark("r3", (3, UUID(int=3), 1), "en", "=cmd|' /C calc'!A1"),
]


class Row(Struct, frozen=True):
    number: int
    cells: Mapping[str, str]


class Grid(Struct, frozen=True):
    columns: Mapping[str, int]
    rows: Sequence[Row]


def grid(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> Grid:
    rows = [Row(n, dict(zip(columns, line, strict=False))) for n, line in enumerate(lines, 2)]
    return Grid({name: place for place, name in enumerate(columns, 1)}, rows)


def page(**changed: Mapping[str, str]) -> Page:
    """The sheet as it goes out, with some cells written over, by id."""
    found = grid(COLUMNS, list(sheets.lines(SCOPE, SAID, None)))
    rows = [
        Row(row.number, {**row.cells, **changed.get(row.cells["id"], {})}) for row in found.rows
    ]
    return Page("why.csv", Grid(found.columns, [row for row in rows if row.cells["id"] != "gone"]))


def book(*codes: Code) -> Page:
    return Page("why-codebook.csv", grid(BOOK_COLUMNS, list(sheets.book_lines(codes))))


def known(*codes: Code, **uses: int) -> Known:
    return Known(SCOPE, {each.id: each for each in SAID}, codes, uses)


def read(*, of: Page, beside: Page | None, into: Known | None = None) -> Taken:
    return sheets.read(of, beside, into or known())


def faults(*, of: Page, beside: Page | None, into: Known | None = None) -> list[str]:
    with pytest.raises(FlowError) as raised:
        read(of=of, beside=beside, into=into)
    return [str(problem) for problem in raised.value.problems]


# ── What is taken ─────────────────────────────────────────────────────────────────────────────


def test_several_codes_an_answer_in_the_order_of_the_codebook() -> None:
    taken = read(
        of=page(r1={"codes": " Cost ;BUSES, cost"}, r2={"codes": "none"}), beside=book(BUSES, COST)
    )

    assert taken.codings == {"r1": ("buses", "cost"), "r2": ()}
    assert taken.book == (BUSES, COST)
    assert taken.translations == {}


def test_an_empty_cell_leaves_an_answer_as_it_was_coded() -> None:
    assert read(of=page(), beside=book(BUSES)).codings == {}


def test_without_a_codebook_beside_it_the_former_one_stays() -> None:
    taken = read(of=page(r1={"codes": "buses"}), beside=None, into=known(BUSES))

    assert taken.book == (BUSES,)


def test_a_translation_that_is_new_is_taken() -> None:
    taken = read(of=page(r1={"translation": "Dim bws"}), beside=book(BUSES))

    assert taken.translations == {"r1": "Dim bws"}


def test_what_an_office_program_does_to_blanks_changes_no_original() -> None:
    same = {"original": " No bus on Sundays.\r\nNone! ", "codes": "buses"}

    assert read(of=page(r1=same), beside=book(BUSES)).codings == {"r1": ("buses",)}


def test_a_row_stands_alone() -> None:
    taken = read(of=page(r1={"id": "gone"}, r3={"codes": "cost"}), beside=book(BUSES, COST))

    assert taken.codings == {"r3": ("cost",)}


def test_a_second_coder_never_sees_what_the_first_gave() -> None:
    coded = [replace(SAID[0], codings={FIRST: Coding("Ann", ("buses",))}), *SAID[1:]]

    assert [line[4] for line in sheets.lines(SCOPE, coded, SECOND)] == ["", "", ""]
    assert [line[4] for line in sheets.lines(SCOPE, coded, FIRST)] == ["buses", "", ""]


def test_only_where_two_differ_and_nobody_settled_it_there_is_something_to_settle() -> None:
    ann, ben = Coding("Ann", ("buses",)), Coding("Ben", ())
    differ = replace(SAID[0], codings={FIRST: ann, SECOND: ben})
    settled = replace(SAID[1], codings={FIRST: ann, SECOND: ben, SETTLED: ben})
    alone = replace(SAID[2], codings={FIRST: ann})

    lines = list(sheets.disputed(SCOPE, [differ, settled, alone]))

    assert [(line[0], *line[-2:]) for line in lines] == [("r1", "buses", "none")]
    assert (differ.counted, settled.counted, alone.counted) == (("buses",), (), ("buses",))


# ── What is refused ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param(
            {"r1": {"codes": "buses, trains"}},
            'why.csv:2:5: W-407 "trains" is not in the codebook. Add it there, or choose another.',
            id="an_unknown_code",
        ),
        pytest.param(
            {"r1": {"codes": "none, buses"}},
            'why.csv:2:5: W-407 "none" means that no code fits: it cannot stand beside another.',
            id="none_beside_another",
        ),
        pytest.param(
            {"r2": {"original": "No bus"}}, "why.csv:3:3: W-405 The original was changed.",
            id="a_changed_original",
        ),
        pytest.param(
            {"r2": {"id": "r1", "mark": sheets.mark_of(SCOPE, SAID[0])}},
            "why.csv:3:1: W-404 r1 stands in row 2 already. Delete one.",
            id="a_duplicate_row",
        ),
        pytest.param(
            {"r2": {"id": " "}}, "why.csv:3:1: W-403 The row has no id. Take a fresh sheet.",
            id="a_missing_id",
        ),
        pytest.param(
            {"r2": {"id": "r9"}}, 'why.csv:3:1: W-403 "r9" is no answer to this question.',
            id="an_unknown_id",
        ),
        pytest.param(
            {"r2": {"mark": "parks/other/abc"}},
            "why.csv:3:6: W-402 The row is not marked as of parks why.",
            id="a_row_of_another_sheet",
        ),
        pytest.param(
            {"r2": {"mark": "parks/why/abc"}},
            "why.csv:3:3: W-406 r2 has been answered anew since this sheet was made.",
            id="an_answer_that_was_changed_since",
        ),
        pytest.param(
            {"r2": {"translation": "x" * 5000}}, "why.csv:3:4: W-411 The translation is too long.",
            id="a_book_for_a_translation",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_row(
    changed: Mapping[str, Mapping[str, str]], says: str
) -> None:
    (told,) = faults(of=page(**changed), beside=book(BUSES))

    assert told.startswith(says)


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        pytest.param(
            [COST],
            'why-codebook.csv:1:1: W-409 The codebook has lost "buses", which 4 answers carry.',
            id="a_code_that_was_lost",
        ),
        pytest.param(
            [BUSES, Code("buses", "Again")],
            'why-codebook.csv:3:1: W-408 "buses" stands in the codebook twice.',
            id="a_code_twice",
        ),
        pytest.param(
            [BUSES, Code("cost", "")],
            'why-codebook.csv:3:1: W-408 "cost" needs a label of 1 to 60 characters.',
            id="no_label",
        ),
        pytest.param(
            [BUSES, Code("two words", "Two")],
            'why-codebook.csv:3:1: W-408 "two words" is no code',
            id="no_code",
        ),
        pytest.param(
            [BUSES, Code("none", "None")], 'why-codebook.csv:3:1: W-408 "none" is no code',
            id="a_code_that_means_no_code",
        ),
        pytest.param(
            [BUSES, Code("long", "Long", "x" * 501)],
            'why-codebook.csv:3:1: W-408 "long" has a definition of over 500 characters.',
            id="an_endless_definition",
        ),
    ],
)  # fmt: skip
def test_each_fault_of_the_codebook_is_told(codes: Sequence[Code], says: str) -> None:
    (told,) = faults(of=page(), beside=book(*codes), into=known(BUSES, buses=4))

    assert told.startswith(says)


def test_with_no_code_at_all_it_says_where_to_write_them() -> None:
    (told,) = faults(of=page(), beside=book())

    assert told.endswith("W-410 There is no code yet. Write codes on the tab Codebook.")


def test_all_faults_are_told_at_once() -> None:
    told = faults(
        of=page(r1={"codes": "trains"}, r2={"original": "?"}, r3={"id": "r8"}), beside=book(BUSES)
    )

    assert len(told) == 3


def test_a_sheet_that_does_not_say_what_it_is_of_is_refused() -> None:
    nameless = {each.id: {"mark": ""} for each in SAID}

    with pytest.raises(FlowError, match="W-402 It does not say of which question it is"):
        sheets.scope_of(page(**nameless))
    with pytest.raises(FlowError, match='W-401 There is no column "id"'):
        sheets.scope_of(Page("x.csv", grid(("a",), [("b",)])))
    assert sheets.scope_of(page()) == SCOPE

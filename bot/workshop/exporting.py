"""Answers row by row as files: CSV, XLSX, SPSS and JSON, each with its codebook.

Rule: whatever opens a file may be an office program, so no cell of ours ever starts a formula; and
the same answers make the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from bot.errors import Refused
from bot.results.respondents import MISSING, Cell, Layout, Respondent, Variable
from bot.workshop.translating.grids import guarded

Rows: TypeAlias = Sequence[Sequence[Cell]]
Files: TypeAlias = Mapping[str, bytes]
"""By what is put before the name's ending: `""` is the file itself."""

CODEBOOK = ("variable", "label", "value", "code", "meaning")
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 (xlsxwriter takes no zone; it is no moment at all)
_AS_TEXT = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
_MOMENT, _NO_MOMENT = slice(92, 109), b"01 Jan 0000:00:00"
"""Where an SPSS file says when it was made (day, then time), and what stands there instead."""
_STRANGE = re.compile(r"[^A-Za-z0-9_]")
_RESERVED = frozenset(
    ("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with")
)


class Sheet(Struct, frozen=True):
    """What a file is made of."""

    slug: str
    version: str
    variables: tuple[Variable, ...]
    rows: Rows


def sheet(slug: str, version: str, layout: Layout, people: Sequence[Respondent]) -> Sheet:
    """Everybody, in the columns of their consultation."""
    return Sheet(slug, version, layout.variables, [layout.row(person) for person in people])


def codebook(variables: Sequence[Variable]) -> Rows:
    """A line for every value of every column, and why a cell may hold none."""
    lines: list[Sequence[Cell]] = []
    for each in variables:
        for code, (value, meaning) in enumerate(each.values, 1):
            number = int(value) if each.is_number else code
            lines.append((each.name, each.label, value, number, meaning))
        if not each.values:
            lines.append((each.name, each.label, "", "", "as given"))
        if each.step:
            lines += [
                (each.name, each.label, why.word, why.code, why.label) for why in MISSING.values()
            ]
    return lines


# ── CSV, JSON ─────────────────────────────────────────────────────────────────────────────────


def as_csv(given: Sheet) -> Files:
    """Two files in UTF-8 with its mark, so that office programs read every script."""
    head = [each.name for each in given.variables]
    return {
        "": table(chain([head], given.rows)),
        "codebook": table([CODEBOOK, *codebook(given.variables)]),
    }


def table(lines: Iterable[Sequence[Cell]]) -> bytes:
    """Lines as CSV; numbers as they are, texts guarded."""
    out = io.StringIO()
    csv.writer(out).writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    return out.getvalue().encode("utf-8-sig")


def as_json(given: Sheet) -> Files:
    """One document: people, and what their answers may be."""
    names = [each.name for each in given.variables]
    data = {
        "consultation": given.slug,
        "version": given.version,
        "people": [dict(zip(names, row, strict=True)) for row in given.rows],
        "codebook": [dict(zip(CODEBOOK, line, strict=True)) for line in codebook(given.variables)],
    }
    out = io.BytesIO()
    # Bit by bit: all of them in a list take ten times the room of the file.
    for piece in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(data):
        out.write(piece.encode())
    return {"": out.getvalue()}


# ── XLSX ──────────────────────────────────────────────────────────────────────────────────────


def as_xlsx(given: Sheet) -> Files:
    """A workbook of two sheets, every cell of them text."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **_AS_TEXT})
    book.set_properties({"created": _MADE})
    head = [each.name for each in given.variables]
    for name, lines in (
        ("answers", [head, *given.rows]),
        ("codebook", [CODEBOOK, *codebook(given.variables)]),
    ):
        page = book.add_worksheet(name)
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                page.write_string(row, column, str(cell))
        page.freeze_panes(1, 1)
    book.close()
    return {"": out.getvalue()}


# ── SPSS ──────────────────────────────────────────────────────────────────────────────────────


def as_spss(given: Sheet) -> Files:
    """A .sav file with labels of columns and values, by pyreadstat.

    Raises:
        Refused: it is not installed.
    """
    try:
        import polars
        import pyreadstat
    except ImportError as error:
        raise Refused(
            "An SPSS file is made by pyreadstat with polars, which are not installed here. "
            "Install Kotha with its extra (`uv pip install 'kotha[spss]'`), or export csv: it has "
            "the same columns, and a codebook."
        ) from error
    columns = [_Column.of(each) for each in given.variables]
    names = _spss_names(given.variables)
    data = {
        name: [column.cell(row[place]) for row in given.rows]
        for place, (name, column) in enumerate(zip(names, columns, strict=True))
    }
    coded = {name: column for name, column in zip(names, columns, strict=True) if column.codes}
    kinds = {
        name: polars.String if column.is_text else polars.Float64
        for name, column in zip(names, columns, strict=True)
    }
    least, most = min(_CODES), max(_CODES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.sav"
        pyreadstat.write_sav(
            polars.DataFrame(data, schema=kinds),
            path,
            file_label=given.slug,
            column_labels=[each.label for each in given.variables],
            variable_value_labels={name: dict(each.labels) for name, each in coded.items()},
            missing_ranges={name: [{"lo": least, "hi": most}] for name in coded},
        )
        body = path.read_bytes()
        return {"": body[: _MOMENT.start] + _NO_MOMENT + body[_MOMENT.stop :]}


_CODES = [why.code for why in MISSING.values()]


class _Column(Struct, frozen=True):
    """How SPSS holds a column."""

    is_text: bool
    codes: Mapping[str, float]
    labels: Mapping[float, str]

    @classmethod
    def of(cls, variable: Variable) -> _Column:
        if not (variable.values or variable.is_number):
            return cls(is_text=True, codes={}, labels={})
        codes = {
            value: float(value) if variable.is_number else float(place)
            for place, (value, _) in enumerate(variable.values, 1)
        }
        labels = {codes[value]: label for value, label in variable.values}
        if variable.step:
            codes |= {why.word: float(why.code) for why in MISSING.values()}
            labels |= {float(why.code): why.label for why in MISSING.values()}
        return cls(is_text=False, codes=codes, labels=labels)

    def cell(self, cell: Cell) -> str | float | None:
        if self.is_text:
            return str(cell)
        return self.codes.get(cell) if isinstance(cell, str) else float(cell)


def _spss_names(variables: Sequence[Variable]) -> Sequence[str]:
    """Names that SPSS takes: letters, digits and low lines, at most 64, none twice."""
    names: list[str] = []
    for each in variables:
        name = _STRANGE.sub("_", each.name)[:60]
        name = f"{name}_" if name.casefold() in _RESERVED else name
        taken = sum(name == other.rstrip("0123456789") or name == other for other in names)
        names.append(f"{name}{taken + 1}" if name in names else name)
    return names


FORMATS: Mapping[str, tuple[str, Callable[[Sheet], Files]]] = {
    "csv": (".csv", as_csv),
    "xlsx": (".xlsx", as_xlsx),
    "spss": (".sav", as_spss),
    "json": (".json", as_json),
}
"""By name: the ending of the file, and what makes it."""

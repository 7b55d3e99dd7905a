"""What is shown, cell by cell, is what was worked out on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from bot.results.shape import as_data, as_text
from tests.results.by_hand import Cells, document, expected, figures

MEASURES = ("mean", "median", "quarter", "three_quarters", "deviation")


def n_of(count: object) -> str:
    return "*" if count is None else str(count)


def share(percent: object) -> str:
    return "" if percent is None else str(percent)


Told: TypeAlias = Iterator[tuple[tuple[str, str, str], tuple[str, str]]]


def cells_of_data(data: Mapping[str, Any]) -> Told:
    for name in ("people", "invited"):
        yield ("", "whole", name), (n_of(data[name]), "")
    for state, n in data["funnel"].items():
        yield ("", "funnel", state), (n_of(n), "")
    for question in data["questions"]:
        yield from _of_question(question)
    for by, groups in data["by"].items():
        for group in groups:
            yield ("", by, group["value"]), (n_of(group["people"]), "")


def _of_question(question: Mapping[str, Any]) -> Told:
    step = question["step"]
    yield (step, "base", ""), (n_of(question["base"]), "")
    for cell in question.get("cells", ()):
        yield (step, "cell", cell["id"]), (n_of(cell["n"]), share(cell["percent"]))
    for why, n in question["aside"].items():
        if n != 0:
            yield (step, "aside", why), (n_of(n), "")
    for name in MEASURES:
        if question.get(name) is not None:
            yield (step, "measure", name), (str(question[name]), "")
    for option, points in question.get("borda", {}).items():
        yield (step, "borda", option), (str(points), "")


def test_as_data_every_cell_is_as_worked_out() -> None:
    found: Cells = dict(cells_of_data(as_data(figures(), document())))

    assert found == expected()


def test_as_text_every_question_shows_its_counts_in_order() -> None:
    text = as_text(figures(), document())
    blocks = {block.split("\n")[0].rstrip("?"): block for block in text.split("\n\n")}

    for step in {question for question, _, _ in expected() if question}:
        shown = re.findall(r"^ +(\*|\d+) +(?:(\d+)%)? +\S", blocks[step], flags=re.MULTILINE)
        assert shown == [
            cell for (q, part, _), cell in expected().items() if (q, part) == (step, "cell")
        ]
        assert f"base: {expected()[step, 'base', ''][0]} people" in blocks[step]
        assert _measured(blocks[step]) == tuple(n for n, _ in _of(step, "measure"))


def _measured(block: str) -> Sequence[str]:
    found = re.search(
        r"mean (\S+), median (\S+)\n +middle half: (\S+) to (\S+); standard deviation (\S+)", block
    )
    return found.groups() if found else ()


def _of(step: str, part: str) -> Sequence[tuple[str, str]]:
    return [
        cell for (question, of, _), cell in expected().items() if (question, of) == (step, part)
    ]

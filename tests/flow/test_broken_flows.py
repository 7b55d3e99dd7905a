"""Each broken flow yields exactly the lines that stand at its top."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest

from bot.errors import FlowError
from bot.flow.load import load, problems
from tests.flow.files import BLOCKS

BROKEN = sorted((Path(__file__).parents[1] / "broken_flows").glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_flow_says_where_what_and_the_remedy(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = [line[2:] for line in takewhile(lambda line: line.startswith("# "), lines)]

    document, found = problems(path, BLOCKS)

    assert [str(problem).removeprefix(f"{path.parent}/") for problem in found] == expected
    assert document is None


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_flow_is_never_given_out(path: Path) -> None:
    with pytest.raises(FlowError):
        load(path, BLOCKS)


def test_there_are_enough_of_them_to_learn_from() -> None:
    assert len(BROKEN) >= 30


def test_a_folder_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    _, found = problems(tmp_path / "nowhere", BLOCKS)

    assert [problem.code for problem in found] == ["F-100"]

from __future__ import annotations

import json

import pytest

from bot.cli import MISUSE
from tests.commands import kotha


def test_each_line_in_is_a_line_out() -> None:
    ran = kotha("segments", text='{"text": "Hello"}\n\n{"text": "কথা"}\n')

    assert ran.code == 0
    assert [json.loads(line) for line in ran.out.splitlines()] == [
        {"encoding": "GSM-7", "segments": 1, "units": 5},
        {"encoding": "UCS-2", "segments": 1, "units": 3},
    ]


@pytest.mark.parametrize("line", ["hello", "[]", '{"body": "x"}', '{"text": 5}'])
def test_a_line_of_another_shape_is_misuse(line: str) -> None:
    ran = kotha("segments", text=f'{{"text": "ok"}}\n{line}\n')

    assert (ran.code, len(ran.out.splitlines())) == (MISUSE, 1)
    assert "Line 2 must be a JSON object" in ran.err


def test_half_an_emoji_is_counted_like_any_unit() -> None:
    ran = kotha("segments", text='{"text": "\\ud83d"}\n')

    assert json.loads(ran.out) == {"encoding": "UCS-2", "segments": 1, "units": 1}

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml.nodes import MappingNode

from bot.errors import FlowError
from bot.language.files import LIMIT_BYTES, read_text
from bot.language.yaml import read_yaml


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param(b"a\n\xff\n", "x.yaml:2:1: W-103 It is not UTF-8.", id="not_utf_8"),
        pytest.param(b"a" * (LIMIT_BYTES + 1), "W-102 The file is over 1 MiB.", id="too_large"),
    ],
)
def test_a_text_is_read_whole_or_refused_with_its_line(
    tmp_path: Path, raw: bytes, says: str
) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)

    with pytest.raises(FlowError, match=says):
        read_text(path)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match="W-101 It cannot be read"):
        read_text(tmp_path / "none")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xef\xbb\xbfkey")

    assert read_text(path) == "key"


def test_yaml_that_does_not_parse_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\nb: [\n", encoding="utf-8")

    with pytest.raises(FlowError, match=r"x\.yaml:3:1: W-104 It is not YAML"):
        read_yaml(path)


def test_every_scalar_stays_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("no: yes\nnumber: 010\n", encoding="utf-8")

    root = read_yaml(path)

    assert isinstance(root, MappingNode)
    assert [(key.value, value.value) for key, value in root.value] == [
        ("no", "yes"),
        ("number", "010"),
    ]

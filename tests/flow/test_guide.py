"""The guide for authors names every key and type, and its examples load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.flow.authored import FlowFile
from bot.flow.drafts import keys_for
from bot.flow.load import load
from bot.questions import QUESTION_TYPES
from tests.flow.files import BLOCKS, FLOWS

GUIDE = (FLOWS / "README.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", GUIDE))))


@pytest.mark.parametrize("key", FlowFile.model_fields)
def test_every_key_of_the_file_is_told(key: str) -> None:
    assert key in NAMED


@pytest.mark.parametrize("name", QUESTION_TYPES)
def test_every_type_and_its_keys_are_told(name: str) -> None:
    assert {name, *keys_for(QUESTION_TYPES[name])} <= NAMED


def test_the_short_flow_in_it_loads(tmp_path: Path) -> None:
    (example,) = [
        each
        for each in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
        if "consultation:" in each
    ]
    folder = tmp_path / "park-benches"
    folder.mkdir()
    (folder / "flow.yaml").write_text(example, encoding="utf-8")

    assert [step.id for step in load(folder, BLOCKS).flow.steps][-2:] == ["visits", "why"]

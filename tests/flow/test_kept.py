"""A flow that was read before is the flow as it stands, and never an older one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import FlowError
from bot.flow import kept
from bot.flow.load import load
from bot.language.snapshots import place_of
from tests.flow.files import BLOCKS, EYES


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where it is kept."""
    return tmp_path / "caches" / "kept"


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """A flow and its blocks, to be changed."""
    shutil.copytree(EYES, tmp_path / EYES.name)
    shutil.copytree(BLOCKS, tmp_path / "_blocks")
    return tmp_path


def test_the_second_time_it_is_the_same_document(place: Path) -> None:
    first = kept.load(EYES, BLOCKS, place)
    assert place.exists()

    assert kept.load(EYES, BLOCKS, place) == first == load(EYES, BLOCKS)


@pytest.mark.parametrize("name", ["eye-screening-access/flow.yaml", "_blocks/consent.yaml"])
def test_a_letter_changed_at_once_is_heard(flows: Path, place: Path, name: str) -> None:
    flow, blocks, changed = flows / EYES.name, flows / "_blocks", flows / name
    before = kept.load(flow, blocks, place)
    text = changed.read_text(encoding="utf-8")

    changed.write_text(text.replace("text: ", "text: Z", 1), encoding="utf-8")
    after = kept.load(flow, blocks, place)

    assert after.texts != before.texts
    assert after == load(flow, blocks)


def test_a_damaged_one_is_read_and_written_again(place: Path) -> None:
    first = kept.load(EYES, BLOCKS, place)
    whole = place.read_bytes()
    place.write_bytes(whole.replace(b"consent", b"nonsens"))

    assert kept.load(EYES, BLOCKS, place) == first
    assert place.read_bytes() == whole


def test_a_flow_with_an_error_is_told_every_time(flows: Path, place: Path) -> None:
    broken = flows / EYES.name / "flow.yaml"
    broken.write_text("consultation: [", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(FlowError):
            kept.load(flows / EYES.name, flows / "_blocks", place)

    assert not place.exists()


def test_each_kind_has_a_place_of_its_own(tmp_path: Path) -> None:
    assert place_of(tmp_path, "flow") != place_of(tmp_path, "locales")

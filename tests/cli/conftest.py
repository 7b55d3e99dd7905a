"""Installations: one on trial, and one that has gone live."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import copies
from tests.cli.house import House, ahead


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What is said, in the languages that anybody here is asked in."""
    folder = tmp_path_factory.mktemp("words")
    return ahead(copies.flows(folder)), copies.locales(folder)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, words: tuple[Path, Path]) -> House:
    """The one whose database the others copy: to make its schema takes longer than most tests."""
    first = House(tmp_path_factory.mktemp("live"), words)
    assert first.run("golive", "--by", "Rahima Khatun").code == 0
    return first


@pytest.fixture
def trial(tmp_path: Path, words: tuple[Path, Path]) -> House:
    """As it was installed."""
    return House(tmp_path, words)


@pytest.fixture
def house(tmp_path: Path, words: tuple[Path, Path], live: House) -> House:
    """Gone live."""
    return House(tmp_path, words, live)

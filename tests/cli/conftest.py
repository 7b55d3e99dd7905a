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


@pytest.fixture
def trial(tmp_path: Path, words: tuple[Path, Path]) -> House:
    """As it was installed."""
    return House(tmp_path, *words)


@pytest.fixture
def house(trial: House) -> House:
    """Gone live."""
    trial.run("golive", "--by", "Rahima Khatun")
    return trial

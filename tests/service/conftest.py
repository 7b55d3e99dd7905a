"""One installation per test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.stage import Stage, stage


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Stage]:
    """An installation of its own, on which nothing has happened."""
    async with stage(tmp_path) as opened:
        yield opened


@pytest.fixture
def house(empty: Stage) -> Stage:
    """The same; some modules begin where something has happened."""
    return empty

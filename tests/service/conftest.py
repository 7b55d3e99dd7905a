"""One installation per test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.service.stage import Stage, stage


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Stage]:
    """An installation of its own."""
    async with stage(tmp_path) as opened:
        yield opened
